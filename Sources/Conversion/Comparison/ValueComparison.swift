import MLPModel

/// How the numbers of two regressions differ.
///
/// Outputs are matched by name; where each model has one, whatever they are called.
public struct ValueComparison: Sendable {
  /// The outputs' names, in the order of the first model.
  public let names: [String]
  /// How many rows there were.
  public private(set) var rowCount = 0
  /// For each output how it differs.
  public private(set) var outputs: [Difference]

  /// For each output of the first model its place among the second's.
  private let places: [Int]

  /// How one output differs.
  public struct Difference: Sendable, Equatable {
    /// Where it differs most; nil where it is the same in all rows.
    ///
    /// NaNs are passed over, and counted.
    public internal(set) var largest: Largest?
    /// In how many rows one model alone has a number.
    public internal(set) var undecidedCount = 0
    var sum = 0.0
    var count = 0

    /// The mean of |b - a| over the rows where both are numbers; nil where there are none.
    public var mean: Double? { count == 0 ? nil : sum / Double(count) }
  }

  /// The largest difference of an output.
  public struct Largest: Sendable, Equatable {
    /// The row.
    public let place: RowPlace
    /// The first model's number.
    public let from: Float
    /// The second model's number.
    public let to: Float

    /// |to - from|.
    public var size: Double { abs(Double(to) - Double(from)) }
  }

  /// A comparison without rows yet.
  ///
  /// - Throws: ``ComparisonError`` where the tasks or the names of the outputs differ.
  public init(_ a: OutputDescription, _ b: OutputDescription) throws(ComparisonError) {
    guard a.task == b.task else { throw .tasks(a.task, b.task) }
    let found = Dictionary(
      b.labels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    names = Array(a.labels)
    outputs = [Difference](repeating: Difference(), count: a.labels.count)
    if a.labels.count == 1, b.labels.count == 1 {
      places = [0]
      return
    }
    places = a.labels.compactMap { found[$0] }
    guard places.count == a.labels.count, b.labels.count == a.labels.count else {
      let known = Set(a.labels)
      throw .labels(
        onlyBefore: a.labels.filter { found[$0] == nil },
        onlyAfter: b.labels.filter { !known.contains($0) })
    }
  }

  /// Takes a row's outputs of both models.
  ///
  /// - Complexity: O(outputs).
  public mutating func add(_ a: Span<Float>, _ b: Span<Float>, line: Int) {
    rowCount += 1
    for j in places.indices {
      let (from, to) = (a[j], b[places[j]])
      if from.isNaN || to.isNaN {
        outputs[j].undecidedCount += from.isNaN == to.isNaN ? 0 : 1
        continue
      }
      // Infinities that are equal do not differ.
      let size = from == to ? 0 : abs(Double(to) - Double(from))
      outputs[j].sum += size
      outputs[j].count += 1
      if size > outputs[j].largest?.size ?? 0 {
        outputs[j].largest = Largest(
          place: RowPlace(number: rowCount, line: line), from: from, to: to)
      }
    }
  }
}
