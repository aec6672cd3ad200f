import CSV
import Deflate
import MLPModel
import Mutants
import NPY
import Table

extension FuzzTarget {
  /// A table of any kind: the same columns, rows and errors, however its bytes come.
  ///
  /// Texts of other formats are recognized by the bytes that come at first, so fewer are where few come. What
  /// is wrong with compressed data may be found before what is wrong with the table in it.
  static let table = FuzzTarget("table") { bytes in
    let header: HeaderMode = bytes.count % 2 == 0 ? .present : .assumed
    for policy in [RowPolicy.fail, .skip] {
      let whole = try TableOutcome(bytes, header, policy, inPieces: false)
      if whole.dependsOnPieces { continue }
      let pieces = try TableOutcome(bytes, header, policy, inPieces: true)
      try require(
        whole.matches(pieces),
        "\(whole.rows), \(whole.error ?? "") at once, \(pieces.rows), \(pieces.error ?? "") in pieces"
      )
    }
  }
}

/// What is read of a table.
private struct TableOutcome {
  private(set) var rows: [String] = []
  /// What ended them; nil where the table did.
  private(set) var error: String?
  /// Whether the error is one that may be found earlier or later, as bytes come.
  private(set) var dependsOnPieces = false

  init(
    _ bytes: [UInt8], _ header: HeaderMode, _ policy: RowPolicy, inPieces: Bool
  ) throws {
    do {
      let reader = try TableReader(
        file: "t.csv", header: header, source: source(bytes, inPieces: inPieces))
      try read(reader, policy)
    } catch {
      try checkLine("\(error)")
      self.error = "\(error)"
      guard let fault = (error as? TableError)?.fault else { return }
      switch fault {
      case .otherFormat, .gzip: dependsOnPieces = true
      default: break
      }
    }
  }

  /// Whether both are of one table; rows of the block that an error is in are not emitted.
  func matches(_ other: TableOutcome) -> Bool {
    let isWhole = error == nil
    return error == other.error && (!isWhole || rows.count == other.rows.count)
      && Swift.zip(rows, other.rows).allSatisfy(==)
  }

  private mutating func read(_ reader: consuming TableReader, _ policy: RowPolicy) throws {
    let count = reader.columns.count
    rows.append("\(count) columns")
    guard count <= 64 else { return }
    let input = InputDescription(
      features: (0..<count).map { Feature(name: reader.columns.names?[$0] ?? "#\($0 + 1)") })
    let map = try ColumnMap(input, in: reader.columns, by: .position)
    var parser = reader.parser(map, kept: [0], missing: .nan, onFault: policy)
    var block = Block()
    while try reader.next(&block) {
      var batch = parser.emptyBatch
      try parser.parse(&block, into: &batch)
      for row in 0..<batch.rowCount {
        let features = batch.features[row * count..<(row + 1) * count].map(\.bitPattern)
        rows.append("\(batch.lines[row]): \(features) \(batch.kept[row])")
      }
    }
  }
}
