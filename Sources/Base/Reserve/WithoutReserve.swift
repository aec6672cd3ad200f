import CReserve

/// Allocates `byteCount` zero bytes, which `free` gives back; nil where the system has none.
///
/// Never from libmlp's reserve.
@unsafe package func allocateWithoutReserve(_ byteCount: Int) -> UnsafeMutableRawPointer? {
  unsafe mlp_allocate_without_reserve(byteCount)
}
