import LayerChain
import MLPModel
import Storage

/// A chain of steps as bytes of the sandboxed side's answer.
///
/// One step after the other, integers and IEEE doubles little-endian:
///
///     1  the operation: 0 dense, 1 dense with a bias, 2 scaling, 3 activation
///     2  the bytes of the label, then the label in UTF-8
///        dense: inputs (8), outputs (8), the kernel's numbers, those of the bias
///        scaling: width (8), as many centers, factors, shifts
///        activation: the bytes of the tag (1), the tag, its parameters in the order of SCHEMA.md
struct StepCoding {
  /// The steps of a chain at most: several for each layer that a model may have.
  static let countLimit = 1 << 14
  /// The bytes of a label at most; a longer one is cut.
  static let labelByteCount = 1024

  /// What goes in front of a step's numbers, and the numbers.
  private let steps: [(head: [UInt8], numbers: [[Double]])]
  let byteCount: Int

  /// - Throws: ``ImportAnswer/Fault`` where there are more than a reader takes, or a kernel that is no matrix.
  init(_ chain: [Step]) throws(ImportAnswer.Fault) {
    guard chain.count <= Self.countLimit else {
      throw ImportAnswer.Fault(
        "found \(chain.count) layers and scalings, expected at most \(Self.countLimit)")
    }
    var steps: [(head: [UInt8], numbers: [[Double]])] = []
    for step in chain { steps.append(try Self.parts(of: step)) }
    self.steps = steps
    byteCount = steps.reduce(0) { sum, step in
      sum + step.head.count + step.numbers.reduce(0) { $0 + 8 * $1.count }
    }
  }

  private static func parts(
    of step: Step
  ) throws(ImportAnswer.Fault) -> (head: [UInt8], numbers: [[Double]]) {
    var label = step.label
    while label.utf8.count > labelByteCount { label.unicodeScalars.removeLast() }
    let name = UInt16(label.utf8.count).bytes + label.utf8
    switch step.operation {
    case .dense(let kernel, let bias):
      guard kernel.shape.count == 2 else {
        throw ImportAnswer.Fault("found a kernel of the shape \(kernel.shape), expected a matrix")
      }
      return (
        [bias == nil ? 0 : 1] + name + kernel.shape.flatMap { UInt64($0).bytes },
        [kernel.elements] + (bias.map { [$0.elements] } ?? [])
      )
    case .affine(let affine):
      return (
        [2] + name + UInt64(affine.center.count).bytes,
        [affine.center, affine.factor, affine.shift]
      )
    case .activation(let activation):
      let tag = activation.tag.utf8
      return (
        [3] + name + [UInt8(tag.count)] + tag,
        [activation.parameters.map { Double($0.value) }]
      )
    }
  }

  /// Writes ``byteCount`` bytes from `offset` on.
  func write(to bytes: inout MutableRawSpan, at offset: Int) {
    var offset = offset
    func write(_ part: RawSpan, _ bytes: inout MutableRawSpan) {
      bytes.copy(part, to: offset)
      offset += part.byteCount
    }
    for step in steps {
      unsafe write(step.head.span.bytes, &bytes)
      for numbers in step.numbers { unsafe write(numbers.span.bytes, &bytes) }
    }
  }

  /// The chain that the bytes of `range` are: at least one step, finite numbers, shapes that are all there.
  ///
  /// - Throws: ``ImportAnswer/Fault``.
  /// - Complexity: O(bytes), in time and memory.
  static func steps(
    _ bytes: AlignedBytes, _ range: Range<Int>
  ) throws(ImportAnswer.Fault) -> [Step] {
    var reader = StepReader(bytes: bytes, offset: range.lowerBound, end: range.upperBound)
    var steps: [Step] = []
    repeat {
      guard steps.count < countLimit else {
        throw ImportAnswer.Fault("found more than \(countLimit) layers and scalings")
      }
      steps.append(try reader.step())
    } while !reader.isAtEnd
    return steps
  }
}

/// Reads one step after the other.
private struct StepReader {
  let bytes: AlignedBytes
  var offset: Int
  let end: Int

  var isAtEnd: Bool { offset == end }

  mutating func step() throws(ImportAnswer.Fault) -> Step {
    let operation = try integer(UInt8.self)
    let label = try text(Int(try integer(UInt16.self)), atMost: StepCoding.labelByteCount)
    switch operation {
    case 0, 1:
      let (inputs, outputs) = (try extent(), try extent())
      let (count, overflow) = inputs.multipliedReportingOverflow(by: outputs)
      guard !overflow else { throw cut }
      let kernel = Tensor(shape: [inputs, outputs], elements: try numbers(count))
      let bias =
        operation == 1 ? Tensor(shape: [outputs], elements: try numbers(outputs)) : nil
      guard let kernel else { throw cut }
      return Step(label, .dense(kernel: kernel, bias: bias))
    case 2:
      let width = try extent()
      let (center, factor) = (try numbers(width), try numbers(width))
      guard let affine = Affine(center: center, factor: factor, shift: try numbers(width)) else {
        throw cut
      }
      return Step(label, .affine(affine))
    case 3:
      let tag = try text(Int(try integer(UInt8.self)), atMost: 255)
      guard let known = Activation(tag: tag) else {
        throw ImportAnswer.Fault("found an activation that is not known")
      }
      let values = try numbers(known.parameters.count)
      var next = 0
      let activation = Activation(tag: tag) { _ in
        defer { next += 1 }
        return Float(exactly: values[next])
      }
      guard let activation else {
        throw ImportAnswer.Fault("found a parameter of an activation that float32 does not hold")
      }
      return Step(label, .activation(activation))
    default: throw ImportAnswer.Fault("found an operation that is not known")
    }
  }

  private var cut: ImportAnswer.Fault {
    ImportAnswer.Fault("found a layer that is longer than the answer")
  }

  private mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(
    _ type: T.Type
  ) throws(ImportAnswer.Fault) -> T {
    guard end - offset >= MemoryLayout<T>.size,
      let value = bytes.withBytes({ $0.integer(type, at: offset) })
    else { throw cut }
    offset += MemoryLayout<T>.size
    return value
  }

  /// A number of rows or columns, 1 or more.
  private mutating func extent() throws(ImportAnswer.Fault) -> Int {
    let value = try integer(UInt64.self)
    guard value > 0 else { throw ImportAnswer.Fault("found a layer without inputs or outputs") }
    guard value <= UInt64((end - offset) / 8) else { throw cut }
    return Int(value)
  }

  private mutating func text(
    _ count: Int, atMost limit: Int
  ) throws(ImportAnswer.Fault) -> String {
    guard count <= limit, count <= end - offset else { throw cut }
    let start = offset
    offset += count
    let text = bytes.withBytes { bytes in
      unsafe bytes.extracting(start..<offset).withUnsafeBytes {
        unsafe String(validating: $0, as: UTF8.self)
      }
    }
    guard let text else { throw ImportAnswer.Fault("found text that is not UTF-8") }
    return text
  }

  /// Numbers that are finite; none is allocated before all are known to be there.
  private mutating func numbers(_ count: Int) throws(ImportAnswer.Fault) -> [Double] {
    guard count <= (end - offset) / 8 else { throw cut }
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    let areFinite = bytes.withBytes { bytes in
      for k in 0..<count {
        guard let number = bytes.double(at: offset + 8 * k), number.isFinite else { return false }
        numbers.append(number)
      }
      return true
    }
    guard areFinite else { throw ImportAnswer.Fault("found a number that is not finite") }
    offset += 8 * count
    return numbers
  }
}
