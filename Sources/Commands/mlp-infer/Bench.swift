import CommandLineTools
import CommandOptions
import MLPRuntime
import Random

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Times loading the model up to its first row, once, and predictions on random rows, from a fixed
/// seed, for each batch size: in this process, from rows in memory to outputs in memory.
func bench(_ arguments: ParsedArguments) throws {
  let batches = try (arguments.list(of: Options.batch) ?? []).map {
    try $0.integer(in: 1...1_048_576)
  }
  let threads = try ThreadOptions.count(arguments)
  let (session, loading) = try LoadTiming.measure(arguments)
  let model = session.model
  let sink = try OutputSink(path: arguments.value(of: Options.output).text)
  let asJSON = arguments.isGiven(Options.json)
  if !asJSON {
    try sink.write("\(model.tier.name) kernels, \(threads) threads\n\(loading)\n")
    try sink.write(line("batch", "seconds/call", "median", "rows/second", "GFLOP/s"))
  }
  for batch in batches {
    let byteCount = 4 * batch * (model.inputCount + model.outputCount)
    if !arguments.isGiven(Options.batch), byteCount > largestBatch {
      if !asJSON {
        try sink.write(line("\(batch)", "left out: its rows take \(byteCount >> 20) MiB"))
      }
      continue
    }
    let timing = try Timing(of: session, batch: batch)
    if asJSON {
      try sink.write(timing.json(threads: threads, loading).text + "\n")
    } else {
      try sink.write(
        line(
          "\(batch)", timing.least.scientific, timing.median.scientific,
          timing.rowsPerSecond.scientific, timing.gigaflops.scientific))
    }
    try sink.flush()
  }
  try sink.finish()
}

/// The bytes of inputs and outputs above which a number of rows is timed only where somebody asks for it.
private let largestBatch = 64 << 20

private func line(_ cells: String...) -> String {
  cells.map { String(repeating: " ", count: max(0, 13 - $0.count)) + $0 }.joined() + "\n"
}

/// How long calls with one number of rows took.
private struct Timing {
  let batch: Int
  /// The least of the rounds' seconds per call: what the machine can do when nobody disturbs it.
  let least: Double
  let median: Double
  /// As `least`, but each call's input takes a number from the last call's output, so that calls
  /// cannot overlap; nil for more rows than one.
  let dependent: Double?
  private let operations: Int

  /// Rounds of about a millisecond each, for about half a second.
  init(of session: Session, batch: Int) throws {
    let model = session.model
    self.batch = batch
    operations = 2 * model.weightCount * batch
    var input = inputs(rows: batch, of: model)
    var output = [Float](repeating: 0, count: batch * model.outputCount)
    var calls = 1
    while try seconds(session, &input, &output, calls: calls) < 0.001 { calls *= 2 }
    var rounds: [Double] = []
    let end = now() + 0.5
    while now() < end || rounds.count < 5 {
      rounds.append(try seconds(session, &input, &output, calls: calls) / Double(calls))
    }
    rounds.sort()
    least = rounds[0]
    median = rounds[rounds.count / 2]
    guard batch == 1 else {
      dependent = nil
      return
    }
    dependent = try (0..<200).map { _ in
      try seconds(session, &input, &output, calls: calls, dependent: true) / Double(calls)
    }.min()
  }

  var rowsPerSecond: Double { Double(batch) / least }

  /// Additions and multiplications of the dense layers, in 10^9 a second.
  var gigaflops: Double { Double(operations) / least * 1e-9 }

  func json(threads: Int, _ loading: LoadTiming) -> JSON {
    var members: [JSON.Member] = [
      .init("batch", .integer(batch)), .init("threads", .integer(threads)),
      .init("seconds_per_call", .number(least)), .init("median_seconds_per_call", .number(median)),
      .init("rows_per_second", .number(rowsPerSecond)), .init("gflops", .number(gigaflops)),
      .init("read_seconds", .number(loading.read)),
      .init("prepare_seconds", .number(loading.prepare)),
      .init("first_row_seconds", .number(loading.firstRow)),
    ]
    if let dependent { members.append(.init("dependent_seconds_per_call", .number(dependent))) }
    return .object(members)
  }
}

private func seconds(
  _ session: Session, _ input: inout [Float], _ output: inout [Float], calls: Int,
  dependent: Bool = false
) throws -> Double {
  let start = now()
  for _ in 0..<calls {
    var span = output.mutableSpan
    try session.predict(input.span, into: &span)
    // Changes nothing unless an output is not finite, but has to be waited for.
    if dependent { input[0] += output[0] * 0 }
  }
  return now() - start
}

/// Rows drawn uniformly in the features' ranges, or from 0 to 1 where these are unknown.
func inputs(rows: Int, of model: Model) -> [Float] {
  var generator = Philox(seed: 1, stream: 0)
  var inputs: [Float] = []
  inputs.reserveCapacity(rows * model.inputCount)
  for _ in 0..<rows {
    for numbers in model.input.features.numbers {
      let range = numbers.range ?? 0...1
      inputs.append(
        range.lowerBound + (range.upperBound - range.lowerBound) * generator.unitFloat())
    }
  }
  return inputs
}

/// Seconds since some time in the past.
func now() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

extension Double {
  /// Four significant digits: `1.234e-06`.
  var scientific: String {
    guard isFinite, self > 0 else { return description }
    var exponent = 0
    var digits = self
    while digits >= 10 {
      digits /= 10
      exponent += 1
    }
    while digits < 1 {
      digits *= 10
      exponent -= 1
    }
    let thousandths = Int((digits * 1000).rounded())
    let fraction = String(1000 + thousandths % 1000).dropFirst()
    return "\(thousandths / 1000).\(fraction)e\(exponent)"
  }
}
