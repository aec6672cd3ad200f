import Checksum
import MLPModel

/// The SHA-256 of what a model means: the same whatever file holds it, whoever wrote it.
///
/// A seal finds accidents; an identity that the caller knows from elsewhere finds strangers.
public struct ModelIdentity: Sendable, Hashable, CustomStringConvertible {
  private let digest: [UInt8]

  /// The identity of `model` under an arithmetic version.
  ///
  /// - Complexity: O(parameters), and the slowest of all passes over a model, so it is made only when
  ///   asked for.
  public init(of model: MultilayerPerceptron, arithmeticVersion: Int64) {
    var hash = SHA256()
    writeCanonicalForm(of: model, arithmeticVersion: arithmeticVersion) { hash.add($0) }
    digest = hash.finish()
  }

  /// The identity that is written as 64 lower-case hexadecimal digits; nil for other text.
  public init?(_ hexadecimal: String) {
    var digest: [UInt8] = []
    var high: UInt8?
    for byte in hexadecimal.utf8 {
      let nibble: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): nibble = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): nibble = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        digest.append(first << 4 | nibble)
        high = nil
      } else {
        high = nibble
      }
    }
    guard digest.count == 32, high == nil else { return nil }
    self.digest = digest
  }

  /// 64 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
