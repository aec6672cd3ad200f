import CSV
import TestSupport
import Testing

@testable import Table

/// Rows that cannot be used, among others that can.
@Suite struct RowFaultTests {
  /// Rows 3, 4, 6, 7, 9 and 10 are wrong, by the line they stand on; plain rows between them.
  private static let text = """
    id,x,y,label
    a,1,2,p
    b,1,x,p
    c,,2e99,q
    d,3,4,p
    e,3,4,5,p

    f,5,6,q
    g,7,8,
    h,9,"1,5",p
    "i",7,8,q

    """

  private func rows(_ policy: RowPolicy, wantsGaps: Bool = false) throws -> Batch {
    let table = try table(Self.text)
    return try batch(
      table, ColumnMap(positions: [1, 2]), label: 3, kept: [0], onFault: policy,
      wantsGaps: wantsGaps)
  }

  private static let reasons = [
    (3, "y", "x", "a number; mend it"), (4, "x", "", "a missing value"),
    (6, nil, nil, "found 5 fields, expected 4"), (7, nil, nil, "an empty line"),
    (9, "label", "", "the row's label"), (10, "y", "1,5", "decimal point"),
  ]

  private func check(_ faults: [RowFault]) {
    #expect(faults.map(\.line) == Self.reasons.map(\.0))
    #expect(faults.map { $0.column?.name } == Self.reasons.map(\.1))
    #expect(faults.map(\.value) == Self.reasons.map(\.2))
    for (fault, reason) in zip(faults, Self.reasons) {
      #expect(fault.reason.contains(reason.3))
      #expect(fault.description.hasPrefix("t.csv:\(reason.0): "))
      #expect(fault.description.hasSuffix(fault.reason))
    }
  }

  @Test func aBadRowIsAnErrorUnlessOneSaysOtherwise() {
    #expect(message { _ = try rows(.fail) }?.hasPrefix("t.csv:3: column \"y\" (#3): ") == true)
  }

  @Test func aBadRowStaysWithoutWhatCouldNotBeRead() throws {
    let rows = try rows(.nan)
    check(rows.faults.reasons)
    #expect(rows.rowCount == 10)
    #expect(rows.lines == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    #expect(rows.faults.rows == [1, 2, 4, 5, 7, 8])
    let nan = Float.nan
    let expected: [Float] = [
      1, 2, 1, nan, nan, nan, 3, 4, nan, nan, nan, nan, 5, 6, 7, 8, 9, nan, 7, 8,
    ]
    #expect(rows.features.map(\.description) == expected.map(\.description))
    #expect(rows.labels.all == ["p", "p", "q", "p", "", "", "q", "", "p", "q"])
    #expect(rows.kept.all == ["a", "b", "c", "d", "", "", "f", "g", "h", "i"])
    var next = 0
    let faulty = (0..<10).filter { rows.faults.isFaulty($0, from: &next) }
    #expect(faulty == rows.faults.rows)
  }

  @Test func aBadRowIsLeftOut() throws {
    let rows = try rows(.skip)
    check(rows.faults.reasons)
    #expect(rows.faults.rows.isEmpty)
    #expect(rows.rowCount == 4)
    #expect(rows.lines == [2, 5, 8, 11])
    #expect(rows.features == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(rows.labels.all == ["p", "p", "q", "q"])
    #expect(rows.kept.all == ["a", "d", "f", "i"])
  }

  @Test func gapsSayWhichFeaturesHaveNoNumber() throws {
    func gaps(_ batch: Batch) -> [String] {
      batch.gaps.map { "\($0.row) \($0.feature) \($0.kind)\($0.isFault ? "" : " no fault")" }
    }
    #expect(try gaps(rows(.nan)).isEmpty)
    #expect(
      try gaps(rows(.nan, wantsGaps: true))
        == ["1 1 invalid", "2 0 missing", "2 1 invalid", "8 1 invalid"])
    #expect(try gaps(rows(.skip, wantsGaps: true)).isEmpty)
    let imputed = try batch(
      try table("a,b\n1,x\nNA,2\n,\n3,4\n"), ColumnMap(positions: [1, 0]),
      missing: .values([20, 10]), onFault: .skip, wantsGaps: true)
    #expect(imputed.features == [2, 10, 20, 10, 4, 3])
    #expect(
      gaps(imputed) == ["0 1 missing", "1 0 missing", "1 1 missing"].map { $0 + " no fault" })
  }

  @Test(arguments: [RowPolicy.nan, .skip])
  func noneIsLeftWhereAllAreBad(_ policy: RowPolicy) throws {
    let rows = try batch(
      try table("a,b\nx,1\ny,2\n"), ColumnMap(positions: [0, 1]), kept: [0], onFault: policy)
    #expect(rows.faults.reasons.count == 2)
    #expect(rows.rowCount == (policy == .skip ? 0 : 2))
    #expect(rows.kept.count == rows.rowCount)
  }

  @Test func aValueBehindTheLastColumnIsABadRow() throws {
    let rows = try batch(
      try table("a,b,\n1,2,\n3,4,5\n6,7,\n"), ColumnMap(positions: [0, 1]), onFault: .skip)
    #expect(rows.features == [1, 2, 6, 7])
    #expect(rows.faults.reasons.map { $0.value ?? "" } == ["5"])
  }

  /// Behind these nobody knows where a row begins.
  @Test(arguments: ["1,\"2", "1,2\"", "\"1\"2,3", "1,\r2"], [RowPolicy.nan, .skip])
  func aQuoteOutOfPlaceIsAnErrorUnderAnyPolicy(row: String, _ policy: RowPolicy) throws {
    #expect(throws: CSVError.self) {
      _ = try batch(
        try table("a,b\n1,2\n\(row)\n3,4\n"), ColumnMap(positions: [0, 1]), onFault: policy)
    }
  }

  @Test func keptBytesThatAreNoTextAreABadRow() throws {
    let bytes = Array("a,b\n1,x\n2,".utf8) + [0xFF, 0x0A] + Array("3,z\n".utf8)
    let rows = try batch(try table(bytes), ColumnMap(positions: [0]), kept: [1], onFault: .nan)
    #expect(rows.kept.all == ["x", "", "z"])
    #expect(rows.faults.rows == [1])
    #expect(rows.faults.reasons.map(\.value) == [nil])
  }
}
