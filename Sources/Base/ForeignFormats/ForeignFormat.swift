import Text

/// A format of files that is not read here: what to call it, and what makes of such a file one that is read.
public struct ForeignFormat: Sendable, Equatable {
  /// What it is, with its article: `a Parquet file`.
  public let name: String

  /// What makes a table of it; nil where it holds none.
  let table: Conversion?
  /// What makes a model of it; nil where it holds none.
  let model: Conversion?

  init(_ name: String, table: Conversion? = nil, model: Conversion? = nil) {
    self.name = name
    self.table = table
    self.model = model
  }

  /// What to do with the file at `path` to have a table; goes after a semicolon.
  ///
  /// - Parameters:
  ///   - path: the file; nil for standard input.
  ///   - isInGzip: whether the format was found inside gzip.
  public func tableAdvice(for path: String?, isInGzip: Bool = false) -> String {
    guard let table else { return "give the table as text or as npy" }
    return table.advice(for: path, isInGzip: isInGzip)
  }

  /// What to do with the file or folder at `path` to have a model; goes after a semicolon.
  public func modelAdvice(for path: String) -> String {
    guard let model else {
      return "give the model that it was made from, or the file that training wrote"
    }
    return model.advice(for: path, isInGzip: false)
  }
}

/// What makes a file that is read here of one that is not.
enum Conversion: Sendable, Equatable {
  /// A program that is given the file and prints a table: the words in front of the file, and what it does.
  case filter(String, verb: String = "unpack")
  /// A program that is given the file and puts what is in it into the working folder: the words in front of the
  /// file, and what it needs.
  case extraction(String, needs: String)
  /// Python that is given the file as `sys.argv[1]` and prints a table; with the packages that it needs.
  case python(String, needs: String)
  /// Python that is given the file as `sys.argv[1]`, and as `sys.argv[2]` the file to write, which ends in
  /// `suffix`; with what it needs, where `OUT` stands for that file.
  case pythonFile(String, suffix: String, needs: String)
  /// What a person does.
  case words(String)

  func advice(for path: String?, isInGzip: Bool) -> String {
    let path = path ?? "FILE"
    // A name that looks like an option is one to most programs.
    let file = path.hasPrefix("-") ? "./\(path)" : path
    let (source, unpack) =
      isInGzip
      ? ("\(file).plain", "gzip -dc \(file.shellWord) > \("\(file).plain".shellWord) && ")
      : (file, "")
    switch self {
    case .filter(let program, let verb):
      return "\(verb) it: \(unpack)\(program) \(source.shellWord) > \("\(source).csv".shellWord)"
    case .python(let code, let packages):
      return "convert it (Python with \(packages)): \(unpack)python3 -c \(code.shellWord) "
        + "\(source.shellWord) > \("\(source).csv".shellWord)"
    case .extraction(let program, let needs):
      return "unpack it (\(needs)): \(unpack)\(program) \(source.shellWord)"
    case .pythonFile(let code, let suffix, let packages):
      let target = "\(source)\(suffix)".shellWord
      return "convert it (Python with \(packages.replacing("OUT", with: target))): "
        + "\(unpack)python3 -c \(code.shellWord) \(source.shellWord) \(target)"
    case .words(let text):
      return text
    }
  }
}
