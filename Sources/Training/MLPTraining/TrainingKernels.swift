import CMLPTrainingKernels
import MLPKernels
import MLPModel

/// The Swift face of `CMLPTrainingKernels` on one tier: the only pointers of this module.
///
/// Tables named z, a, t and their gradients have the layout `RowLayout(columns:)`; what functions write to
/// their padding is not defined. Each function traps where a span is too short for its shape; none
/// allocates.
struct TrainingKernels: Sendable {
  let tier: KernelTier

  private var kernels: UnsafePointer<mlp_training_kernels> {
    unsafe mlp_training_kernels_of(mlp_tier(tier.rawValue))
      ?? mlp_training_kernels_of(MLP_TIER_SCALAR)
  }

  /// y = (x - offset) * scale for the rows of `table` that `numbers` names, of `offset.count` features;
  /// zero behind them.
  func loadRows(
    _ numbers: Span<UInt32>, of table: Span<Float>, offset: Span<Float>, scale: Span<Float>,
    into y: inout MutableSpan<Float>
  ) {
    let columns = offset.count
    precondition(scale.count == columns)
    precondition(y.count >= numbers.count * RowLayout(columns: columns).stride)
    for i in 0..<numbers.count { precondition((Int(numbers[i]) + 1) * columns <= table.count) }
    unsafe numbers.withUnsafeBufferPointer { numbers in
      unsafe table.withUnsafeBufferPointer { table in
        unsafe offset.withUnsafeBufferPointer { offset in
          unsafe scale.withUnsafeBufferPointer { scale in
            unsafe y.withUnsafeMutableBufferPointer { y in
              unsafe kernels.pointee.load_rows(
                numbers.count, numbers.baseAddress, columns, table.baseAddress,
                offset.baseAddress, scale.baseAddress, y.baseAddress)
            }
          }
        }
      }
    }
  }

  /// Σ_c exp(z_c - m) and Σ_c t_c (z_c - m) with m = max z, for one row: z and t [C], C >= 1, without padding.
  func softmaxTerms(_ z: Span<Float>, _ t: Span<Float>) -> (sum: Double, expected: Double) {
    precondition(z.count >= 1 && t.count == z.count)
    let terms = unsafe z.withUnsafeBufferPointer { z in
      unsafe t.withUnsafeBufferPointer { t in
        unsafe kernels.pointee.softmax_terms(z.count, z.baseAddress, t.baseAddress)
      }
    }
    return (terms.sum, terms.expected)
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
    precondition(z.count >= needed && a.count >= needed)
    precondition(da.count >= needed && dz.count >= needed)
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
    precondition(a.count >= needed && t.count >= needed && dz.count >= needed)
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

  /// The floats of a row of gradients by `columns` pre-activations, in panels.
  static func gradientWidth(_ columns: Int) -> Int { mlp_gradient_floats(columns) }

  /// Rows `rows` of m rows of dz [m, columns], from a table that has just these, to panels.
  func packRows(
    _ rows: Range<Int>, of m: Int, columns: Int, _ dz: Span<Float>,
    into panels: inout MutableSpan<Float>
  ) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= m)
    precondition(dz.count >= rows.count * RowLayout(columns: columns).stride)
    precondition(panels.count >= m * Self.gradientWidth(columns))
    unsafe dz.withUnsafeBufferPointer { dz in
      unsafe panels.withUnsafeMutableBufferPointer { panels in
        unsafe kernels.pointee.pack_rows(
          m, rows.lowerBound, rows.count, columns, dz.baseAddress, panels.baseAddress)
      }
    }
  }

  /// g = aᵀ dz for a piece of a layer's weights: Σ_i a[i][k] dz[i][j], rows i in ascending order.
  ///
  /// - Parameters:
  ///   - piece: which inputs k and outputs j.
  ///   - m: the number of rows.
  ///   - a: the layer's input, rows of `stride` floats.
  ///   - panels: dz, from ``packRows(_:of:columns:_:into:)``.
  func weightGradient(
    _ piece: ParameterPiece, rows m: Int, a: Span<Float>, stride: Int, panels: Span<Float>,
    into g: inout MutableSpan<Float>
  ) {
    let width = max(16, piece.width)
    precondition(m >= 1 && piece.inputs.upperBound <= stride && a.count >= m * stride)
    precondition(panels.count >= (32 * piece.panel + width) * m)
    precondition(g.count >= piece.inputs.count * piece.width)
    unsafe a.extracting(piece.inputs.lowerBound...).withUnsafeBufferPointer { a in
      unsafe panels.extracting((32 * piece.panel * m)...).withUnsafeBufferPointer { panel in
        unsafe g.withUnsafeMutableBufferPointer { g in
          unsafe kernels.pointee.weight_gradient(
            m, piece.inputs.count, a.baseAddress, stride, piece.width, panel.baseAddress,
            g.baseAddress)
        }
      }
    }
  }

  /// sums[j] = Σ_i dz[i][j], rows in ascending order, for the outputs j of a piece.
  func columnSums(
    _ piece: ParameterPiece, rows m: Int, panels: Span<Float>, into sums: inout MutableSpan<Float>
  ) {
    let width = max(16, piece.width)
    precondition(panels.count >= (32 * piece.panel + width) * m && sums.count >= width)
    unsafe panels.extracting((32 * piece.panel * m)...).withUnsafeBufferPointer { panel in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        unsafe kernels.pointee.column_sums(m, width, panel.baseAddress, sums.baseAddress)
      }
    }
  }

  /// Writes a piece of `weights` to its places in their transpose.
  func transpose(_ weights: PackedWeights, _ piece: ParameterPiece, into transposed: PackedWeights)
  {
    precondition(piece.inputs.upperBound <= weights.inputCount)
    precondition(32 * piece.panel < weights.outputCount)
    precondition(transposed.inputCount == weights.outputCount)
    precondition(transposed.outputCount == weights.inputCount)
    unsafe kernels.pointee.transpose_panel(
      weights.inputCount, weights.outputCount, piece.inputs.lowerBound, piece.inputs.upperBound,
      piece.panel, weights.panels, transposed.panels)
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
