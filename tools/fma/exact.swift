// The functions in Swift under the names of check.h; this stands behind them in one file.

@_cdecl("exact_fma_float")
public func exactFMA(_ a: Float, _ b: Float, _ c: Float) -> Float { fma(a, b, c) }
@_cdecl("exact_fma_double")
public func exactFMA(_ a: Double, _ b: Double, _ c: Double) -> Double { fma(a, b, c) }
@_cdecl("exact_square_root")
public func exactSquareRoot(_ x: Double) -> Double { squareRoot(x) }
