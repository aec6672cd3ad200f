extension CommandDescription {
  /// A script for fish.
  var fishCompletions: String {
    var text = "# fish completions of \(name).\n"
    for option in options {
      text +=
        "complete -c \(name)" + (option.short.map { " -s \($0)" } ?? "") + " -l \(option.name)"
      switch option.completion {
      case nil: break
      case .choices(let choices): text += " -x -a \(choices.joined(separator: " ").fishQuoted)"
      case .files: text += " -r -F"
      case .folders: text += " -x -a '(__fish_complete_directories (commandline -ct))'"
      case .nothing: text += " -x"
      }
      text += " -d \(option.brief.fishQuoted)\n"
    }
    return text
  }
}

extension String {
  /// The text as one word of fish.
  fileprivate var fishQuoted: String {
    "'" + replacing { "\\'".contains($0) ? "\\\($0)" : nil } + "'"
  }
}
