import Testing

@testable import Deflate

/// `printf 'hello\n' | gzip -n`.
private let hello: [UInt8] = [
  0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xE7,
  0x02, 0x00, 0x20, 0x30, 0x3A, 0x36, 0x06, 0x00, 0x00, 0x00,
]

/// All that a stream of `bytes`, given `piece` at a time and read `room` at a time, comes to.
private func text(_ bytes: [UInt8], piece: Int = 1 << 20, room: Int = 100) throws -> String {
  var given = 0
  let stream = try GzipStream { span in
    let count = min(piece, span.byteCount, bytes.count - given)
    for i in 0..<count { span.storeBytes(of: bytes[given + i], toByteOffset: i, as: UInt8.self) }
    given += count
    return count
  }
  var all: [UInt8] = []
  while true {
    var part = [UInt8](repeating: 0, count: room)
    var elements = part.mutableSpan
    var span = elements.mutableBytes
    let count = try stream.read(into: &span)
    if count == 0 { break }
    all += part.prefix(count)
  }
  return String(decoding: all, as: UTF8.self)
}

@Suite struct GzipStreamTests {
  @Test(arguments: [1, 2, 7, 1000], [1, 3, 100]) func inPieces(piece: Int, room: Int) throws {
    #expect(try text(hello, piece: piece, room: room) == "hello\n")
  }

  @Test(arguments: [1, 5, 1000]) func membersFollowEachOther(piece: Int) throws {
    #expect(try text(hello + hello + hello, piece: piece) == "hello\nhello\nhello\n")
  }

  @Test(arguments: [1, 5, 1000]) func zeroBytesBehindAreNothing(piece: Int) throws {
    #expect(
      try text(hello + hello + [UInt8](repeating: 0, count: 600), piece: piece)
        == "hello\nhello\n")
  }

  @Test(arguments: 2..<26) func cutOff(count: Int) {
    #expect(throws: GzipError.truncated) { try text(Array(hello.prefix(count))) }
  }

  @Test func otherBytesBehind() {
    #expect(throws: GzipError.trailingBytes) { try text(hello + Array("a,b\n".utf8)) }
    #expect(throws: GzipError.trailingBytes) { try text(hello + [0, 0, 7]) }
    #expect(throws: GzipError.damaged) { try text(hello + [0x1F, 0x00] + hello) }
  }

  /// Every byte that is not free to be anything (flags' unused bits, time, system, and byte 17: the bits
  /// that are left behind the last block).
  @Test(arguments: [0, 1, 2] + Array(10..<17) + Array(18..<26))
  func oneBitIsWrong(place: Int) throws {
    var bytes = hello
    bytes[place] ^= 0x10
    #expect(throws: GzipError.self) { try text(bytes) }
  }
}
