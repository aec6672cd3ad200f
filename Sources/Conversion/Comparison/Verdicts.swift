import MLPModel
import MLPRuntime

/// What the outputs of one of two models say about the labels of both.
struct Verdicts: Sendable {
  private let output: OutputDescription
  /// For each label of both the index of that label in this model; nil where it has none.
  private let places: [Int?]
  /// For each label of this model its index among those of both.
  private let labels: [Int]

  /// What `output` says, by the places of the labels of both in this model and of its labels among those of
  /// both.
  init(_ output: OutputDescription, _ places: [Int?], _ labels: [Int]) {
    self.output = output
    self.places = places
    self.labels = labels
  }

  /// The probability of a label of both; 0 for one that this model does not know.
  func probability(_ label: Int, _ row: Span<Float>) -> Float {
    guard let place = places[label] else { return 0 }
    guard isBinary(row) else { return row[place] }
    return place == 1 ? row[0] : 1 - row[0]
  }

  /// The class of a row, as an index into the labels of both; nil where a NaN decides nothing.
  func decision(_ row: Span<Float>) -> Int? { output.decision(row).map { labels[$0] } }

  /// Whether a label of both applies to a row of a multi-label model.
  func applies(_ label: Int, _ row: Span<Float>) -> Bool {
    places[label].map { row[$0] > output.threshold } ?? false
  }

  private func isBinary(_ row: Span<Float>) -> Bool {
    output.task == .classification && row.count == 1
  }
}
