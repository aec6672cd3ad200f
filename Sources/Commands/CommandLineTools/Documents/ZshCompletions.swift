import Text

extension CommandDescription {
  /// A script for zsh: `_NAME` in a folder of `fpath`, or sourced after `compinit`.
  var zshCompletions: String {
    var specifications = options.map(\.zshSpecification)
    for (index, positional) in positionals.enumerated() {
      specifications.append(
        "'\(index + 1):\(positional.isOptional ? ":" : "")\(positional.name):_files'")
    }
    return """
      #compdef \(name)
      # zsh completions of \(name).
      _\(name)() {
        _arguments -S \\
          \(specifications.joined(separator: " \\\n    "))
      }
      if [[ ${funcstack[1]} == _\(name) ]]; then
        _\(name) "$@"
      else
        compdef _\(name) \(name)
      fi

      """
  }
}

extension Option {
  /// The option as a word for `_arguments`.
  fileprivate var zshSpecification: String {
    let action =
      switch completion {
      case nil: ""
      case .choices(let choices): ":\(value ?? ""):(\(choices.joined(separator: " ")))"
      case .files: ":\(value ?? ""):_files"
      case .folders: ":\(value ?? ""):_files -/"
      case .nothing: ":\(value ?? ""): "
      }
    // A `=` says that the value may stand behind one, or in the next word.
    let long = spelling + (value == nil ? "" : "=")
    let escaped = brief.replacing { "[]\\:".contains($0) ? "\\\($0)" : nil }
    let rest = "[\(escaped)]\(action)"
    if isRepeatable { return "*\(long)\(rest)".shellQuoted }
    guard let short else { return "(\(spelling))\(long)\(rest)".shellQuoted }
    return "'(-\(short) \(spelling))'{-\(short),\(long)}\(rest.shellQuoted)"
  }
}
