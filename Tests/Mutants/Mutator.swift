import HDF5Tree
import MLPSchema
import Random
import Storage

/// Makes files that are nearly right: trees, messages and bytes are changed a little, then sizes,
/// checksums and seal are made to match again, so that every check of a reader is reached.
///
/// The same seed, stream and tree make the same mutants.
public struct Mutator {
  var random: Philox

  public init(seed: UInt64, stream: UInt64 = 0) { random = Philox(seed: seed, stream: stream) }

  /// A sealed file that differs from `tree`'s by one to three changes.
  public mutating func file(from tree: Group) throws -> [UInt8] {
    let changes = 1 + below(3)
    var tree = tree
    var toBlocks = 0
    var toBytes = 0
    for _ in 0..<changes {
      switch below(8) {
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
    if below(4) != 0 { image.repairEnd() }
    // The sums themselves are checked by a few files in which they don't match.
    if below(64) != 0 { image.repairChecksums() }
    return image
  }

  /// 0 to `bound` - 1, `bound` being at least 1.
  mutating func below(_ bound: Int) -> Int { Int(random.below(UInt32(bound))) }

  /// One of `choices`, which are not none.
  mutating func one<T>(of choices: [T]) -> T { choices[below(choices.count)] }
}

/// The bytes with a seal that fits them, where they are enough to have one.
public func sealed(_ file: [UInt8]) -> [UInt8] {
  file.count < Seal.byteCount
    ? file : Seal.block(sealing: file.span.bytes) + file[Seal.byteCount...]
}
