import CSV
import CommandLineTools
import CommandOptions
import Files
import Table
import Text

extension OwnFile {
  /// The file of `--errors`.
  fileprivate static let badRows = OwnFile(
    found: "a file that is no list of bad rows", mark: [UInt8](#"{"line":"#.utf8))
}

/// What becomes of rows that cannot be used: the policy, and a line for each in the file of `--errors`.
///
/// Belongs to one thread at a time.
final class BadRows {
  /// What the command line asks for.
  let policy: RowPolicy

  private let sink: OutputSink?
  private var count = 0
  private var first: RowFault?

  /// The policy of a command line.
  ///
  /// - Throws: `CommandFailure` with exit code 2 for options that do not go together, or `FileError`.
  init(_ arguments: ParsedArguments) throws {
    policy = try arguments.value(of: Options.onError).choice()
    if arguments.isGiven(Options.evaluate), policy == .nan {
      throw CommandFailure(
        .usage, "--on-error nan: a row without numbers cannot be judged; give --on-error skip")
    }
    guard let errors = arguments.optional(Options.errors) else {
      sink = nil
      return
    }
    if policy == .fail {
      throw CommandFailure(
        .usage, "--errors needs --on-error nan or skip, because the first bad row ends the run else"
      )
    }
    try OwnFile.badRows.refuseOther(at: errors, arguments)
    sink = try OutputSink(path: errors.text)
  }

  /// Takes rows that could not be used.
  ///
  /// - Throws: `FileError`.
  func add(_ faults: [RowFault]) throws {
    for fault in faults {
      count += 1
      first = first ?? fault
      try sink?.write(json(fault).text + "\n")
    }
  }

  /// Takes a row whose label is not what it should be.
  ///
  /// - Throws: `fault` itself, where the policy is to fail; `FileError`.
  func add(_ fault: TableError) throws {
    guard policy != .fail else { throw fault }
    try add([.value(fault)])
  }

  /// Calls `body`; what is wrong with more than one row says that no policy helps.
  ///
  /// Of use on any thread.
  func parsing(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as CSVError where policy != .fail {
      throw CommandFailure(
        .input,
        "\(error) (--on-error \(policy.rawValue) cannot pass over it: where the next row begins is "
          + "unknown)")
    }
  }

  /// How many there were.
  var rowCount: Int { count }

  /// Says how many of the table's rows they were, and puts the file in its place.
  ///
  /// - Throws: `FileError`.
  func finish(of rowCount: Int, on console: Console) throws {
    try sink?.finish()
    guard let first else { return }
    let rows = "\(count) of \(counted(rowCount, "row"))"
    let fate = policy == .skip ? "left out \(rows)" : "wrote nan for \(rows)"
    console.warn("\(fate), which could not be used; the first: \(first)")
  }

  /// Puts the file in its place although the run has failed, unless somebody wanted it to end.
  func abandon() {
    if !Interrupt.requested { try? sink?.finish() }
  }

  private func json(_ fault: RowFault) -> JSON {
    [
      "line": .integer(fault.line),
      "column": fault.column.map { .string($0.reference) } ?? .null,
      "value": fault.value.map { .string($0) } ?? .null,
      "message": .string(fault.reason.messageText()),
    ]
  }
}
