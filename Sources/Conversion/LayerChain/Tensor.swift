import HDF5Tree
import Storage

/// An array of numbers from a foreign file, in double precision, which holds every float and every
/// integer up to 2^53 exactly.
public struct Tensor: Sendable, Equatable {
  /// The extent of each dimension, slowest first; empty for a scalar.
  public let shape: [Int]
  /// The elements in C order, as many as the product of the shape.
  public let elements: [Double]

  /// An array; nil where the elements are not as many as the shape says.
  public init?(shape: [Int], elements: [Double]) {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else { return nil }
      count = product
    }
    guard count == elements.count else { return nil }
    self.shape = shape
    self.elements = elements
  }

  /// The numbers of an HDF5 array; nil where it holds text.
  public init?(_ values: Values) {
    let elements: [Double]
    if let floats = values.floats {
      elements = floats.array.map(Double.init)
    } else if let doubles = values.doubles {
      elements = doubles
    } else if let integers = values.integers {
      elements = integers.map(Double.init)
    } else if let integers = values.unsignedIntegers {
      elements = integers.map(Double.init)
    } else {
      return nil
    }
    self.init(shape: values.shape, elements: elements)
  }

  /// A matrix with rows and columns exchanged; nil where this is no matrix.
  public var transposed: Tensor? {
    guard shape.count == 2 else { return nil }
    let (rows, columns) = (shape[0], shape[1])
    var result: [Double] = []
    result.reserveCapacity(elements.count)
    for j in 0..<columns {
      for i in 0..<rows { result.append(elements[i * columns + j]) }
    }
    return Tensor(shape: [columns, rows], elements: result)
  }
}
