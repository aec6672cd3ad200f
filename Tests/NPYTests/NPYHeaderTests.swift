import Testing

@testable import NPY

private func header(_ text: String) throws(NPYError) -> NPYHeader {
  try NPYHeader(file: "a.npy", text: Array(text.utf8))
}

private func fault(_ text: String) -> NPYError.Fault? {
  do throws(NPYError) {
    _ = try header(text)
    return nil
  } catch {
    return error.fault
  }
}

/// A whole header of that version.
private func file(_ text: String, version: UInt8 = 1) -> [UInt8] {
  let count = text.utf8.count
  let length: [UInt8] = [UInt8(count & 0xFF), UInt8(count >> 8)] + (version == 1 ? [] : [0, 0])
  return NPYHeader.magic + [version, 0] + length + Array(text.utf8)
}

private func read(_ bytes: [UInt8]) throws -> NPYHeader {
  var rest = bytes[...]
  return try NPYHeader(file: "a.npy") { count in
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
}

@Suite struct NPYHeaderTests {
  @Test func whatIsWrittenIsAsLongWhateverTheNumbers() throws {
    for (rows, columns) in [(0, 1), (30, 3), (1 << 40, 1 << 20), (Int.max, Int.max)] {
      let bytes = NPYHeader.float32(rows: rows, columns: columns)
      #expect(bytes.count == NPYHeader.writtenByteCount)
      #expect(bytes.starts(with: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0]))
      #expect(bytes.last == 0x0A)
      let text = String(decoding: bytes.dropFirst(10), as: UTF8.self)
      #expect(
        text.hasPrefix(
          "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), } "))
      if rows == .max { continue }
      let header = try read(bytes)
      #expect((header.element, header.rows, header.columns) == (.float32, rows, columns))
    }
  }

  @Test func asNumPyWritesIt() throws {
    let found = try header(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }                  \n")
    #expect(found.element == .float32)
    #expect((found.rows, found.columns) == (3, 4))
    #expect(found.rowByteCount == 16)
  }

  @Test(arguments: NPYElement.allCases) func everyElement(element: NPYElement) throws {
    let found = try header(
      "{\"shape\": (2,1),\"descr\":\"\(element.rawValue)\",\"fortran_order\":False}")
    #expect(found.element == element)
    #expect(found.rowByteCount == element.byteCount)
  }

  @Test(arguments: [1, 2, 3]) func versions(version: UInt8) throws {
    let text = "{'descr': '<i8', 'fortran_order': False, 'shape': (0, 2), }\n"
    #expect(try read(file(text, version: version)).rows == 0)
    let whole = file(text, version: version)
    for count in 6..<whole.count {
      #expect(throws: NPYError(file: "a.npy", .cutHeader)) { try read(Array(whole.prefix(count))) }
    }
  }

  @Test func anotherVersion() {
    #expect(throws: NPYError(file: "a.npy", .version(major: 4, minor: 0))) {
      try read(file("{}", version: 4))
    }
  }

  @Test func refusedTypes() {
    func of(_ type: String) -> NPYError.Fault? {
      fault("{'descr': \(type), 'fortran_order': False, 'shape': (3, 4), }")
    }
    #expect(of("'>f4'") == .byteOrder(">f4"))
    #expect(of("'>i8'") == .byteOrder(">i8"))
    #expect(of("'<f2'") == .elementType("<f2"))
    #expect(of("'|O'") == .elementType("|O"))
    #expect(of("'<U5'") == .elementType("<U5"))
    #expect(
      of("[('a', '<f4'), ('b', '<i8', (2, 2))]") == .elementType("a record of several fields"))
  }

  @Test func shapesAndOrders() {
    func of(_ shape: String, fortran: String = "False") -> NPYError.Fault? {
      fault("{'descr': '<f8', 'fortran_order': \(fortran), 'shape': \(shape), }")
    }
    #expect(of("(3,)") == .shape([3]))
    #expect(of("()") == .shape([]))
    #expect(of("(2, 3, 4)") == .shape([2, 3, 4]))
    #expect(of("(2, 0)") == .shape([2, 0]))
    #expect(of("(9223372036854775807, 8)") == .shape([.max, 8]))
    #expect(of("(3, 4)", fortran: "True") == .fortranOrder)
    #expect(of("(1, 4)", fortran: "True") == nil)
    #expect(of("(3, 1)", fortran: "True") == nil)
  }

  @Test(arguments: [
    "", "{", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (3, 4)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3, -4)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 99999999999999999999)}",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), 'more': 1}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)} more",
    "{'descr': [('a', '<f4', 'fortran_order': False, 'shape': (3, 4)}",
    "{'descr': '<f4, 'fortran_order': False, 'shape': (3, 4)}",
  ]) func malformed(text: String) {
    #expect(fault(text) == .malformedHeader)
  }
}

@Suite struct NPYElementTests {
  private func check(_ element: NPYElement, _ bytes: [UInt8], _ float: Float, _ number: NPYNumber) {
    // One byte in front, so that nothing is aligned.
    let all = [0xEE] + bytes
    #expect(element.byteCount == bytes.count)
    #expect(element.float(in: all.span, at: 1) == float)
    #expect(element.number(in: all.span, at: 1) == number)
  }

  @Test func values() {
    check(.float32, [0, 0, 0xC0, 0xBF], -1.5, .float(-1.5))
    check(.float64, [0, 0, 0, 0, 0, 0, 0xF8, 0x3F], 1.5, .double(1.5))
    check(.int8, [0x80], -128, .integer("-128"))
    check(.uint8, [0x80], 128, .integer("128"))
    check(.int16, [0xFE, 0xFF], -2, .integer("-2"))
    check(.uint16, [0xFE, 0xFF], 65534, .integer("65534"))
    check(.int32, [0, 0, 0, 0x80], -2_147_483_648, .integer("-2147483648"))
    check(.uint32, [1, 0, 0, 0x80], 2_147_483_648, .integer("2147483649"))
    check(.int64, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], -1, .integer("-1"))
    check(
      .uint64, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 18_446_744_073_709_551_616,
      .integer("18446744073709551615"))
  }

  @Test func aDoubleBeyondFloatsIsInfinite() {
    let bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0xE0, 0x7F]
    #expect(NPYElement.float64.float(in: bytes.span, at: 0) == .infinity)
  }
}
