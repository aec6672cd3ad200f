import CMLPTrainingKernels
import MLPKernels
import MLPModel

/// The Swift face of `CMLPTrainingKernels` on one tier: the only pointers of this module.
///
/// Tables named z, a, da and t have the layout `RowLayout(columns:)`; gradients dz by pre-activation
/// have no padding. Each function traps where a span is too short for its shape; none allocates.
struct TrainingKernels: Sendable {
  let tier: KernelTier

  private var kernels: UnsafePointer<mlp_training_kernels> {
    unsafe mlp_training_kernels_of(mlp_tier(tier.rawValue))
      ?? mlp_training_kernels_of(MLP_TIER_SCALAR)
  }

  /// y = (x - offset) * scale for one row of `x.count` features; zero behind them.
  func scaleRow(
    _ x: Span<Float>, offset: Span<Float>, scale: Span<Float>, into y: inout MutableSpan<Float>
  ) {
    precondition(offset.count >= x.count && scale.count >= x.count)
    precondition(y.count >= RowLayout(columns: x.count).stride)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe offset.withUnsafeBufferPointer { offset in
        unsafe scale.withUnsafeBufferPointer { scale in
          unsafe y.withUnsafeMutableBufferPointer { y in
            unsafe kernels.pointee.scale_row(
              x.count, x.baseAddress, offset.baseAddress, scale.baseAddress, y.baseAddress)
          }
        }
      }
    }
  }

  /// dz = h'(z) ⊙ da over `rows` rows, where a = h(z).
  ///
  /// | activation | h'(z), σ the sigmoid |
  /// | --- | --- |
  /// | linear | 1 |
  /// | relu | 1 where z > 0, else 0 |
  /// | relu6, hard_tanh | 1 where a is between the ends, else 0 |
  /// | leaky_relu | 1 where z > 0, else the negative slope |
  /// | clipped_relu | 0 where a is the largest value, else 1 where z > threshold, else the slope |
  /// | threshold | 1 where z > theta, else 0 |
  /// | hard_sigmoid | alpha where 0 < a < 1, else 0 |
  /// | hard_silu | 0 up to -3, z / 3 + 1/2 up to 3, then 1 |
  /// | elu, selu | scale where z > 0, else a + scale alpha; scale is 1 for elu |
  /// | celu | 1 where z > 0, else a / alpha + 1 |
  /// | exponential | a |
  /// | sigmoid | σ(z) (1 - σ(z)) = a (1 - a) |
  /// | log_sigmoid | σ(-z) |
  /// | softplus | σ(beta z) |
  /// | squareplus | (1 + z / sqrt(z² + b)) / 2 = a / sqrt(z² + b) |
  /// | softsign | 1 / (1 + \|z\|)² |
  /// | tanh | 1 - a² |
  /// | silu | s + alpha z s (1 - s), s = σ(alpha z) |
  /// | mish | t + z (1 - t²) σ(z), t = tanh(ln(1 + exp(z))) |
  /// | gelu | Φ(z) + z φ(z), Φ and φ of the standard normal distribution |
  /// | gelu_tanh | s + z w' s (1 - s), s = σ(w), w = 2 sqrt(2 / π) (z + 0.044715 z³) |
  ///
  /// At a kink the slope is that of the left side, as in PyTorch. What takes a whole row has a matrix
  /// for h': ∂a_i/∂z_j = a_i (1[i = j] - a_j) for softmax, 1[i = j] - exp(a_j) for its logarithm.
  func derivative(
    _ activation: Activation, rows: Int, columns: Int, z: Span<Float>, a: Span<Float>,
    da: Span<Float>, into dz: inout MutableSpan<Float>
  ) {
    let needed = rows * RowLayout(columns: columns).stride
    precondition(z.count >= needed && a.count >= needed && da.count >= needed)
    precondition(dz.count >= rows * columns)
    unsafe z.withUnsafeBufferPointer { z in
      unsafe a.withUnsafeBufferPointer { a in
        unsafe da.withUnsafeBufferPointer { da in
          unsafe dz.withUnsafeMutableBufferPointer { dz in
            switch activation {
            case .softmax:
              unsafe kernels.pointee.softmax_backward(
                rows, columns, a.baseAddress, da.baseAddress, dz.baseAddress)
            case .logSoftmax:
              unsafe kernels.pointee.log_softmax_backward(
                rows, columns, a.baseAddress, da.baseAddress, dz.baseAddress)
            default:
              unsafe kernels.pointee.derivative(
                activation.forKernels, rows, columns, z.baseAddress, a.baseAddress,
                da.baseAddress, dz.baseAddress)
            }
          }
        }
      }
    }
  }

  /// dz = (a - t) factors[row] over `rows` rows; with a delta, a - t is no larger in magnitude.
  func outputGradient(
    rows: Int, columns: Int, a: Span<Float>, t: Span<Float>, factors: Span<Float>,
    delta: Double? = nil, into dz: inout MutableSpan<Float>
  ) {
    let needed = rows * RowLayout(columns: columns).stride
    precondition(a.count >= needed && t.count >= needed && dz.count >= rows * columns)
    precondition(factors.count >= rows)
    unsafe a.withUnsafeBufferPointer { a in
      unsafe t.withUnsafeBufferPointer { t in
        unsafe factors.withUnsafeBufferPointer { factors in
          unsafe dz.withUnsafeMutableBufferPointer { dz in
            if let delta {
              unsafe kernels.pointee.huber_gradient(
                rows, columns, a.baseAddress, t.baseAddress, factors.baseAddress, Float(delta),
                dz.baseAddress)
            } else {
              unsafe kernels.pointee.output_gradient(
                rows, columns, a.baseAddress, t.baseAddress, factors.baseAddress, dz.baseAddress)
            }
          }
        }
      }
    }
  }

  /// y = x ⊙ mask / (1 - p) for one row.
  func drop(
    _ draw: DropoutDraw, columns: Int, _ x: Span<Float>, into y: inout MutableSpan<Float>
  ) {
    let needed = RowLayout(columns: columns).stride
    precondition(x.count >= needed && y.count >= needed)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        unsafe kernels.pointee.dropout(draw.forKernels, columns, x.baseAddress, y.baseAddress)
      }
    }
  }

  /// x = x ⊙ mask / (1 - p) for one row.
  func drop(_ draw: DropoutDraw, columns: Int, _ x: inout MutableSpan<Float>) {
    precondition(x.count >= RowLayout(columns: columns).stride)
    unsafe x.withUnsafeMutableBufferPointer { x in
      unsafe kernels.pointee.dropout(draw.forKernels, columns, x.baseAddress, x.baseAddress)
    }
  }

  /// y [columns, ...] = the transpose of x [rows, columns], whose rows are `xStride` floats apart; the
  /// rows of y are `yStride` floats apart.
  func transpose(
    rows: Int, columns: Int, _ x: Span<Float>, xStride: Int, into y: inout MutableSpan<Float>,
    yStride: Int
  ) {
    guard rows > 0 else { return }
    precondition(xStride >= columns && x.count >= (rows - 1) * xStride + columns)
    precondition(yStride >= rows && y.count >= (columns - 1) * yStride + rows)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        unsafe kernels.pointee.transpose(
          rows, columns, x.baseAddress, xStride, y.baseAddress, yStride)
      }
    }
  }

  /// y [rows, columns] without padding = x [rows, columns] with it.
  func compact(rows: Int, columns: Int, _ x: Span<Float>, into y: inout MutableSpan<Float>) {
    precondition(x.count >= rows * RowLayout(columns: columns).stride)
    precondition(y.count >= rows * columns)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        unsafe kernels.pointee.compact(rows, columns, x.baseAddress, y.baseAddress)
      }
    }
  }

  /// y[j] = Σ_i x[i][j], rows in ascending order, for x [rows, columns] without padding.
  func columnSums(rows: Int, columns: Int, _ x: Span<Float>, into y: inout MutableSpan<Float>) {
    precondition(x.count >= rows * columns && y.count >= columns)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        unsafe kernels.pointee.column_sums(rows, columns, x.baseAddress, y.baseAddress)
      }
    }
  }

  /// One step of gradient descent over as many parameters as `gradients` has, a multiple of 16;
  /// without momentum `velocities` is empty.
  func descend(
    _ step: mlp_sgd, nesterov: Bool, gradients: Span<Float>, velocities: inout MutableSpan<Float>,
    parameters: inout MutableSpan<Float>
  ) {
    let count = gradients.count
    precondition(count.isMultiple(of: 16) && parameters.count == count)
    precondition(velocities.count == count || velocities.isEmpty && !nesterov)
    unsafe gradients.withUnsafeBufferPointer { g in
      unsafe velocities.withUnsafeMutableBufferPointer { v in
        unsafe parameters.withUnsafeMutableBufferPointer { w in
          let kernel = unsafe nesterov ? kernels.pointee.nesterov : kernels.pointee.sgd
          unsafe kernel?(
            step, count, g.baseAddress, v.isEmpty ? nil : v.baseAddress, w.baseAddress)
        }
      }
    }
  }

  /// One step of Adam over as many parameters as `gradients` has, a multiple of 16.
  func adapt(
    _ step: mlp_adam, gradients: Span<Float>, first: inout MutableSpan<Float>,
    second: inout MutableSpan<Float>, parameters: inout MutableSpan<Float>
  ) {
    let count = gradients.count
    precondition(count.isMultiple(of: 16) && parameters.count == count)
    precondition(first.count == count && second.count == count)
    unsafe gradients.withUnsafeBufferPointer { g in
      unsafe first.withUnsafeMutableBufferPointer { m in
        unsafe second.withUnsafeMutableBufferPointer { v in
          unsafe parameters.withUnsafeMutableBufferPointer { w in
            unsafe kernels.pointee.adam(
              step, count, g.baseAddress, m.baseAddress, v.baseAddress, w.baseAddress)
          }
        }
      }
    }
  }

  /// The Euclidean norm of `x`, a multiple of 16 floats, in double precision.
  func norm(_ x: Span<Float>) -> Double {
    precondition(x.count.isMultiple(of: 16))
    return unsafe x.withUnsafeBufferPointer { x in
      unsafe kernels.pointee.sum_of_squares(x.count, x.baseAddress).squareRoot()
    }
  }

  /// Multiplies `x`, a multiple of 16 floats, by a number.
  func multiply(_ x: inout MutableSpan<Float>, by factor: Float) {
    precondition(x.count.isMultiple(of: 16))
    unsafe x.withUnsafeMutableBufferPointer { x in
      unsafe kernels.pointee.multiply_by(factor, x.count, x.baseAddress)
    }
  }
}

extension DropoutDraw {
  fileprivate var forKernels: mlp_dropout {
    mlp_dropout(
      seed_low: UInt32(truncatingIfNeeded: seed), seed_high: UInt32(truncatingIfNeeded: seed >> 32),
      stream_low: UInt32(truncatingIfNeeded: stream),
      stream_high: UInt32(truncatingIfNeeded: stream >> 32), row: row,
      first_block: UInt32(truncatingIfNeeded: firstUnit / 4),
      threshold: UInt32((rate * 0x1p24).rounded(.up)), scale: Float(1 / (1 - rate)))
  }
}
