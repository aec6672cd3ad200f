import CommandLineTools
import Comparison

/// How two classifiers differ, printed.
final class DecisionDifference: ModelDifference {
  private var comparison: ClassComparison

  init(_ comparison: ClassComparison) { self.comparison = comparison }

  func add(_ a: Span<Float>, _ b: Span<Float>, line: Int) { comparison.add(a, b, line: line) }

  var changedCount: Int? { comparison.changedCount }

  func text(_ title: Title) -> String {
    let c = comparison
    let changed = counted(c.changedCount, "row") + " (\(percent(c.changedCount, of: c.rowCount)))"
    var lines = aligned(
      [
        ["before", title.before], ["after", title.after],
        ["rows", "\(c.rowCount) of \(title.data)"],
        ["changed", changed],
        ["largest shift", c.largestShift.map(describe) ?? "none: every probability is the same"],
      ] + onlyIn(c.onlyBefore, "before") + onlyIn(c.onlyAfter, "after"), indent: "")
    if !c.transitions.isEmpty {
      lines += ["", "changes"]
      lines += aligned(
        c.transitions.map {
          ["\($0.from ?? Self.undecided) -> \($0.to ?? Self.undecided)", "\($0.count)"]
        })
    }
    lines += ["", "rows of each class"]
    var counts = zip(c.labels, c.counts).map {
      [$0, "\($1.before)", "\($1.after)", signed($1.after - $1.before)]
    }
    if c.undecided.before + c.undecided.after > 0 {
      counts.append(["(no class: NaN)", "\(c.undecided.before)", "\(c.undecided.after)"])
    }
    lines += aligned([["", "before", "after", ""]] + counts)
    if !c.changes.isEmpty {
      let hidden = c.changedCount - c.changes.count
      lines += ["", "changed rows" + (hidden > 0 ? ", the first \(c.changes.count)" : "")]
      lines += aligned(
        [["row", "line", "before", "after"]]
          + c.changes.map {
            ["\($0.place.number)", "\($0.place.line)", join($0.from), join($0.to)]
          }, atMost: .max)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  func json(_ title: Title) -> JSON {
    let c = comparison
    return [
      "before": .path(title.before), "after": .string(title.after),
      "data": .path(title.data), "rows": .integer(c.rowCount),
      "changed": .integer(c.changedCount),
      "largest_shift": c.largestShift.map { shift in
        [
          "row": .integer(shift.place.number), "line": .integer(shift.place.line),
          "class": .string(shift.label), "before": .float(shift.from), "after": .float(shift.to),
        ]
      } ?? .null,
      "only_before": strings(c.onlyBefore), "only_after": strings(c.onlyAfter),
      "changes": .array(
        c.transitions.map {
          [
            "before": $0.from.map(JSON.string) ?? .null, "after": $0.to.map(JSON.string) ?? .null,
            "rows": .integer($0.count),
          ]
        }),
      "classes": .array(
        zip(c.labels, c.counts).map {
          [
            "class": .string($0), "before": .integer($1.before), "after": .integer($1.after),
          ]
        }),
      "undecided": [
        "before": .integer(c.undecided.before), "after": .integer(c.undecided.after),
      ],
      "changed_rows": .array(
        c.changes.map {
          [
            "row": .integer($0.place.number), "line": .integer($0.place.line),
            "before": strings($0.from), "after": strings($0.to),
          ]
        }),
    ]
  }

  private static let undecided = "(none)"

  private func describe(_ shift: ClassComparison.Shift) -> String {
    "\(shift.label) from \(shift.from) to \(shift.to) in row \(shift.place.number) (line \(shift.place.line))"
  }

  private func onlyIn(_ labels: [String], _ model: String) -> [[String]] {
    labels.isEmpty ? [] : [["only \(model)", labels.joined(separator: ", ")]]
  }

  private func join(_ labels: [String]) -> String {
    labels.isEmpty ? Self.undecided : labels.joined(separator: ", ")
  }

  private func strings(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

  private func signed(_ number: Int) -> String { number > 0 ? "+\(number)" : "\(number)" }

  /// A share with two decimals: `2.50 %`.
  private func percent(_ part: Int, of all: Int) -> String {
    let hundredths = Int((Double(part) / Double(max(1, all)) * 10_000).rounded())
    return "\(hundredths / 100).\(String(100 + hundredths % 100).dropFirst()) %"
  }
}
