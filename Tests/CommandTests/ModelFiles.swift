import MLPKernels
import MLPModel
import MLPReader
import MLPSchema
import MLPWriter
import Storage
import TestSupport
import Testing

extension Folder {
  /// Writes `model` with verification rows of its own.
  func writeModel(_ model: MultilayerPerceptron, to name: String) throws {
    try MLPWriter.writeModel(
      try model.with(verification: model.verificationRows(4, seed: 1)), to: self / name)
  }

  /// Makes of a sealed file what a tool leaves that cannot seal.
  func unseal(_ name: String) throws {
    try edit(name, to: name) { $0.replaceSubrange(..<512, with: repeatElement(0, count: 512)) }
  }

  /// Changes the bytes of `name` and seals it again.
  func editSealed(_ name: String, _ edit: (inout [UInt8]) throws -> Void) throws {
    try self.edit(name, to: name) { bytes in
      try edit(&bytes)
      bytes.replaceSubrange(..<512, with: Seal.block(sealing: bytes.span.bytes))
    }
  }

  /// Replaces the first number of `block`, which stands in the sealed file `name`.
  func change(_ block: (MultilayerPerceptron) -> FloatBlock?, of name: String, to number: Float)
    throws
  {
    let numbers = try #require(block(try readModel(path: self / name).model)).array
    let pattern = numbers.prefix(4).flatMap { Self.bytes($0) }
    try editSealed(name) { bytes in
      let place = try #require(bytes.firstRange(of: pattern)).lowerBound
      bytes.replaceSubrange(place..<place + 4, with: Self.bytes(number))
    }
  }

  /// Changes a weight of the sealed file `name`.
  func changeWeight(of name: String) throws {
    try change({ $0.layers[0].weights }, of: name, to: 0.123)
  }

  private static func bytes(_ number: Float) -> [UInt8] {
    withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init)
  }
}
