import Files
import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The whole of a command's `main`: takes the command line apart, runs `body`, says in one line on
/// standard error why it failed, and ends the process with the right exit code.
///
/// A closed pipe on the way out (`mlp-infer … | head`) ends the process quietly with 0.
///
/// - Parameter body: the command. Errors other than ``CommandFailure`` count as
///   ``ExitCode/failure``; ``failing(with:_:)`` gives them another code.
public func runCommand(
  _ command: CommandDescription, _ body: (ParsedArguments, Console) throws -> Void
) -> Never {
  // Standard streams that were closed: so that no file gets their number and then their bytes.
  for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
    _ = try? SystemCalls().open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
  }
  // A closed pipe and a file over its size limit are errors of the write, not the end of the process.
  _ = signal(SIGPIPE, SIG_IGN)
  _ = signal(SIGXFSZ, SIG_IGN)
  let console = Console(command: command.name)
  exit(run(command, exactArguments(), console, body).rawValue)
}

/// The command line without the command's own name, as texts of paths: of bytes that are no UTF-8 `CommandLine.arguments`
/// makes other text, the name of another file.
private func exactArguments() -> [String] {
  (1..<max(1, Int(CommandLine.argc))).compactMap { i in
    unsafe CommandLine.unsafeArgv[i].map { text in
      let bytes = unsafe UnsafeRawBufferPointer(start: text, count: strlen(text))
      return String(pathBytes: unsafe Array(bytes))
    }
  }
}

func run(
  _ command: CommandDescription, _ arguments: [String], _ plain: Console,
  _ body: (ParsedArguments, Console) throws -> Void
) -> ExitCode {
  var console = plain
  do {
    let parsed = try ParsedArguments(arguments, of: command)
    if let text = try command.answer(parsed) {
      let output = try OutputSink(path: "-")
      try output.write(text)
      try output.finish()
      return .ok
    }
    console = try console.configured(by: parsed)
    try parsed.refuseSharedFiles(of: command)
    try body(parsed, console)
    return .ok
  } catch let failure as CommandFailure {
    console.fail(failure.message)
    return failure.code
  } catch let error as FileError where error.isClosedPipe {
    return .ok
  } catch {
    console.fail("\(error)")
    return .failure
  }
}

extension CommandDescription {
  /// The text that the command line asks for; nil where it asks for work.
  fileprivate func answer(_ arguments: ParsedArguments) throws(CommandFailure) -> String? {
    if arguments.isGiven(.help) { return help }
    if arguments.isGiven(.version) { return "\(name) \(version)\n" }
    if arguments.isGiven(.manual) { return manPage }
    return try arguments.optional(.completions).map { value throws(CommandFailure) in
      try completions(for: value.choice())
    }
  }
}
