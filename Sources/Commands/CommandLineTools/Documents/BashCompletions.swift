extension CommandDescription {
  /// A script for bash, without the help of the package bash-completion.
  var bashCompletions: String {
    let function = "_" + name.replacing { $0 == "-" ? "_" : nil }
    var cases = ""
    for (reply, options) in bashReplies {
      cases += "    \(options.joined(separator: " | "))) \(reply); return ;;\n"
    }
    let words = options.flatMap(\.spellings).joined(separator: " ")
    return """
      # bash completions of \(name); source this file, or put it where bash looks for them.
      \(function)() {
        local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} i
        COMPREPLY=()
        # --option=value comes as three words.
        if [[ $word == = ]]; then
          word=
        elif [[ $before == = ]] && ((COMP_CWORD > 1)); then
          before=${COMP_WORDS[COMP_CWORD - 2]}
        fi
        for ((i = 1; i < COMP_CWORD; i++)); do
          if [[ ${COMP_WORDS[i]} == -- ]]; then compopt -o default; return; fi
        done
        case $before in
      \(cases)  esac
        if [[ $word == -* ]]; then
          mapfile -t COMPREPLY < <(compgen -W '\(words)' -- "$word")
        else
          compopt -o default
        fi
      }
      complete -F \(function) \(name)

      """
  }

  /// What to do for the values of options, and the spellings of those it is for.
  private var bashReplies: [(String, [String])] {
    var replies: [(reply: String, options: [String])] = []
    for option in options {
      let reply: String
      switch option.completion {
      case nil: continue
      case .choices(let choices):
        reply =
          "mapfile -t COMPREPLY < <(compgen -W '\(choices.joined(separator: " "))' -- \"$word\")"
      case .files: reply = "compopt -o default"
      case .folders: reply = "compopt -o dirnames"
      case .nothing: reply = ":"
      }
      if let known = replies.firstIndex(where: { $0.reply == reply }) {
        replies[known].options += option.spellings
      } else {
        replies.append((reply, option.spellings))
      }
    }
    return replies
  }
}
