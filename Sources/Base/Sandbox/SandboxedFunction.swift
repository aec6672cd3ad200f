import Storage

/// A function that may crash: both sides know it by its name.
public struct SandboxedFunction: Sendable {
  /// What the two processes call it, different from others of the program.
  let name: String
  /// Makes the answer to a request.
  let body: @Sendable (AlignedBytes) throws -> AlignedBytes

  /// A function from bytes to bytes.
  ///
  /// What it throws reaches the caller as its description, `OutOfMemory` as
  /// ``SandboxError/memory(byteCount:)``.
  public init(_ name: String, _ body: @escaping @Sendable (AlignedBytes) throws -> AlignedBytes) {
    self.name = name
    self.body = body
  }
}
