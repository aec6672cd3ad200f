import CSandbox
import Storage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A function of this program, run in a sandboxed process, which can only compute.
public struct Sandbox: Sendable {
  private let program: String
  private let arguments: [String]
  private let limits: SandboxLimits

  /// One of the functions that this program gives ``answerSandboxRequests(_:)``.
  ///
  /// - Parameter confinement: what the process does where the system lacks a part of the sandbox.
  public init(
    _ function: SandboxedFunction, limits: SandboxLimits, confinement: Confinement = .complete
  ) {
    // The file that this process runs, whatever became of its path.
    self.init(
      program: "/proc/self/exe", arguments: [confinement.rawValue, function.name], limits: limits)
  }

  /// Another program that speaks the same way.
  package init(program: String, arguments: [String], limits: SandboxLimits) {
    self.program = program
    self.arguments = arguments
    self.limits = limits
  }

  /// Sends `request` to the function and waits for its answer.
  ///
  /// The process is gone when this returns. Any thread may call this, and has to stay until it returns.
  ///
  /// - Throws: ``SandboxError``.
  public func run(_ request: AlignedBytes) throws(SandboxError) -> AlignedBytes {
    let deadline = monotonicMilliseconds() + limits.seconds * 1000
    let child = try start()
    var answer = Answer(limit: limits.answer)
    let isInTime = exchange(request, child.channel, &answer, deadline)
    _ = close(child.channel)
    // Where it talks no more it has until the deadline to end; where it is late it has had its time.
    let end = try wait(for: child.process, until: isInTime ? deadline : 0)
    if answer.isTooLarge { throw .answerSize(limit: limits.answer) }
    guard let end else { throw .time(seconds: limits.seconds) }
    return try result(end, answer.bytes)
  }

  private func start() throws(SandboxError) -> mlp_sandbox_child {
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map {
      unsafe strdup($0)
    }
    unsafe words.append(nil)
    defer { for i in unsafe words.indices { unsafe free(words[i]) } }
    var child = mlp_sandbox_child()
    let code = unsafe mlp_sandbox_start(
      program, words, UInt64(limits.memory), UInt64(limits.cpuSeconds), &child)
    guard code == 0 else { throw .start(code) }
    return child
  }

  /// What a process that ended so has to say.
  private func result(_ end: End, _ bytes: [UInt8]) throws(SandboxError) -> AlignedBytes {
    let signal = end.status & 0x7F
    guard signal == 0 else {
      throw SandboxError(
        signal: signal, usedTime: end.cpuSeconds >= limits.cpuSeconds, limits: limits)
    }
    let code = end.status >> 8 & 0xFF
    switch SandboxStatus(rawValue: code) {
    case .answer:
      do {
        return try AlignedBytes(count: bytes.count) { unsafe $0.copy(bytes.span.bytes) }
      } catch {
        throw .start(ENOMEM)
      }
    case .refusal: throw .refused(String(decoding: bytes.prefix(1024), as: UTF8.self))
    case .unconfined: throw MissingParts(bytes: bytes).map(SandboxError.unconfined) ?? .status(code)
    case .memory: throw .memory(byteCount: limits.memory)
    case nil: throw code == 127 ? .start(ENOEXEC) : .status(code)
    }
  }
}

/// What came back so far.
private struct Answer {
  let limit: Int
  private(set) var bytes: [UInt8] = []
  private(set) var isTooLarge = false

  init(limit: Int) { self.limit = limit }

  mutating func append(_ new: some Collection<UInt8>) {
    isTooLarge = new.count > limit - bytes.count
    if !isTooLarge { bytes += new }
  }
}

/// Sends the request and takes the answer, as either becomes possible.
///
/// - Returns: whether the other side came to its end before the deadline and within the limit.
private func exchange(
  _ request: AlignedBytes, _ channel: CInt, _ answer: inout Answer, _ deadline: Int
) -> Bool {
  let head = (0..<8).map { UInt8(truncatingIfNeeded: request.count >> (8 * $0)) }
  var sent = 0
  let total = head.count + request.count
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let left = deadline - monotonicMilliseconds()
    guard left > 0 else { return false }
    var state = pollfd(
      fd: channel, events: Int16(sent < total ? POLLIN | POLLOUT : POLLIN), revents: 0)
    guard unsafe poll(&state, 1, CInt(clamping: left)) > 0 else { continue }
    if state.revents & Int16(POLLOUT) != 0 {
      let count =
        sent < head.count
        ? unsafe send(channel, head.span.bytes.extracting(droppingFirst: sent))
        : request.withBytes { send(channel, $0.extracting(droppingFirst: sent - head.count)) }
      // Where it does not want the rest it may still have an answer.
      sent = count < 0 && errno != EAGAIN && errno != EINTR ? total : sent + max(0, count)
      if sent == total { _ = shutdown(channel, CInt(SHUT_WR)) }
    }
    if state.revents & ~Int16(POLLOUT) != 0 {
      let count = unsafe recv(channel, &buffer, buffer.count, CInt(MSG_DONTWAIT))
      if count < 0, errno == EAGAIN || errno == EINTR { continue }
      // A reset is an end too: it left without reading everything.
      guard count > 0 else { return true }
      answer.append(buffer[..<count])
      if answer.isTooLarge { return false }
    }
  }
}

/// Sends what there is room for; a channel without a reader is an error, not a signal.
private func send(_ channel: CInt, _ bytes: RawSpan) -> Int {
  unsafe bytes.withUnsafeBytes { bytes in
    unsafe send(
      channel, bytes.baseAddress, bytes.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
  }
}

/// How a process ended.
private struct End {
  var status: CInt = 0
  /// The CPU time that it used, whole seconds.
  var cpuSeconds = 0
}

/// Waits until the process has ended; ends it where it has not by then.
///
/// - Returns: how it ended; nil where it had to be ended.
/// - Throws: ``SandboxError/start(_:)`` where this process is set to learn nothing of its children
///   (`SIGCHLD` ignored).
private func wait(for process: pid_t, until deadline: Int) throws(SandboxError) -> End? {
  var end = End()
  while true {
    var usage = rusage()
    let ended = unsafe wait4(process, &end.status, WNOHANG, &usage)
    if ended == process {
      let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
      end.cpuSeconds =
        Int(usage.ru_utime.tv_sec) + Int(usage.ru_stime.tv_sec) + Int(microseconds) / 1_000_000
      return end
    }
    if ended < 0, errno != EINTR { throw .start(errno) }
    guard monotonicMilliseconds() < deadline else { break }
    _ = usleep(500)
  }
  _ = kill(process, SIGKILL)
  while unsafe waitpid(process, &end.status, 0) < 0, errno == EINTR {}
  return nil
}

private func monotonicMilliseconds() -> Int {
  var time = timespec()
  _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
}
