import Files

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What a command does with a file that its command line names.
///
/// The name may be any bytes.
public enum FileUse: Sendable, Equatable {
  /// Reads it. A value that names no file may stand for itself, such as a list of names.
  case input
  /// Reads it as a table; `-` is standard input.
  case table
  /// Writes it; `-` is standard output. It may take the place of the input with that label: `--resume`, `SOURCE`.
  case output(over: String? = nil)
  /// Makes files without names in it.
  case folder
}

extension ParsedArguments {
  /// Refuses an output that is an input of the same run or another output, under whatever name, and a file that
  /// saving an output would remove as a temporary one: before anything is written.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitCode/usage``.
  func refuseSharedFiles(of command: CommandDescription) throws(CommandFailure) {
    var uses: [(ArgumentValue, FileUse)] = []
    for place in command.positionals {
      // A table that is left out is standard input.
      let isLeftOut = place.isOptional && place.file == .table
      let usual = isLeftOut ? ArgumentValue(label: place.name, text: "-") : nil
      if let value = optional(place) ?? usual { uses.append((value, place.file)) }
    }
    for option in command.options {
      if let use = option.file { uses += named(option).map { ($0, use) } }
    }
    let others: [NamedFile] = uses.compactMap { value, use in
      switch use {
      case .input: NamedFile(value, streamingAs: nil)
      case .table: NamedFile(value, streamingAs: STDIN_FILENO)
      case .output, .folder: nil
      }
    }
    var outputs: [NamedFile] = []
    for case (let value, .output(let replaced)) in uses {
      let output = NamedFile(value, streamingAs: STDOUT_FILENO)
      for other in others + outputs where other.label != replaced {
        try output.refuse(other)
      }
      outputs.append(output)
    }
  }

  /// Refuses an output that comes with another one, such as a header, as ``refuseSharedFiles(of:)`` does.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitCode/usage``.
  public func refuse(
    output path: String, besides option: Option, thatIsOneOf places: [Positional],
    _ options: [Option], advice: String = ""
  ) throws(CommandFailure) {
    let output = NamedFile(
      ArgumentValue(label: label(of: option), text: path), streamingAs: nil)
    for value in places.compactMap(optional) + options.flatMap(named) {
      try output.refuse(NamedFile(value, streamingAs: nil), advice: advice)
    }
  }

  /// The values of an option that name files.
  private func named(_ option: Option) -> [ArgumentValue] {
    option.isList ? values(of: option) : optional(option).map { [$0] } ?? []
  }
}

/// A file of a command line.
private struct NamedFile {
  let label: String
  private let path: String
  /// The descriptor that `-` stands for; nil where the path is a name.
  private let stream: CInt?
  private let place: FilePlace

  /// - Parameter stream: what `-` is; nil where it is a name.
  init(_ value: ArgumentValue, streamingAs stream: CInt?) {
    (label, path) = (value.label, value.text)
    self.stream = path == "-" ? stream : nil
    place = self.stream.map(FilePlace.init(descriptor:)) ?? FilePlace(path: path)
  }

  /// Throws where this, an output, would take the place of `other`, or have it removed.
  func refuse(_ other: NamedFile, advice: String = "") throws(CommandFailure) {
    let name = stream == nil ? path : "standard output"
    // A pipe or a terminal has no place, and is the same stream nevertheless.
    let isSameStream = stream != nil && stream == other.stream
    if isSameStream || place.isSame(as: other.place) {
      throw CommandFailure(
        .usage, "\(label) \(name): found the \(other.label) itself, expected another file\(advice)")
    }
    for (file, target) in [(self, other), (other, self)]
    where file.place.isTemporary(of: target.place) {
      throw CommandFailure(
        .usage,
        "\(file.label) \(file.path): found a name that temporary files of \(target.label) \(target.path) "
          + "have, expected another name, because they are removed")
    }
  }
}
