import CChecksum

/// The CRC-32C of the bytes that `sum` is of, followed by `bytes`; 0 is the sum of none.
///
/// - Complexity: O(bytes), at the speed of memory where the CPU has an instruction for it.
public func crc32c(_ sum: UInt32, _ bytes: RawSpan) -> UInt32 {
  unsafe bytes.withUnsafeBytes { unsafe mlp_crc32c(sum, $0.baseAddress, $0.count) }
}

/// The checksum that HDF5 writes behind a block of metadata: Bob Jenkins's lookup3.
///
/// - Complexity: O(bytes).
public func lookup3(_ bytes: RawSpan) -> UInt32 {
  unsafe bytes.withUnsafeBytes { unsafe mlp_lookup3($0.baseAddress, $0.count) }
}

/// A SHA-256 under way (FIPS 180-4).
public struct SHA256 {
  private var state = mlp_sha256()

  /// The digest of no bytes yet.
  public init() { unsafe mlp_sha256_begin(&state) }

  /// Adds `bytes` behind those added before.
  ///
  /// - Complexity: O(bytes).
  public mutating func add(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { unsafe mlp_sha256_add(&state, $0.baseAddress, $0.count) }
  }

  /// The 32 bytes of the digest.
  public consuming func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(MLP_SHA256_BYTES))
    unsafe mlp_sha256_finish(&state, &digest)
    return digest
  }
}
