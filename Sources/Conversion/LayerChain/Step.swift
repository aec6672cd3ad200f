import MLPModel

/// One thing that a source's network does to a row, before layers are made of the chain.
public struct Step: Sendable, Equatable {
  /// What the source calls it, for messages: `Dense "hidden"`.
  public let label: String
  /// What it does.
  public let operation: Operation

  /// What can be done to a row.
  public enum Operation: Sendable, Equatable {
    /// Wᵀ x + b: `kernel` [in, out], `bias` [out], or none where it is nil.
    case dense(kernel: Tensor, bias: Tensor?)
    /// Each number by itself, scaled and shifted.
    case affine(Affine)
    /// An activation.
    case activation(Activation)
  }

  /// A step of that name.
  public init(_ label: String, _ operation: Operation) {
    self.label = label
    self.operation = operation
  }
}

extension Step {
  /// Refuses numbers that are none, or infinite.
  func checkNumbers() throws(ChainError) {
    let parts: [(String, [Double])] =
      switch operation {
      case .dense(let kernel, let bias):
        [("weights", kernel.elements), ("bias", bias?.elements ?? [])]
      case .affine(let affine):
        [("what it subtracts", affine.center), ("what it multiplies by", affine.factor)]
          + [("what it adds", affine.shift)]
      case .activation(let activation):
        activation.parameters.map { ($0.name, [Double($0.value)]) }
      }
    for (name, numbers) in parts {
      if let i = numbers.firstIndex(where: { !$0.isFinite }) {
        throw ChainError(label, .notFinite(name, numbers[i], element: i))
      }
    }
  }
}

/// y = (x - center) factor + shift, for each number of a row, in double precision.
///
/// Three numbers and not two: the subtraction first is what keeps the digits of a feature far from 0.
public struct Affine: Sendable, Equatable {
  /// What is taken off, one number for each of a row, or one for all.
  public let center: [Double]
  /// What multiplies then; as many numbers.
  public let factor: [Double]
  /// What is added last; as many numbers.
  public let shift: [Double]

  /// One number for each of a row, or one for all; nil where there are not as many of each.
  public init?(center: [Double], factor: [Double], shift: [Double]) {
    guard !center.isEmpty, center.count == factor.count, center.count == shift.count else {
      return nil
    }
    self.center = center
    self.factor = factor
    self.shift = shift
  }

  /// How many numbers a row has; 1 stands for any.
  var width: Int { center.count }

  /// The same for rows of `width` numbers; nil where it is for another width.
  func widened(to width: Int) -> Affine? {
    if self.width == width { return self }
    guard self.width == 1 else { return nil }
    return Affine(
      center: [Double](repeating: center[0], count: width),
      factor: [Double](repeating: factor[0], count: width),
      shift: [Double](repeating: shift[0], count: width))
  }

  /// This and then `next`, as one; nil where their widths differ.
  ///
  /// The center is that of `next`, as a number that goes into this: rows are near what was subtracted last.
  func followed(by next: Affine) -> Affine? {
    let width = max(width, next.width)
    guard let a = widened(to: width), let b = next.widened(to: width) else { return nil }
    var center = a.center
    var shift = b.shift
    for i in 0..<width {
      let moved = a.center[i] + (b.center[i] - a.shift[i]) / a.factor[i]
      if a.factor[i] != 0, moved.isFinite {
        center[i] = moved
      } else {
        shift[i] = (a.shift[i] - b.center[i]) * b.factor[i] + b.shift[i]
      }
    }
    return Affine(center: center, factor: zip(a.factor, b.factor).map(*), shift: shift)
  }
}
