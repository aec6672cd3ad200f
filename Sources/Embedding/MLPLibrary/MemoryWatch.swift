import CMLP
import Reserve

/// Whether the system ran out of memory while a model was loaded or a session made.
///
/// Small allocations get theirs from a reserve then (`CMLP/reserve.c`), which has to be given back: what was made is
/// given up, and the call says that there is no memory.
struct MemoryWatch {
  private let reserve = ReserveWatch()

  /// - Throws: ``Failure`` with MLP_ERROR_MEMORY where the reserve was used since the watch began.
  func check() throws(Failure) {
    guard !reserve.isUsed else {
      throw Failure(status: MLP_ERROR_MEMORY, message: "out of memory: the system has none left")
    }
  }
}
