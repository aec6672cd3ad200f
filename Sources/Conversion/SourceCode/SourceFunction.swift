/// What every file of source code begins with that mlp-export wrote.
public let sourceMark = "// Made by mlp-export"

/// A function of an exported file, with the ones that it calls.
///
/// SCHEMA.md, "Arithmetic version 1", says what each computes.
protocol SourceFunction {
  var text: String { get }
  var calls: [Self] { get }
}

extension SourceFunction {
  /// The functions behind all those that they call, each once.
  static func ordered(_ functions: [Self]) -> [String] {
    var texts: [String] = []
    func visit(_ function: Self) {
      if texts.contains(function.text) { return }
      for callee in function.calls { visit(callee) }
      texts.append(function.text)
    }
    for function in functions { visit(function) }
    return texts
  }
}
