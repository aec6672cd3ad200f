import MLPModel
import TestSupport

/// The table of `fixtures/kernels`: what arithmetic version 1 gives for many cases, computed by the
/// plain loops of `ReferenceDense.swift` and `ReferenceActivations.swift`.
///
/// `tools/kernels/check` reads it, with the same numbers from the same seeds.
struct KernelTable {
  private(set) var text = """
    # What the kernels must give, bit for bit. Layout: fixtures/README.md.

    """

  init() {
    inputs()
    for activation in Activation.all where !activation.takesWholeRow { add(activation) }
    for columns in [1, 2, 3, 7, 10, 16, 17, 33, 100] { softmax(columns: columns) }
    for outputs in [1, 3, 10, 17, 33, 64, 65, 100, 130] {
      for inputs in [1, 19, 1029] { dense(inputs: inputs, outputs: outputs) }
    }
    // Inputs whose rows are whole KiBs apart.
    dense(inputs: 512, outputs: 100)
    for hidden in Activation.all {
      network(hidden: hidden, last: .softmax, temperature: 1.25, widths: [30, 100, 65, 7])
    }
    network(hidden: .relu, last: .logSoftmax, temperature: 1, widths: [5, 19, 100])
    network(hidden: .linear, last: .geluTanh, temperature: 3, widths: [17, 1])
  }

  // MARK: Cases

  /// What every activation takes: each special number in more than one lane, limits with their
  /// neighbours, and numbers of every size.
  static let inputs: [Float] = {
    let special: [Float] = [
      .infinity, .nan, 0, .leastNonzeroMagnitude, .leastNormalMagnitude.nextDown,
      .leastNormalMagnitude, .greatestFiniteMagnitude,
    ]
    let limits: [Float] = [
      0.5, 1, 2, 3, 6, 9.0109825, 12, 14.5, 16.635532, 20, 40, 87.33654, 88.72284, 103.972084,
      200, 690, 1000,
    ]
    // Exponentials, mish and GELUs where a multiply-add that rounds twice shows in the result: it does
    // so about once in 2^28 numbers.
    let fused: [Float] = [
      -0x1.1c136cp+6, -0x1.0d3624p+4, -0x1.6a331p+4, -0x1.aff4f2p+2, -0x1.425898p+3,
    ]
    let hard =
      (fused + special + special.reversed() + limits.flatMap { [$0.nextDown, $0, $0.nextUp] })
      .flatMap { [$0, -$0] }
    var random = SplitMix64(seed: 0)
    let any = (0..<64).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
    let common = (0..<(320 - hard.count - any.count)).map { _ in random.unit() * 8 }
    return hard + any + common
  }()

  private mutating func inputs() {
    head("inputs \(Self.inputs.count)")
    add(Self.inputs)
  }

  private mutating func add(_ activation: Activation) {
    head("activation \(Self.words(activation))")
    add(Self.inputs.map { referenceActivation(activation, $0) })
  }

  /// Rows far and near, and rows that have no distribution.
  private mutating func softmax(columns: Int) {
    var random = SplitMix64(seed: UInt64(columns))
    let scales: [Float] = [0.01, 5, 200, 0x1p+127]
    var rows = scales.map { scale in (0..<columns).map { _ in random.unit() * scale } }
    for odd in [.nan, .infinity, -.infinity] as [Float] {
      var row = rows[1]
      row[columns / 2] = odd
      rows.append(row)
    }
    rows.append([Float](repeating: -.infinity, count: columns))
    head("softmax \(columns) \(rows.count)")
    add(rows.flatMap { $0 })
    add(rows.flatMap { referenceSoftmax($0, logarithm: false) })
    add(rows.flatMap { referenceSoftmax($0, logarithm: true) })
  }

  private mutating func dense(inputs: Int, outputs: Int) {
    var random = SplitMix64(seed: UInt64(inputs * 1000 + outputs))
    let layer = Layer(inputs: inputs, outputs: outputs, from: &random)
    let scales = [Float](repeating: 1, count: 11) + [0x1p-130, 0x1p+127]
    head("dense \(inputs) \(outputs)")
    add(scales.flatMap { scale in layer(random.units(inputs).map { $0 * scale }) })
  }

  private mutating func network(
    hidden: Activation, last: Activation, temperature: Float, widths: [Int]
  ) {
    var random = SplitMix64(seed: UInt64(widths[0]))
    let layers = zip(widths, widths.dropFirst()).map {
      Layer(inputs: $0, outputs: $1, from: &random)
    }
    let offset = random.units(widths[0])
    let scale = random.units(widths[0])
    var logits: [[Float]] = []
    for _ in 0..<5 {
      var a = zip(random.units(widths[0]), zip(offset, scale)).map { ($0 - $1.0) * $1.1 }
      for layer in layers.dropLast() { a = referenceActivations(hidden, layer(a)) }
      logits += layers.suffix(1).map { $0(a) }
    }
    let outputs = logits.map { referenceActivations(last, $0.map { $0 / temperature }) }
    let shape = ([widths.count - 1] + widths).map(String.init).joined(separator: " ")
    head("network \(Self.words(hidden)) \(Self.words(last)) \(Self.word(temperature)) \(shape)")
    add(logits.flatMap { $0 })
    add(outputs.flatMap { $0 })
  }

  /// Weights and a bias drawn in that order.
  private struct Layer {
    let inputs: Int
    let outputs: Int
    let weights: [Float]
    let bias: [Float]

    init(inputs: Int, outputs: Int, from random: inout SplitMix64) {
      self.inputs = inputs
      self.outputs = outputs
      weights = random.units(inputs * outputs)
      bias = random.units(outputs)
    }

    func callAsFunction(_ x: [Float]) -> [Float] {
      referenceDense(x, weights, bias, inputs: inputs, outputs: outputs)
    }
  }

  // MARK: Text

  private mutating func head(_ line: String) { text += line + "\n" }

  /// Ten words a line.
  private mutating func add(_ values: [Float]) {
    for start in stride(from: 0, to: values.count, by: 10) {
      let line = values[start..<min(start + 10, values.count)].map(Self.word)
      text += line.joined(separator: " ") + "\n"
    }
  }

  /// Eight hexadecimal digits; every NaN is the canonical one.
  private static func word(_ value: Float) -> String {
    let digits = String(value.isNaN ? 0x7FC0_0000 : value.bitPattern, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// The tag and three parameters, 0 where there are fewer.
  private static func words(_ activation: Activation) -> String {
    let parameters = activation.parameters.map(\.value) + [0, 0, 0]
    return ([activation.tag] + parameters.prefix(3).map(word)).joined(separator: " ")
  }
}

extension SplitMix64 {
  /// From -1 up to 1.
  fileprivate mutating func unit() -> Float {
    Float(Int32(truncatingIfNeeded: next())) * 0x1p-31
  }

  fileprivate mutating func units(_ count: Int) -> [Float] { (0..<count).map { _ in unit() } }
}
