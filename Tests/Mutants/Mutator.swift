import HDF5Tree
import MLPSchema
import Storage
import TestSupport

/// Makes files that are nearly right: trees, messages and bytes are changed a little, then sizes,
/// checksums and seal are made to match again, so that every check of a reader is reached.
///
/// The same seed and tree make the same mutants.
public struct Mutator {
  var random: SplitMix64

  public init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// A sealed file that differs from `tree`'s by one to three changes.
  public mutating func file(from tree: Group) throws -> [UInt8] {
    let changes = 1 + random.below(3)
    var tree = tree
    var toBlocks = 0
    var toBytes = 0
    for _ in 0..<changes {
      switch random.below(8) {
      case 0..<5: try change(&tree)
      case 5, 6: toBlocks += 1
      default: toBytes += 1
      }
    }
    return sealed(image(of: tree, toBlocks: toBlocks, toBytes: toBytes).bytes)
  }

  /// The file of `tree` with so many changes to messages before it is laid out, and to bytes after.
  public mutating func image(of tree: Group, toBlocks: Int, toBytes: Int) -> Image {
    let root = encode(tree, "")
    for _ in 0..<toBlocks { change(root) }
    var image = Image(root)
    for _ in 0..<toBytes { change(&image) }
    if random.below(4) != 0 { image.repairEnd() }
    // The sums themselves are checked by a few files in which they don't match.
    if random.below(64) != 0 { image.repairChecksums() }
    return image
  }

  /// One of `choices`, which are not none.
  mutating func one<T>(of choices: [T]) -> T { choices[random.below(choices.count)] }
}

/// The bytes with a seal that fits them, where they are enough to have one.
public func sealed(_ file: [UInt8]) -> [UInt8] {
  file.count < Seal.byteCount
    ? file : Seal.block(sealing: file.span.bytes) + file[Seal.byteCount...]
}
