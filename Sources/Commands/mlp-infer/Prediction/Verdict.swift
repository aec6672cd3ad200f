import CommandLineTools
import MLPModel
import MLPRuntime
import RowFormats
import Table

/// Says of each row whether the model was trained on rows like it: by the range of each feature in
/// training, and by what is missing.
struct Verdict {
  /// What the column is called.
  static let name = "verdict"

  /// What the features are, and the columns that they are made from.
  private let input: InputDescription
  private let lows: [Float]
  private let highs: [Float]
  /// The most bytes, about, of the verdict on a row.
  let byteCount: Int

  /// What can be wrong with a feature.
  private enum Finding: Int, CaseIterable {
    case outOfRange = 1
    case missing = 2
    case invalid = 4

    init(_ kind: FeatureGap.Kind) {
      switch kind {
      case .missing: self = .missing
      case .invalid: self = .invalid
      // No row of the training had it.
      case .unknown: self = .outOfRange
      }
    }

    var name: String {
      switch self {
      case .outOfRange: "out_of_range"
      case .missing: "missing"
      case .invalid: "invalid"
      }
    }
  }

  /// The verdict of a model, which `path` leads to.
  ///
  /// - Throws: `CommandFailure` with exit code 4 where the model has no ranges.
  init(_ model: Model, path: String) throws(CommandFailure) {
    var (lows, highs): ([Float], [Float]) = ([], [])
    lows.reserveCapacity(model.inputCount)
    highs.reserveCapacity(model.inputCount)
    var byteCount = 16
    for column in model.input.columns {
      switch column {
      case .number(let feature):
        guard let range = feature.range else {
          throw CommandFailure(
            .model,
            "--verdict: \(path): found no range for its features, expected what each had in training; "
              + "models have them that mlp-train made without --no-ranges")
        }
        byteCount += feature.name.utf8.count + 1
        lows.append(range.lowerBound)
        highs.append(range.upperBound)
      case .category(let category):
        // A text that is none of the levels is a gap. What stands for a missing one may be any number.
        let count = category.levels.count
        byteCount += count * (category.name.utf8.count + 1)
        lows += repeatElement(-.infinity, count: count)
        highs += repeatElement(.infinity, count: count)
      }
    }
    input = model.input
    (self.lows, self.highs, self.byteCount) = (lows, highs, byteCount)
  }

  /// Appends the verdict on row `row` of `batch`; `nextGap` is the first gap of that row or a later one.
  ///
  /// Text is `ok`, or what was found and where: `out_of_range:a;b missing:c`, in that order, with names
  /// as in `NameList`. A number, where text cannot be written, is the sum of 1 for out of range, 2 for
  /// missing and 4 for invalid.
  func append(
    _ row: Int, of batch: Batch, _ nextGap: inout Int, isFaulty: Bool,
    to rows: inout some RowWriter
  ) throws {
    let features = batch.features.span.extracting(
      row * lows.count..<(row + 1) * lows.count)
    var first = nextGap
    while first < batch.gaps.count, batch.gaps[first].row < row { first += 1 }
    nextGap = first
    while nextGap < batch.gaps.count, batch.gaps[nextGap].row == row { nextGap += 1 }
    if nextGap == first, !isFaulty, isInRange(features) {
      try rows.append(verdict: "ok", 0)
    } else {
      try append(features, batch.gaps[first..<nextGap], isFaulty: isFaulty, to: &rows)
    }
  }

  private func isInRange(_ row: Span<Float>) -> Bool {
    var outside = 0
    for i in row.indices { outside += row[i] < lows[i] || row[i] > highs[i] ? 1 : 0 }
    return outside == 0
  }

  private func append(
    _ row: Span<Float>, _ gaps: ArraySlice<FeatureGap>, isFaulty: Bool,
    to rows: inout some RowWriter
  ) throws {
    var found: [Finding: [String]] = [:]
    var categories = input.categories[...]
    /// Of features in order.
    func add(_ finding: Finding, _ feature: Int) {
      while let category = categories.first,
        category.firstFeature + category.levels.count <= feature
      { categories.removeFirst() }
      let column =
        categories.first.flatMap { $0.firstFeature <= feature ? $0.name : nil }
        ?? input.features.names[feature]
      found[finding, default: []].append(column)
    }
    // In the order of features: of plain records the texts come after the numbers.
    var next = gaps.sorted { $0.feature < $1.feature }[...]
    for i in row.indices {
      if let gap = next.first, gap.feature == i {
        add(Finding(gap.kind), i)
        while next.first?.feature == i { next.removeFirst() }
      } else if row[i] < lows[i] || row[i] > highs[i] {
        add(.outOfRange, i)
      }
    }
    if isFaulty, !gaps.contains(where: \.isFault) { found[.invalid, default: []] += [] }
    guard !found.isEmpty else { return try rows.append(verdict: "ok", 0) }
    let parts = Finding.allCases.compactMap { finding in
      found[finding].map { names in
        names.isEmpty ? finding.name : "\(finding.name):\(NameList.text(names))"
      }
    }
    try rows.append(
      verdict: parts.joined(separator: " "), found.keys.reduce(0) { $0 + $1.rawValue })
  }
}

extension RowWriter {
  fileprivate mutating func append(verdict: String, _ number: Int) throws {
    if Self.holdsText {
      try append(name: verdict)
    } else {
      append(index: number)
    }
  }
}
