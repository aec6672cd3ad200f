import CommandLineTools
import Comparison

/// How two regressions differ, printed.
final class NumberDifference: ModelDifference {
  private var comparison: ValueComparison

  init(_ comparison: ValueComparison) { self.comparison = comparison }

  func add(_ a: Span<Float>, _ b: Span<Float>, line: Int) { comparison.add(a, b, line: line) }

  var changedCount: Int? { nil }

  func text(_ title: Title) -> String {
    let c = comparison
    let lines =
      aligned(
        [
          ["before", title.before], ["after", title.after],
          ["rows", "\(c.rowCount) of \(title.data)"],
        ], indent: "")
      + ["", "absolute differences"]
      + aligned(
        [["", "mean", "largest", "before", "after", "row", "line"]]
          + zip(c.names, c.outputs).map { name, output in
            [name, output.mean.map { "\($0)" } ?? "-"]
              + (output.largest.map {
                [
                  "\($0.size)", "\($0.from)", "\($0.to)", "\($0.place.number)", "\($0.place.line)",
                ]
              } ?? ["0.0"])
          })
    let undecided = c.outputs.reduce(0) { $0 + $1.undecidedCount }
    return (lines + (undecided > 0 ? ["", "NaN in one model alone: \(undecided) numbers"] : []))
      .map { $0 + "\n" }.joined()
  }

  func json(_ title: Title) -> JSON {
    let c = comparison
    return [
      "before": .path(title.before), "after": .string(title.after),
      "data": .path(title.data), "rows": .integer(c.rowCount),
      "outputs": .array(
        zip(c.names, c.outputs).map { name, output in
          [
            "output": .string(name), "mean": output.mean.map(JSON.number) ?? .null,
            "largest": output.largest.map { largest in
              [
                "difference": .number(largest.size), "before": .float(largest.from),
                "after": .float(largest.to), "row": .integer(largest.place.number),
                "line": .integer(largest.place.line),
              ]
            } ?? .null,
            "one_is_nan": .integer(output.undecidedCount),
          ]
        }),
    ]
  }
}
