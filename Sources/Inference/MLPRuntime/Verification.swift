import MLPKernels
import MLPModel
import Storage

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

/// Runs a model's verification rows on its packed network, a piece after the other.
///
/// - Throws: ``LoadError`` at the first output that differs.
/// - Complexity: O(rows · parameters). Memory: ``PackedNetwork/pieceByteCount``, or what one row takes.
func verify(
  _ network: PackedNetwork, with rows: VerificationRows?
) throws(LoadError) -> Model.Verification {
  guard let rows else { return .absent }
  let count = rows.inputs.count / network.inputCount
  var failure: VerificationFailure?
  do throws(OutOfMemory) {
    try network.forEachPiece(of: rows.inputs) { row, outputs in
      let first = row * network.outputCount
      for i in outputs.indices where failure == nil {
        failure = difference(outputs[i], rows, at: first + i, of: network)
      }
      return failure == nil
    }
  } catch {
    throw .outOfMemory(error)
  }
  if let failure { throw .failsVerification(failure) }
  return .passed(rows: count)
}

/// The failure of output `i` of all rows; nil where `found` is what it should be.
private func difference(
  _ found: Float, _ rows: VerificationRows, at i: Int, of network: PackedNetwork
) -> VerificationFailure? {
  let expected = rows.outputs[i] ?? .nan
  let passes =
    rows.tolerance == 0
    ? found.bitPattern == expected.bitPattern
    : abs(found - expected) <= rows.tolerance * max(1, abs(expected))
  if passes { return nil }
  return VerificationFailure(
    row: i / network.outputCount, output: i % network.outputCount, found: found,
    expected: expected, tolerance: rows.tolerance)
}
