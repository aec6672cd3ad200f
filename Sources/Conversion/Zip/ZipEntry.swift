import Storage

/// One entry of an archive, as both its records say.
package struct ZipEntry {
  /// What the record in front of an entry's data begins with.
  static let localSignature: UInt32 = 0x0403_4B50

  package let name: String
  /// Where the record in front of the data begins.
  package let start: Int
  /// Where the data are, stored or deflated.
  package let data: Range<Int>
  let isDeflated: Bool
  /// The number of bytes after inflating.
  package let size: Int
  /// Their CRC-32.
  package let checksum: UInt32

  /// Reads a record of the directory and the one in front of the data that it leads to; `offset` is that of
  /// the next record then.
  init(directoryRecordAt offset: inout Int, in file: RawSpan) throws(ZipError) {
    let record = offset
    func field<T: FixedWidthInteger & BitwiseCopyable>(
      _ type: T.Type, _ place: Int
    ) throws(ZipError) -> T {
      guard let value = file.integer(type, at: record + place) else {
        throw ZipError(nil, .record("whole directory record", offset: record))
      }
      return value
    }
    guard try field(UInt32.self, 0) == 0x0201_4B50 else {
      throw ZipError(nil, .record("directory record", offset: record))
    }
    let nameCount = Int(try field(UInt16.self, 28))
    name = try text(file, record + 46, nameCount)
    let flags = try field(UInt16.self, 8)
    let method = try field(UInt16.self, 10)
    checksum = try field(UInt32.self, 16)
    let packed = try field(UInt32.self, 20)
    let unpacked = try field(UInt32.self, 24)
    let start = try field(UInt32.self, 42)
    guard packed != .max, unpacked != .max, start != .max else {
      throw ZipError(name, .form(.zip64))
    }
    guard try field(UInt16.self, 34) == 0 else { throw ZipError(name, .form(.split)) }
    // Bit 0 and 6: encrypted; 3: sizes behind the data; 1 and 2: how hard deflate tried; 11: UTF-8.
    guard flags & 0x0041 == 0 else { throw ZipError(name, .form(.encrypted)) }
    guard flags & 0x0008 == 0 else { throw ZipError(name, .form(.streamed)) }
    guard flags & ~0x0806 == 0 else { throw ZipError(name, .form(.feature)) }
    guard method == 0 || method == 8 else { throw ZipError(name, .form(.method)) }
    isDeflated = method == 8
    guard isDeflated || packed == unpacked else { throw ZipError(name, .contradiction) }
    size = Int(unpacked)
    self.start = Int(start)
    offset += 46 + nameCount + Int(try field(UInt16.self, 30)) + Int(try field(UInt16.self, 32))

    let local = Int(start)
    guard file.integer(UInt32.self, at: local) == Self.localSignature,
      let extraCount = file.integer(UInt16.self, at: local + 28)
    else { throw ZipError(name, .record("record of its data", offset: local)) }
    guard file.integer(UInt16.self, at: local + 6) == flags,
      file.integer(UInt16.self, at: local + 8) == method,
      file.integer(UInt32.self, at: local + 14) == checksum,
      file.integer(UInt32.self, at: local + 18) == packed,
      file.integer(UInt32.self, at: local + 22) == unpacked,
      file.integer(UInt16.self, at: local + 26).map(Int.init) == nameCount,
      try text(file, local + 30, nameCount) == name
    else { throw ZipError(name, .contradiction) }
    let first = local + 30 + nameCount + Int(extraCount)
    guard first + Int(packed) <= file.byteCount else {
      throw ZipError(name, .record("\(packed) bytes of data", offset: first))
    }
    data = first..<first + Int(packed)
  }
}

private func text(_ file: RawSpan, _ offset: Int, _ count: Int) throws(ZipError) -> String {
  guard offset <= file.byteCount, count <= file.byteCount - offset else {
    throw ZipError(nil, .record("whole name", offset: offset))
  }
  let bytes = unsafe file.extracting(offset..<offset + count).withUnsafeBytes { unsafe [UInt8]($0) }
  guard 1...255 ~= count, let text = String(validating: bytes, as: UTF8.self) else {
    throw ZipError(nil, .name)
  }
  return text
}
