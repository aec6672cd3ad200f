/// A shell that can complete the options of a command.
enum Shell: String, CaseIterable {
  case bash, zsh, fish
}

/// What a shell can offer for a value.
enum Completion: Equatable {
  case choices([String])
  case files
  case folders
  /// A number, a name in a table: the shell cannot know it, and offers nothing.
  case nothing
}

extension Option {
  /// What a shell can offer for the value, as the help's word for the value tells; nil for a flag.
  var completion: Completion? {
    guard let value else { return nil }
    if !choices.isEmpty { return .choices(choices) }
    let kinds = value.split(separator: "|")
    if kinds.contains(where: { ["FILE", "DATA", "MODEL"].contains($0) }) { return .files }
    return kinds.contains("FOLDER") ? .folders : .nothing
  }

  /// The spellings: `-o`, `--output`.
  var spellings: [String] { (short.map { ["-\($0)"] } ?? []) + [spelling] }

  /// What it does, in a few words: the first part of its help.
  var brief: String {
    let words = help.split(separator: " ")
    let end = words.firstIndex { $0.last.map(".;:".contains) ?? false || $0.first == "(" }
    guard let end else { return help }
    let part = words[..<end] + (words[end].first == "(" ? [] : [words[end].dropLast()])
    return part.joined(separator: " ")
  }
}

extension CommandDescription {
  /// The script that makes `shell` complete this command: options, and the values that are known.
  ///
  /// Arguments known by their place are files.
  func completions(for shell: Shell) -> String {
    switch shell {
    case .bash: bashCompletions
    case .zsh: zshCompletions
    case .fish: fishCompletions
    }
  }
}

extension String {
  /// The text with every character that `replacement` has something for replaced.
  func replacing(_ replacement: (Character) -> String?) -> String {
    reduce(into: "") { $0 += replacement($1) ?? String($1) }
  }
}
