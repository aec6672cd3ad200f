// Changes that need no tree: of messages, and of the bytes of a file.

extension Mutator {
  /// Changes one message of one object, or the order of its members.
  mutating func change(_ root: Block) {
    var blocks = [root]
    var next = 0
    while next < blocks.count {
      blocks += blocks[next].members
      next += 1
    }
    let block = one(of: blocks)
    let other = one(of: one(of: blocks).messages)
    let i = below(block.messages.count)
    switch below(9) {
    case 0: block.messages.swapAt(i, below(block.messages.count))
    case 1: block.messages.insert(block.messages[i], at: below(block.messages.count))
    case 2: if block.messages.count > 1 { block.messages.remove(at: i) }
    case 3: block.messages.append(other)
    case 4: block.messages[i].kind = UInt8(below(24))
    case 5: block.messages[i].body = other.body
    case 6: block.members.shuffle(using: &random)
    case 7: block.messages[i].flags = byte()
    default: change(&block.messages[i].body)
    }
  }

  /// Changes some bytes of a message.
  private mutating func change(_ body: inout [UInt8]) {
    let at = below(body.count + 1)
    switch below(4) {
    case 0: body.insert(byte(), at: at)
    case 1: if at < body.count { body.remove(at: at) }
    default: if at < body.count { body[at] = byte() }
    }
  }

  /// Changes some bytes behind the user block.
  mutating func change(_ image: inout Image) {
    let count = image.bytes.count
    guard count > 512 + 128 else { return }
    let at = 512 + below(count - 512 - 8)
    switch below(9) {
    case 0: image.set(at, little(one(of: [0, 48, -1, count, count - 512, .max, .min, at])))
    case 1: image.set(at, [byte(), byte()])
    case 2:
      let from = 512 + below(count - 512 - 64)
      let to = 512 + below(count - 512 - 64)
      image.set(to, Array(image.bytes[from..<from + below(64)]))
    case 3: image.bytes.insert(contentsOf: (0..<below(9)).map { _ in byte() }, at: at)
    case 4: image.bytes.removeSubrange(at..<at + below(8))
    case 5: image.bytes[at] &+= below(2) == 0 ? 1 : 255
    case 6: image.bytes[at] ^= 1 << below(8)
    case 7: image.bytes.removeLast(below(count - 512))
    default: image.bytes[at] = byte()
    }
  }

  /// Any byte, small ones and the largest more often: those are counts, kinds and flags.
  mutating func byte() -> UInt8 {
    below(2) == 0
      ? one(of: [0, 1, 2, 3, 4, 8, 12, 16, 0x7f, 0x80, 0xff]) : UInt8(below(256))
  }
}
