import CFloatControl

/// Calls `body` with the floating-point environment at its default: round to nearest, subnormals
/// kept, no traps; and puts the host's back, the flags that operations raise too.
///
/// Costs two reads of a register, and a write for each of the two that finds another setting than it leaves: at the
/// end also where `body` raised a flag that was not raised before.
@inlinable @inline(__always)
public func withDefaultFloatControl<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
  let saved = mlp_float_control_default()
  defer { mlp_float_control_restore(saved) }
  let result = try body()
  // A compiler takes arithmetic for independent of the environment, and would move it to where the result is used.
  unsafe withUnsafePointer(to: result) { unsafe mlp_float_control_keep($0) }
  return result
}

/// Puts the floating-point environment to its default and returns the host's, for ``restoreFloatControl(_:)``: where
/// no closure can be, as in an initializer.
@inlinable @inline(__always)
public func setDefaultFloatControl() -> UInt64 { mlp_float_control_default() }

/// Puts back what ``setDefaultFloatControl()`` returned.
@inlinable @inline(__always)
public func restoreFloatControl(_ saved: UInt64) { mlp_float_control_restore(saved) }

/// float32(raw - origin), rounded to double and then to float, under the default environment.
@inlinable
public func roundedDifference(_ raw: Double, _ origin: Double) -> Float {
  withDefaultFloatControl { mlp_float_relative(raw, origin) }
}

/// origin + x in double precision, under the default environment.
@inlinable
public func doubleSum(_ origin: Double, _ x: Float) -> Double {
  withDefaultFloatControl { mlp_float_absolute(origin, x) }
}
