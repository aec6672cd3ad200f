import LayerChain
import Storage
import Text

/// What the sandboxed side answers: a model file, what it was made of, and the source's own steps where they were
/// asked for.
///
/// As bytes, integers little-endian:
///
///     0   8  "mlp-answ"
///     8   4  1, the version of this form
///     12  4  the kind: 1 a model file, 2 Keras, 3 safetensors
///     16  8  the bytes of the release, 0 but for Keras
///     24  8  the bytes of the model file
///     32  8  the bytes of the steps (``StepCoding``), 0 where they were not asked for
///     40     the release, the model file, the steps; nothing behind them
///
/// Nothing about the source comes from the model file itself, which may be a stranger's tree: no name in it has a
/// meaning here. And none of these bytes is trusted: the process that sent them may be the work of the file that it
/// read.
package struct ImportAnswer {
  /// What the model was made of.
  package enum Kind: Equatable, Sendable {
    /// A model file in another form of HDF5.
    case modelFile
    /// A model that this release of Keras saved, such as `2.15.0`.
    case keras(release: String)
    /// Weights in safetensors.
    case safetensors

    fileprivate var number: UInt32 {
      switch self {
      case .modelFile: 1
      case .keras: 2
      case .safetensors: 3
      }
    }

    fileprivate var release: String {
      if case .keras(let release) = self { release } else { "" }
    }

    /// The source in words, as the fact `imported_from` has it; nil for a model file.
    package var source: String? {
      switch self {
      case .modelFile: nil
      case .keras(let release): "keras \(release)"
      case .safetensors: "safetensors"
      }
    }
  }

  /// Why bytes are no answer: what was found and expected.
  package struct Fault: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
  }

  package let kind: Kind
  /// A sealed model file, for the strict reader.
  package let model: AlignedBytes
  /// The source's own steps; nil where there are none in the answer.
  package let steps: [Step]?

  init(_ kind: Kind, model: AlignedBytes, steps: [Step]? = nil) {
    self.kind = kind
    self.model = model
    self.steps = steps
  }

  private static let magic = [UInt8]("mlp-answ".utf8)
  private static let version: UInt32 = 1
  private static let headByteCount = 40

  /// The answer as bytes.
  ///
  /// - Throws: ``Fault`` where it has more steps than a reader takes, `OutOfMemory`.
  func encoded() throws -> AlignedBytes {
    let release = [UInt8](kind.release.utf8)
    let steps = try steps.map(StepCoding.init)
    let sizes = [release.count, model.count, steps?.byteCount ?? 0]
    let head =
      Self.magic + Self.version.bytes + kind.number.bytes + sizes.flatMap { UInt64($0).bytes }
    return try AlignedBytes(count: head.count + sizes.reduce(0, +)) { bytes in
      unsafe bytes.copy(head.span.bytes)
      unsafe bytes.copy(release.span.bytes, to: head.count)
      let start = head.count + release.count
      model.withBytes { bytes.copy($0, to: start) }
      steps?.write(to: &bytes, at: start + model.count)
    }
  }

  /// The answer that `bytes` are.
  ///
  /// - Parameters:
  ///   - format: what the request said that the file is.
  ///   - hasSteps: whether the request asked for the steps.
  /// - Throws: ``Fault``, `OutOfMemory`.
  /// - Complexity: O(bytes), in time and memory.
  package init(_ bytes: AlignedBytes, to format: ImportRequest.Format, hasSteps: Bool) throws {
    let (kind, modelRange, stepsRange) = try bytes.withBytes { bytes throws(Fault) in
      try Self.head(bytes)
    }
    let isExpected =
      switch (format, kind) {
      case (.hdf5, .modelFile), (.hdf5, .keras), (.keras, .keras), (.safetensors, .safetensors):
        true
      default: false
      }
    guard isExpected else { throw Fault("found another kind of source than was asked for") }
    let expectsSteps = hasSteps && kind != .modelFile
    guard stepsRange.isEmpty != expectsSteps else {
      throw Fault(
        expectsSteps ? "found no layers of the source" : "found layers that nobody asked for")
    }
    self.kind = kind
    model = try AlignedBytes(count: modelRange.count) { model in
      bytes.withBytes { model.copy($0.extracting(modelRange)) }
    }
    steps = expectsSteps ? try StepCoding.steps(bytes, stepsRange) : nil
  }

  /// The kind, and where the model file and the steps are.
  private static func head(
    _ bytes: RawSpan
  ) throws(Fault) -> (kind: Kind, model: Range<Int>, steps: Range<Int>) {
    guard bytes.byteCount >= headByteCount,
      magic.enumerated().allSatisfy({ bytes.integer(UInt8.self, at: $0) == $1 }),
      bytes.integer(UInt32.self, at: 8) == version
    else { throw Fault("found another beginning, expected that of an answer") }
    var ends: [Int] = []
    var end = headByteCount
    for k in 0..<3 {
      guard let size = bytes.integer(UInt64.self, at: 16 + 8 * k),
        size <= UInt64(bytes.byteCount - end)
      else { throw Fault("found a part that is longer than the answer") }
      end += Int(size)
      ends.append(end)
    }
    guard end == bytes.byteCount else { throw Fault("found bytes behind the last part") }
    let release = headByteCount..<ends[0]
    let kind: Kind
    switch (bytes.integer(UInt32.self, at: 12), release.isEmpty) {
    case (1, true): kind = .modelFile
    case (2, false):
      guard release.count <= releaseByteCount, let text = bytes.extracting(release).releaseText
      else {
        throw Fault("found text that names no release of Keras")
      }
      kind = .keras(release: text)
    case (3, true): kind = .safetensors
    default: throw Fault("found no kind of source that is known")
    }
    return (kind, ends[0]..<ends[1], ends[1]..<ends[2])
  }
}

/// The bytes of a release's name at most.
private let releaseByteCount = 64

extension RawSpan {
  /// The bytes as the name of a release: digits, ASCII letters, and `.`, `-`, `+`, `_` between them; nil for others.
  fileprivate var releaseText: String? {
    var text = ""
    for offset in 0..<byteCount {
      guard let byte = integer(UInt8.self, at: offset) else { return nil }
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "+"), UInt8(ascii: "_"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default: return nil
      }
    }
    return text
  }
}

extension FixedWidthInteger {
  /// The bytes of the integer, little-endian.
  var bytes: [UInt8] {
    (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) }
  }
}
