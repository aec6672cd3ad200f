import MLPKernels
import MLPModel

/// A verification row gave something else than the file says.
public struct VerificationFailure: Error, Equatable, CustomStringConvertible {
  /// The row, from 0.
  public let row: Int
  /// The output of that row, from 0.
  public let output: Int
  /// What this runtime computes.
  public let found: Float
  /// What the file says.
  public let expected: Float
  /// The difference that would have passed, relative where the expected value is above 1.
  public let tolerance: Float

  /// One line for a person.
  public var description: String {
    "verification row \(row), output \(output): found \(found), expected \(expected)"
      + (tolerance == 0 ? " to the bit" : " within \(tolerance)")
      + ": this model does not compute what its maker saw; export it again"
  }
}

/// Runs a model's verification rows on its packed network.
///
/// - Throws: ``LoadError`` at the first output that differs.
func verify(
  _ network: PackedNetwork, with rows: VerificationRows?
) throws(LoadError) -> Model.Verification {
  guard let rows else { return .absent }
  let outputs: [Float]
  do {
    outputs = try network.outputs(of: rows.inputs.array)
  } catch {
    throw .outOfMemory(error)
  }
  for (i, (found, expected)) in zip(outputs, rows.outputs.array).enumerated() {
    let passes =
      rows.tolerance == 0
      ? found.bitPattern == expected.bitPattern
      : abs(found - expected) <= rows.tolerance * max(1, abs(expected))
    guard passes else {
      throw .failsVerification(
        VerificationFailure(
          row: i / network.outputCount, output: i % network.outputCount, found: found,
          expected: expected, tolerance: rows.tolerance))
    }
  }
  return .passed(rows: outputs.count / network.outputCount)
}
