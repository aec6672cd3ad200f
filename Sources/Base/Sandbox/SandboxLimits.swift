/// What a sandboxed function may use up.
public struct SandboxLimits: Sendable, Equatable {
  /// Bytes of address space, the program itself and its libraries among them.
  public var memory: Int
  /// Seconds of CPU time.
  public var cpuSeconds: Int
  /// Seconds from start to end, which a process that only waits reaches first.
  public var seconds: Int
  /// Bytes of the answer.
  public var answer: Int

  /// These limits.
  public init(memory: Int, cpuSeconds: Int, seconds: Int, answer: Int) {
    self.memory = memory
    self.cpuSeconds = cpuSeconds
    self.seconds = seconds
    self.answer = answer
  }
}
