import CSV
import RowFormats
import TestSupport
import Testing

@Suite struct RowWriterTests {
  private func bytes(_ writer: some RowWriter) -> [UInt8] {
    writer.withBytes { bytes in (0..<bytes.byteCount).map { bytes.unsafeLoad($0) } }
  }

  private func text(_ writer: some RowWriter) -> String {
    String(decoding: bytes(writer), as: UTF8.self)
  }

  /// Two rows of every kind of field.
  private func write(to writer: inout some RowWriter) throws {
    let numbers: [Float] = [0.1, 1e-10, .nan, -.infinity]
    for (cell, index) in [("id 1", 7), ("ü\"\u{7}", nil)] as [(String, Int?)] {
      try writer.append(cell.utf8.span)
      try writer.append(name: index == nil ? nil : "a,b")
      try writer.append(names: index == nil ? nil : ["x", "y z", ""])
      writer.append(index: index)
      writer.append(number: 1 / 3)
      writer.append(numbers: numbers.span)
      writer.endRow()
    }
  }

  private static let names = ["id", "class", "labels", "n", "third", "p\"q", "b", "c", "d"]

  @Test func commaSeparated() throws {
    var rows = DelimitedRows(.csv)
    try write(to: &rows)
    #expect(
      text(rows) == """
        id 1,"a,b","x;""y z"";""\""",7,0.33333334,0.1,1e-10,nan,-inf
        "ü""\u{7}",,,,0.33333334,0.1,1e-10,nan,-inf

        """)
    rows.removeAll()
    #expect(bytes(rows).isEmpty)
    let header = try DelimitedRows.header(["a", "b,c"], .csv)
    #expect(String(decoding: header, as: UTF8.self) == "a,\"b,c\"\n")
  }

  @Test func tabSeparatedHasNoQuotes() throws {
    var rows = DelimitedRows(.tsv, digits: 3)
    try write(to: &rows)
    #expect(text(rows).hasPrefix("id 1\ta,b\tx;\"y z\";\"\"\t7\t0.333\t0.1\t"))
    let cell = "a\tb"
    #expect(throws: UnwritableText.self) { try rows.append(cell.utf8.span) }
    #expect(throws: UnwritableText.self) { try rows.append(name: "a\nb") }
    #expect(throws: UnwritableText.self) { try DelimitedRows.header(["a\tb"], .tsv) }
  }

  @Test func jsonLines() throws {
    var rows = JSONRows(names: Self.names)
    try write(to: &rows)
    let rest = #""third":0.33333334,"p\"q":0.1,"b":1e-10,"c":null,"d":null}"#
    #expect(
      text(rows) == #"""
        {"id":"id 1","class":"a,b","labels":["x","y z",""],"n":7,\#(rest)
        {"id":"ü\"\u0007","class":null,"labels":null,"n":null,\#(rest)

        """#)
  }

  @Test func jsonLinesHaveThePrecisionAskedFor() throws {
    var rows = JSONRows(names: ["a"], digits: 2)
    for number in [1 / 3, 12345, 1e-20] as [Float] {
      rows.append(number: number)
      rows.endRow()
    }
    #expect(text(rows) == "{\"a\":0.33}\n{\"a\":1.2e+04}\n{\"a\":1e-20}\n")
  }

  @Test func aNumPyArrayHoldsNumbers() throws {
    var rows = NumPyRows()
    try write(to: &rows)
    let bytes = bytes(rows)
    let numbers = stride(from: 0, to: bytes.count, by: 4).map { i in
      bytes[i..<i + 4].withUnsafeBytes { $0.loadUnaligned(as: Float.self) }
    }
    let nan = Float.nan
    let row: [Float] = [1 / 3, 0.1, 1e-10, nan, -.infinity]
    let expected: [Float] = [nan, nan, nan, 7] + row + [nan, nan, nan, nan] + row
    #expect(numbers.map(\.description) == expected.map(\.description))
    #expect(!NumPyRows.holdsText && JSONRows.holdsText && DelimitedRows.holdsText)
  }

  @Test func namesCanBeToldApart() {
    #expect(NameList.text(["a", "b-c", "ü"]) == "a;b-c;ü")
    #expect(
      NameList.text(["a;b", "a b", "a:b", "a\"b", "a\\b", "a\tb", ""])
        == #""a;b";"a b";"a:b";"a\"b";"a\\b";"a\tb";"""#)
    #expect(NameList.text([]) == "")
  }
}

extension RawSpan {
  fileprivate func unsafeLoad(_ offset: Int) -> UInt8 {
    unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }
}
