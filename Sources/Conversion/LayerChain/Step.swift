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
  func followed(by next: Affine) -> Affine? {
    let width = max(width, next.width)
    guard let a = widened(to: width), let b = next.widened(to: width) else { return nil }
    return Affine(
      center: a.center, factor: zip(a.factor, b.factor).map(*),
      shift: (0..<width).map { (a.shift[$0] - b.center[$0]) * b.factor[$0] + b.shift[$0] })
  }
}
