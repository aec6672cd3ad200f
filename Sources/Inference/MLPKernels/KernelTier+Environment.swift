#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension KernelTier {
  /// The tier that `MLP_KERNEL_TIER` names; without it, the fastest of this CPU.
  ///
  /// - Throws: ``UnavailableTier`` for a name that is no tier's, or one this CPU cannot run.
  public static func selected() throws(UnavailableTier) -> KernelTier {
    guard let value = unsafe getenv("MLP_KERNEL_TIER") else { return best }
    let name = unsafe String(cString: value)
    guard !name.isEmpty else { return best }
    guard let tier = allCases.first(where: { $0.name == name }), tier.isAvailable else {
      throw UnavailableTier(name: name)
    }
    return tier
  }
}

/// `MLP_KERNEL_TIER` names no tier, or one that this CPU cannot run.
public struct UnavailableTier: Error, Equatable, CustomStringConvertible {
  /// What the variable says.
  public let name: String

  /// One line for a person.
  public var description: String {
    let names = KernelTier.allCases.filter(\.isAvailable).map(\.name).joined(separator: ", ")
    return "MLP_KERNEL_TIER: found \"\(name)\", expected one that this CPU runs: \(names)"
  }
}
