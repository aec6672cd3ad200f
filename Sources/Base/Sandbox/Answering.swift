import Storage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

// The sandboxed side. A request is its length (8 bytes, little-endian) and its bytes; an answer is bytes
// to the end of the stream, and the exit status says what they are.

/// How a sandboxed process ends where it ends by itself.
enum SandboxStatus: CInt {
  /// The bytes are the function's result.
  case answer = 0
  /// The bytes are a line of text that says why there is no result.
  case refusal = 1
  /// There was no memory.
  case memory = 2
  /// The bytes are those of ``MissingParts``; the request was not read.
  case unconfined = 3
}

/// Where this process was started by ``Sandbox/run(_:)``, answers the request and ends the process; else
/// does nothing.
///
/// To be called before anything else. Such a process is started with two arguments: a ``Confinement``, and the
/// function's name.
///
/// - Parameter functions: what can be asked for.
public func answerSandboxRequests(_ functions: [SandboxedFunction]) {
  let arguments = CommandLine.arguments
  guard arguments.count == 3, let confinement = Confinement(rawValue: arguments[1]),
    let function = functions.first(where: { $0.name == arguments[2] })
  else { return }
  // Before the first byte of the request is looked at.
  if let missing = MissingParts.ofConfiningThisProcess(), confinement == .complete {
    end(.unconfined, missing.bytes)
  }
  let status: SandboxStatus
  var answer: AlignedBytes?
  var message = ""
  do {
    let request = try readRequest()
    answer = try function.body(request)
    status = .answer
  } catch is OutOfMemory {
    status = .memory
  } catch {
    message = "\(error)"
    status = .refusal
  }
  if let answer {
    answer.withBytes { end(status, $0) }
  } else {
    end(status, [UInt8](message.utf8))
  }
}

private func readRequest() throws -> AlignedBytes {
  let head = try AlignedBytes(count: 8) { try read(into: &$0) }
  let length = head.withBytes { $0.integer(UInt64.self, at: 0) }.flatMap(Int.init(exactly:)) ?? .max
  return try AlignedBytes(count: length) { try read(into: &$0) }
}

/// Fills `span` from standard input.
private func read(into span: inout MutableRawSpan) throws {
  try unsafe span.withUnsafeMutableBytes { bytes in
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
      let count = unsafe readBytes(STDIN_FILENO, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw CutRequest() }
      done += count
    }
  }
}

/// The request ended before its length: its sender went away.
private struct CutRequest: Error {}

private func end(_ status: SandboxStatus, _ bytes: [UInt8]) -> Never {
  unsafe end(status, bytes.span.bytes)
}

/// Writes `bytes` to standard output and ends the process, without the exit handlers of any library.
private func end(_ status: SandboxStatus, _ bytes: RawSpan) -> Never {
  unsafe bytes.withUnsafeBytes { bytes in
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = unsafe write(STDOUT_FILENO, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      done += count
    }
  }
  _exit(status.rawValue)
}

private func readBytes(_ descriptor: CInt, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(descriptor, bytes, count)
}
