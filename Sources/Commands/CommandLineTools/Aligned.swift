import Text

/// Lines whose cells stand below each other, the longest lists and cells cut: a file's author must not
/// decide how much of a terminal is left.
public func aligned(
  _ rows: some Collection<[String]>, indent: String = "  ", atMost rowLimit: Int = 40
) -> [String] {
  let widthLimit = 30
  let lengthLimit = 200
  let shown = rows.prefix(rowLimit).map { row in
    row.map { cell in
      let scalars = cell.printable.unicodeScalars
      return scalars.count > lengthLimit
        ? String(scalars.prefix(lengthLimit)) + "…" : String(scalars)
    }
  }
  var widths: [Int] = []
  for row in shown {
    for (i, cell) in row.enumerated() {
      if i == widths.count { widths.append(0) }
      widths[i] = max(widths[i], min(cell.count, widthLimit))
    }
  }
  let lines = shown.map { row in
    var line = indent
    for (i, cell) in row.enumerated() {
      line += cell + String(repeating: " ", count: max(0, widths[i] - cell.count) + 2)
    }
    while line.last == " " { line.removeLast() }
    return line
  }
  let hidden = rows.count - shown.count
  return hidden > 0 ? lines + ["\(indent)… and \(hidden) more (--json prints all)"] : lines
}
