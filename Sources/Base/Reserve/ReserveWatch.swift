import CReserve

/// Whether small allocations had to be served from libmlp's reserve since the watch began.
///
/// The system has no memory left then, and work whose size a file decides stops. Never in programs without a reserve.
public struct ReserveWatch: Sendable, Equatable {
  private let uses = mlp_reserve_use_count()

  /// A watch that begins now.
  public init() {}

  /// Whether the reserve was used, by any thread.
  public var isUsed: Bool { mlp_reserve_use_count() != uses }
}
