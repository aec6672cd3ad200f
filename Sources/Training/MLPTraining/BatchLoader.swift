import MLPKernels
import MLPModel
import Storage

/// Brings rows of a table into a workspace: features scaled as the runtime scales them, targets as
/// the loss takes them.
struct BatchLoader {
  let kernels: TrainingKernels
  let targets: TargetEncoding
  private let offset: FloatBuffer
  private let scale: FloatBuffer
  /// What stands for a missing value of each feature, scaled as the runtime does it; empty where a missing
  /// value is an error.
  private let imputed: [Float]

  init(_ features: [Feature], _ kernels: TrainingKernels, _ targets: TargetEncoding)
    throws(OutOfMemory)
  {
    self.kernels = kernels
    self.targets = targets
    offset = try FloatBuffer(count: features.count)
    scale = try FloatBuffer(count: features.count)
    offset.withMutableSpan { for j in 0..<$0.count { $0[j] = features[j].offset } }
    scale.withMutableSpan { for j in 0..<$0.count { $0[j] = features[j].scale } }
    imputed = features.compactMap { feature in
      feature.imputed.map { ($0 - feature.offset) * feature.scale }
    }
  }

  /// Fills rows `rows` of a_0 and t from the table's rows that `batch` numbers.
  func load(
    _ batch: ArraySlice<UInt32>, of table: TrainingTable, rows: Range<Int>, into work: Workspace
  ) {
    table.features.withSpan { load(batch, of: table, $0, rows: rows, into: work) }
  }

  private func load(
    _ batch: ArraySlice<UInt32>, of table: TrainingTable, _ features: Span<Float>,
    rows: Range<Int>, into work: Workspace
  ) {
    let numbers = batch.span.extracting(rows)
    offset.withSpan { offset in
      scale.withSpan { scale in
        work.input.withMutableRows(rows) {
          kernels.loadRows(numbers, of: features, offset: offset, scale: scale, into: &$0)
          if table.hasMissingValues { fillMissing(rows.count, of: &$0) }
        }
      }
    }
    for i in rows {
      let row = Int(numbers[i - rows.lowerBound])
      work.targets.withMutableRows(i..<i + 1) { targets.write(row, of: table, to: &$0) }
    }
  }

  /// Puts what is imputed into the missing values of `count` scaled rows: NaN, as finite values scaled
  /// never are.
  private func fillMissing(_ count: Int, of rows: inout MutableSpan<Float>) {
    let stride = RowLayout(columns: imputed.count).stride
    for row in 0..<count {
      for j in imputed.indices where rows[row * stride + j].isNaN {
        rows[row * stride + j] = imputed[j]
      }
    }
  }
}
