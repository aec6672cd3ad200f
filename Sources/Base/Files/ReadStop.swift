#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Ends reads that wait for input, from another thread or from a signal's handler.
///
/// A pipe that is watched beside the input: a read that is waiting could not be reached otherwise.
@safe public final class ReadStop: Sendable {
  /// The end that becomes readable; -1, which nothing waits for, where there is no descriptor left.
  let descriptor: CInt
  private let sender: CInt

  /// A stop that has not come yet.
  public init() {
    var ends: (CInt, CInt) = (-1, -1)
    _ = unsafe withUnsafeMutableBytes(of: &ends) { ends in
      unsafe pipe(ends.bindMemory(to: CInt.self).baseAddress)
    }
    for end in [ends.0, ends.1] {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (descriptor, sender) = ends
  }

  /// Ends reads that wait, and all later ones.
  ///
  /// Nothing but one system call: a signal's handler may call it.
  public func stop() {
    var byte: UInt8 = 0
    _ = unsafe write(sender, &byte, 1)
  }

  deinit {
    _ = close(descriptor)
    _ = close(sender)
  }
}
