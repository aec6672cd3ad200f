import Storage

/// The features of a table [rows, features], row-major: in memory, or in a file that is mapped.
///
/// Both are read through a span, so a run on either gives the same bits. From a map each row is read
/// when a batch wants it: with a table larger than memory, one access to the disk for each page that a
/// row lies on, in every epoch. In exchange rows are shuffled as they are in memory, over the whole
/// table.
public struct FeatureMatrix: Sendable, Equatable {
  private enum Place {
    case memory([Float])
    case file(MappedFloats)
  }

  private let place: Place

  /// Features in memory.
  public init(_ values: [Float]) { place = .memory(values) }

  /// Features in a file.
  public init(_ values: MappedFloats) { place = .file(values) }

  /// How many numbers there are.
  public var count: Int {
    switch place {
    case .memory(let values): values.count
    case .file(let values): values.count
    }
  }

  /// Calls `body` with all numbers.
  public func withSpan<R>(_ body: (Span<Float>) throws -> R) rethrows -> R {
    switch place {
    case .memory(let values): try body(values.span)
    case .file(let values): try values.withSpan(body)
    }
  }

  /// The numbers in an array of their own.
  public var array: [Float] {
    switch place {
    case .memory(let values): values
    case .file(let values): values.withSpan { all in all.indices.map { all[$0] } }
    }
  }

  /// Says that from now on rows are read in no order.
  func expectRandomAccess() {
    if case .file(let values) = place { values.expectRandomAccess() }
  }

  /// Whether both hold the same numbers.
  public static func == (a: FeatureMatrix, b: FeatureMatrix) -> Bool {
    a.withSpan { a in
      b.withSpan { b in
        a.count == b.count && a.indices.allSatisfy { a[$0] == b[$0] }
      }
    }
  }
}
