import CMLPKernels

/// An instruction set that the kernels are compiled for.
///
/// All tiers give the same bits.
public enum KernelTier: UInt32, Sendable, CaseIterable {
  /// Baseline instructions: the reference that the others are tested against.
  case scalar = 0
  /// x86-64 with AVX2 and FMA.
  case avx2 = 1
  /// x86-64 with AVX-512.
  case avx512 = 2
  /// AArch64.
  case neon = 3

  /// The name, as `MLP_KERNEL_TIER` takes it.
  public var name: String { String(describing: self) }

  /// Whether this CPU can run the tier.
  public var isAvailable: Bool { unsafe mlp_kernels_of(mlp_tier(rawValue)) != nil }

  /// The fastest tier of this CPU.
  public static var best: KernelTier { KernelTier(rawValue: mlp_best_tier().rawValue) ?? .scalar }

  /// The kernels' entry points; the scalar ones where this CPU cannot run the tier.
  var kernels: UnsafePointer<mlp_kernels> {
    unsafe mlp_kernels_of(mlp_tier(rawValue)) ?? mlp_kernels_of(MLP_TIER_SCALAR)
  }
}
