import Foundation
import HDF5Profile
import HDF5Tree
import MLPReader
import MLPRuntime
import Mutants
import Storage

/// The mutant that is being read, for the handler of signals.
nonisolated(unsafe) private var current = 0

/// Reads mutants and counts what comes of them.
struct Run {
  let seed: UInt64
  /// What the HDF5 library's answers come from; nil to leave it out.
  let library: TreeReader?
  private var rules: [String: Int] = [:]
  private var admitted = 0
  private var ofTheProfile = 0
  private var slowest = (milliseconds: 0.0, index: 0)

  init(seed: UInt64, library: TreeReader?) {
    self.seed = seed
    self.library = library
  }

  /// Makes and reads the mutants of these numbers: each depends on the seed and its number alone.
  mutating func make(_ indices: Range<Int>) throws {
    // A trap or a hang ends the process with the number of the mutant that did it.
    for code in [SIGILL, SIGSEGV, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGALRM] {
      signal(code) { code in
        print("FOUND: signal \(code) at mutant \(current)")
        _exit(1)
      }
    }
    let trees = try sampleTrees().map(\.tree)
    let start = ContinuousClock.now
    for index in indices {
      current = index
      if index % 1000 == 0 { alarm(60) }
      do {
        try read(index, from: trees)
      } catch {
        throw Finding("mutant \(index) of seed \(seed): \(error)")
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    report(indices.count, seconds)
  }

  private mutating func read(_ index: Int, from trees: [Group]) throws {
    var mutator = Mutator(seed: seed, stream: UInt64(index))
    let bytes = try mutator.file(from: trees[index % trees.count])
    let start = processorTime()
    let verdict = try verdict(on: bytes)
    let milliseconds = processorTime() - start
    if milliseconds > slowest.milliseconds { slowest = (milliseconds, index) }

    switch verdict {
    case .refused(let rule): rules[rule, default: 0] += 1
    case .admitted(let file):
      admitted += 1
      _ = try? Model(file.model)
      try checkIdentity(bytes)
    }
    if let library { try compare(bytes, with: library) }
  }

  /// A file that states its model's own identity is read, and pins it.
  private func checkIdentity(_ bytes: [UInt8]) throws {
    guard let bytes = try identified(bytes) else { return }
    guard case .admitted(let file) = try Mutants.verdict(on: bytes) else {
      throw Finding("with its own identity it is refused")
    }
    try file.checkIdentity()
  }

  /// What the parser takes the library takes, and finds the same in it.
  private mutating func compare(_ bytes: [UInt8], with library: TreeReader) throws {
    let block = try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) }
    guard let tree = try? parseTree(ByteSlice(block)) else { return }
    ofTheProfile += 1
    let found = try library.read(bytes)
    guard found == lines(of: tree) else {
      throw Finding("the HDF5 library reads\n\(found)\nand we\n\(lines(of: tree))")
    }
  }

  private func report(_ count: Int, _ seconds: Double) {
    let slow = String(format: "%.1f ms (mutant %d)", slowest.milliseconds, slowest.index)
    print(
      "\(count) mutants in \(Int(seconds)) s, \(Int(Double(count) / seconds)) a second; "
        + "slowest \(slow)")
    print("admitted \(admitted), refused \(count - admitted) by \(rules.count) rules:")
    for (rule, count) in rules.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      print("  \(count) \(rule)")
    }
    if library != nil {
      print("\(ofTheProfile) of the profile: the HDF5 library reads the same in all of them")
    }
  }
}

/// What this process has taken of a processor, in milliseconds: others don't make it longer.
private func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
}
