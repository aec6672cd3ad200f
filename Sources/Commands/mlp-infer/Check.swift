import CommandLineTools
import MLPKernels
import MLPModel
import MLPReader
import MLPRuntime
import MLPSchema

/// Verifies what can be verified of a model file, in the order in which one thing rests on another,
/// and prints a line for each.
///
/// - Throws: `CommandFailure` with exit code 4 for the first thing that is wrong, after printing.
func check(_ arguments: ParsedArguments) throws {
  let path = try arguments.value(of: Options.model).text
  let checks = Checks(of: path, try pinnedIdentity(arguments))
  let sink = try OutputSink(path: arguments.value(of: Options.output).text)
  try sink.write(
    arguments.isGiven(Options.json) ? checks.json(path).text + "\n" : checks.text)
  try sink.finish()
  if let failure = checks.failure { throw failure }
}

/// What came of the checks of one file, up to the first that failed.
private struct Checks {
  private(set) var failure: CommandFailure?
  private var results: [Result] = []

  private struct Result {
    let check: String
    let verdict: Verdict
    let finding: String
  }

  private enum Verdict: String {
    case ok
    /// There is nothing to check.
    case absent
    case failed
  }

  init(of path: String, _ identity: ModelIdentity?) {
    do {
      let file = try read(path)
      try checkIdentity(of: file, identity)
      try checkVerification(of: file)
      try checkKernels(of: file)
    } catch {
      failure = error
    }
  }

  /// One line for each check.
  var text: String {
    aligned(results.map { [$0.verdict.rawValue, $0.check, $0.finding] }, indent: "")
      .map { $0 + "\n" }.joined()
  }

  func json(_ path: String) -> JSON {
    [
      "file": .string(path), "passed": .bool(failure == nil),
      "checks": .array(
        results.map {
          [
            "check": .string($0.check), "verdict": .string($0.verdict.rawValue),
            "finding": .string($0.finding),
          ]
        }),
    ]
  }

  // MARK: - Checks

  /// The parts of reading a file, in its order.
  private mutating func read(_ path: String) throws(CommandFailure) -> ModelFile {
    let parts = [
      ("file", "a regular file, not too large"), ("seal", "every byte is as it was sealed"),
      ("structure", "HDF5 in the profile of model files, every byte accounted for"),
      ("model", "as the schema says, every shape fits, every number is finite"),
    ]
    do throws(ReadError) {
      let file = try readModel(path: path)
      for (check, finding) in parts { add(check, .ok, finding) }
      return file
    } catch {
      for (check, finding) in parts.prefix(error.reason.part) { add(check, .ok, finding) }
      throw fail(parts[error.reason.part].0, "\(error.reason)", CommandFailure(.model, "\(error)"))
    }
  }

  private mutating func checkIdentity(
    of file: ModelFile, _ expected: ModelIdentity?
  ) throws(CommandFailure) {
    let pinned = expected.map { ("pin", "the identity is that of --identity", $0) }
    let stated = ("identity", "\(file.header.identity)", file.header.identity)
    for case .some((let check, let finding, let identity)) in [stated, pinned] {
      do throws(ReadError) {
        try file.checkIdentity(identity)
        add(check, .ok, finding)
      } catch {
        throw fail(check, "\(error.reason)", CommandFailure(.model, "\(error)"))
      }
    }
  }

  private mutating func checkVerification(of file: ModelFile) throws(CommandFailure) {
    do throws(CommandFailure) {
      let model = try load(file)
      switch model.verification {
      case .absent: add("verification", .absent, file.verification(model))
      case .passed: add("verification", .ok, file.verification(model))
      }
    } catch {
      throw fail("verification", error.message, error)
    }
  }

  /// Holds every instruction set of this CPU against the reference, on the file's rows or made-up ones.
  private mutating func checkKernels(of file: ModelFile) throws(CommandFailure) {
    let tiers = KernelTier.allCases.filter(\.isAvailable)
    do {
      let inputs =
        try (file.model.verification ?? file.model.verificationRows(16, seed: 0)).inputs
      let expected = try PackedNetwork(file.model, tier: .scalar).outputs(of: inputs)
      for tier in tiers {
        let found = try PackedNetwork(file.model, tier: tier).outputs(of: inputs)
        if let i = found.indices.first(where: { found[$0].bitPattern != expected[$0].bitPattern }) {
          let finding =
            "found \(found[i]) with \(tier.name), expected \(expected[i]) as with scalar"
          throw fail(
            "kernels", finding, CommandFailure(.model, "\(file.name): kernels: \(finding)"))
        }
      }
      let names = tiers.map(\.name).joined(separator: ", ")
      add(
        "kernels", .ok, "\(names): the same bits for \(inputs.count / file.model.inputCount) rows")
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw fail("kernels", "\(error)", CommandFailure(.failure, "\(error)"))
    }
  }

  // MARK: - Results

  private mutating func add(_ check: String, _ verdict: Verdict, _ finding: String) {
    results.append(Result(check: check, verdict: verdict, finding: finding))
  }

  private mutating func fail(
    _ check: String, _ finding: String, _ failure: CommandFailure
  ) -> CommandFailure {
    add(check, .failed, finding)
    return failure
  }
}

extension ReadError.Reason {
  /// Which part of reading failed, of those that `Checks` names.
  fileprivate var part: Int {
    switch self {
    case .file: 0
    case .seal: 1
    case .profile: 2
    case .schema, .identity: 3
    }
  }
}
