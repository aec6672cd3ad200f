import HDF5Profile
import HDF5Tree
import Storage

/// What of a file is made to match again, so that bytes that somebody changed blindly get past what
/// would stop them: the seal; the sums of HDF5 too; the end of the file that HDF5 states as well.
public enum Repair: CaseIterable, Sendable {
  case seal
  case sums
  case end
}

/// The bytes with so much made to match.
public func repaired(_ bytes: [UInt8], _ repair: Repair) -> [UInt8] {
  guard repair != .seal else { return sealed(bytes) }
  var image = Image(bytes: bytes)
  if repair == .end { image.repairEnd() }
  image.repairChecksums()
  return sealed(image.bytes)
}

/// The limit that `bytes` break where limits are so low that small files can; nil where none.
public func lowLimit(brokenBy bytes: [UInt8]) throws -> ProfileError.Rule? {
  var limits = ProfileLimits()
  (limits.depth, limits.objects, limits.attributes) = (1, 8, 5)
  let block = try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) }
  do throws(ProfileError) {
    _ = try parseTree(ByteSlice(block), limits: limits)
    return nil
  } catch { return error.rule }
}
