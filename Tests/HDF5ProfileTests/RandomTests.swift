import HDF5Profile
import HDF5Tree
import Storage
import TestSupport
import Testing

@Suite struct RandomTests {
  @Test(arguments: 0..<8)
  func randomTreesSurvive(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<40 {
      let tree = try Trees.random(&random, depth: 4)
      let image = Image(tree)
      #expect(try parseTree(image.slice()) == tree)
    }
  }

  /// Files that are nearly of the profile, with checksums that match: none may trap, and each that
  /// is read has to be the one form of what was read.
  @Test(arguments: 0..<8)
  func mutantsAreRefusedOrMeant(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(1000 + seed))
    let starts = [try Trees.least(), try Trees.small()]
    var accepted = 0
    for round in 0..<2500 {
      let mutant = mutate(starts[round % 2], &random)
      if let tree = try? parseTree(mutant.slice()) {
        accepted += 1
        #expect(mutant.isTheForm(of: tree), "seed \(seed), round \(round)")
      }
    }
    // Some are: a mutator that only makes rubbish tests the first check alone.
    #expect(accepted > 100)
  }

  /// One to three changes, of messages before the file is laid out or of bytes after.
  private func mutate(_ tree: Group, _ random: inout SplitMix64) -> Image {
    let root = encode(tree, "")
    let changes = random.below(3) + 1
    let early = random.below(changes + 1)
    for _ in 0..<early { change(root, &random) }
    var image = Image(root)
    for _ in early..<changes { change(&image, &random) }
    if random.below(4) != 0 { image.repairEnd() }
    image.repairChecksums()
    return image
  }

  private func change(_ root: Block, _ random: inout SplitMix64) {
    var blocks = [root]
    var next = 0
    while next < blocks.count {
      blocks += blocks[next].members
      next += 1
    }
    let block = blocks[random.below(blocks.count)]
    let other = blocks[random.below(blocks.count)]
    let i = random.below(block.messages.count)
    switch random.below(8) {
    case 0: block.messages.swapAt(i, random.below(block.messages.count))
    case 1: block.messages.insert(block.messages[i], at: random.below(block.messages.count))
    case 2: if block.messages.count > 1 { block.messages.remove(at: i) }
    case 3: block.messages.append(other.messages[random.below(other.messages.count)])
    case 4: block.messages[i].kind = UInt8(random.below(24))
    case 5: block.messages[i].body = other.messages[random.below(other.messages.count)].body
    case 6: block.members.shuffle(using: &random)
    default: change(&block.messages[i].body, &random)
    }
  }

  /// Changes some bytes of a message.
  private func change(_ body: inout [UInt8], _ random: inout SplitMix64) {
    let at = random.below(body.count + 1)
    switch random.below(4) {
    case 0: body.insert(UInt8(random.below(256)), at: at)
    case 1: if at < body.count { body.remove(at: at) }
    default: if at < body.count { body[at] = random.byte() }
    }
  }

  /// Changes some bytes behind the user block.
  private func change(_ image: inout Image, _ random: inout SplitMix64) {
    let count = image.bytes.count
    let at = 512 + random.below(count - 512 - 8)
    switch random.below(8) {
    case 0:
      image.set(at, little([0, 48, -1, count, count - 512, .max, .min, at][random.below(8)]))
    case 1: image.set(at, [random.byte(), random.byte()])
    case 2:
      let from = 512 + random.below(count - 512 - 64)
      let to = 512 + random.below(count - 512 - 64)
      image.set(to, Array(image.bytes[from..<from + random.below(64)]))
    case 3: image.bytes.insert(contentsOf: (0..<random.below(9)).map { _ in random.byte() }, at: at)
    case 4: image.bytes.removeSubrange(at..<at + random.below(8))
    case 5: image.bytes[at] &+= random.below(2) == 0 ? 1 : 255
    case 6: image.bytes[at] ^= 1 << random.below(8)
    default: image.bytes[at] = random.byte()
    }
  }
}
