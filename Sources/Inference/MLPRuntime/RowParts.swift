import Threads

/// Splits the rows of a call into parts that threads work on at the same time.
///
/// The one place of the runtime with pointers: spans cannot be shared between threads, so each part
/// gets spans of its own over rows that no other part has.
struct RowParts {
  let rows: Int
  let parts: Int

  /// The rows of a part: whole groups of 12, the rows of the largest tile, except at the end.
  func range(of part: Int) -> Range<Int> {
    let groups = (rows + 11) / 12
    return min(rows, groups * part / parts * 12)..<min(rows, groups * (part + 1) / parts * 12)
  }

  /// The rows of the largest part.
  var mostRows: Int { ((rows + 11) / 12 + parts - 1) / parts * 12 }

  /// Calls `body(row count, x, logits, outputs, part)` once a part.
  @unsafe func run(
    on pool: WorkerPool, _ x: Span<Float>, _ logits: inout MutableSpan<Float>,
    _ outputs: inout MutableSpan<Float>, columns: Int,
    _ body: (Int, Span<Float>, inout MutableSpan<Float>, inout MutableSpan<Float>, Int) -> Void
  ) {
    let inputs = x.count / rows
    unsafe x.withUnsafeBufferPointer { x in
      unsafe logits.withUnsafeMutableBufferPointer { logits in
        unsafe outputs.withUnsafeMutableBufferPointer { outputs in
          pool.run(parts) { part in
            let range = range(of: part)
            let from = range.lowerBound * columns..<range.upperBound * columns
            let xs = range.lowerBound * inputs..<range.upperBound * inputs
            var logitsPart = unsafe MutableSpan(
              _unsafeElements: logits.isEmpty ? logits : .init(rebasing: logits[from]))
            var outputsPart = unsafe MutableSpan(
              _unsafeElements: outputs.isEmpty ? outputs : .init(rebasing: outputs[from]))
            body(
              range.count, unsafe Span(_unsafeElements: .init(rebasing: x[xs])), &logitsPart,
              &outputsPart, part)
          }
        }
      }
    }
  }
}
