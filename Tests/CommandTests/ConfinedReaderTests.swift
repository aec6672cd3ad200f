import Foundation
import TestSupport
import Testing

/// `mlp-export` where the system lacks parts of the sandbox that it reads foreign files in.
@Suite struct ConfinedReaderTests {
  /// A folder with a model of Keras, a table, and a program that takes system calls from another.
  private static let folder = Result {
    let folder = try Folder()
    try folder.write(
      try bytes(at: repository("fixtures/imported/keras3/iris.keras")), to: "net.keras")
    try folder.write("a,b,c,d\n5.1,3.5,1.4,0.2\n6.3,3.3,6.0,2.5\n", to: "rows.csv")
    try folder.write(try bytes(at: repository("Tests/CommandTests/outer_filter.c")), to: "filter.c")
    _ = try output(of: "gcc", [folder / "filter.c", "-o", folder / "filter"])
    try folder.succeed("mlp-export net.keras -o expected.h5")
    return folder
  }

  /// Calls that are answered, with what error, and what is then missed.
  struct Lack: CustomTestStringConvertible, Sendable {
    let error: String
    let calls: String
    let says: [String]
    var testDescription: String { "\(error) \(calls)" }
  }

  private static let filter = "system call filter (seccomp): "
  private static let privileges = "privilege restrictions (prctl): "
  private static let files = "file restrictions (Landlock): "
  private static let limits = "resource limits (setrlimit): "
  private static let parent = "termination with its parent (prctl): "
  private static let absent = "Function not implemented"
  private static let refused = "Operation not permitted"
  private static let ignored = "accepted, without effect"

  private static let lacks = [
    Lack(error: "ENOSYS", calls: "seccomp", says: [filter + absent]),
    Lack(error: "EPERM", calls: "seccomp", says: [filter + refused]),
    Lack(error: "0", calls: "seccomp", says: [filter + ignored]),
    Lack(error: "EPERM", calls: "prctl", says: [privileges + refused, parent + refused]),
    Lack(error: "0", calls: "prctl", says: [privileges + ignored, parent + ignored]),
    Lack(error: "EPERM", calls: "prlimit64", says: [limits + refused]),
    Lack(error: "0", calls: "prlimit64", says: [limits + ignored]),
    Lack(
      error: "ENOSYS", calls: "seccomp,landlock_create_ruleset,prctl",
      says: [filter + absent, privileges + absent, parent + absent]),
  ]

  private static let lacksOfLandlock = [
    Lack(error: "EPERM", calls: "landlock_restrict_self", says: [files + refused]),
    Lack(error: "0", calls: "landlock_restrict_self", says: [files + ignored]),
  ]

  private static var hasLandlock: Bool {
    get throws { try output(of: folder.get() / "filter", []) != "-1\n" }
  }

  /// Runs a command under the filter.
  private func run(_ line: String, _ lack: Lack) throws -> Ending {
    let folder = try Self.folder.get()
    return try folder.run(line, under: [folder / "filter", lack.error, lack.calls])
  }

  @Test(arguments: lacks) func nothingIsReadWithoutIt(lack: Lack) throws {
    try checkThatNothingIsRead(lack)
  }

  @Test(
    .enabled("a kernel without Landlock lacks nothing") { try hasLandlock },
    arguments: lacksOfLandlock)
  func nothingIsReadWhereLandlockFails(lack: Lack) throws { try checkThatNothingIsRead(lack) }

  private func checkThatNothingIsRead(_ lack: Lack) throws {
    let folder = try Self.folder.get()
    let output = UUID().uuidString + ".h5"
    for line in [
      "mlp-export net.keras -o \(output)",
      "mlp-export expected.h5 --compare net.keras --on rows.csv",
      "mlp-export net.keras -o \(output) --verify rows.csv",
    ] {
      let ending = try run(line, lack)
      #expect(ending.status == 1)
      #expect(ending.text.isEmpty)
      #expect(
        ending.errors.hasPrefix(
          "mlp-export: error: net.keras: the reader of foreign files cannot be sandboxed on this system; missing: "
        ),
        "\(ending.errors)")
      for part in lack.says { #expect(ending.errors.contains(part), "\(ending.errors)") }
      #expect(ending.errors.contains("; --without-sandbox reads the file anyway"))
      #expect(ending.errors.firstIndex(of: "\n") == ending.errors.indices.last)
      #expect(!FileManager.default.fileExists(atPath: folder / output))
    }
  }

  /// With the other parts, and a word about the missing ones.
  @Test(arguments: lacks) func theOptionReadsItAllTheSame(lack: Lack) throws {
    try checkTheOption(lack)
  }

  @Test(
    .enabled("a kernel without Landlock lacks nothing") { try hasLandlock },
    arguments: lacksOfLandlock)
  func theOptionReadsItWhereLandlockFails(lack: Lack) throws { try checkTheOption(lack) }

  private func checkTheOption(_ lack: Lack) throws {
    let folder = try Self.folder.get()
    let output = UUID().uuidString + ".h5"
    let ending = try run("mlp-export net.keras -o \(output) --without-sandbox", lack)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(
      ending.errors.hasPrefix(
        "mlp-export: warning: net.keras: --without-sandbox: read without a part of the sandbox; missing: "
      ),
      "\(ending.errors)")
    for part in lack.says { #expect(ending.errors.contains(part), "\(ending.errors)") }
    try #expect(folder.bytes(of: output) == folder.bytes(of: "expected.h5"))
  }

  /// Kernels without Landlock, or without close_range, have what comes before and behind it.
  @Test(
    arguments: ["ENOSYS", "EPERM"],
    ["landlock_create_ruleset", "landlock_create_ruleset,landlock_restrict_self", "close_range"])
  func anOlderKernelSuffices(error: String, calls: String) throws {
    let folder = try Self.folder.get()
    let output = UUID().uuidString + ".h5"
    let ending = try run(
      "mlp-export net.keras -o \(output)", Lack(error: error, calls: calls, says: []))
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(!ending.errors.contains("sandbox"))
    try #expect(folder.bytes(of: output) == folder.bytes(of: "expected.h5"))
  }

  /// Where the sandbox can be had the option takes nothing of it away, and says nothing.
  @Test func theOptionChangesNothingElsewhere() throws {
    let folder = try Self.folder.get()
    let plain = try folder.succeed("mlp-export net.keras -o plain.h5")
    let option = try folder.succeed("mlp-export net.keras -o option.h5 --without-sandbox")
    #expect(plain.errors.replacingOccurrences(of: "plain", with: "option") == option.errors)
    try #expect(folder.bytes(of: "option.h5") == folder.bytes(of: "expected.h5"))
  }

  /// A model file of our own is read by the strict reader, for which no sandbox is wanted.
  @Test func aModelFileNeedsNone() throws {
    let ending = try run("mlp-export expected.h5 -o \(UUID().uuidString).h5", Self.lacks[0])
    #expect(ending.status == 0, "\(ending.errors)")
  }

  /// Started by hand, the sandboxed side misses the limits that its starter sets, and reads nothing.
  @Test func theSandboxedSideByHand() throws {
    let folder = try Self.folder.get()
    let ending = try folder.run("mlp-export --sandboxed model-file", input: "no request")
    #expect(ending.status == 3)
    // A number for each part, the third its parent's: without effect.
    #expect(ending.output.count == 24)
    #expect(ending.output.dropFirst(8).prefix(4) == [255, 255, 255, 255])
    for word in ["--sandboxed", "--sandboxed-in-part"] {
      let unknown = try folder.run("mlp-export \(word) else")
      #expect(unknown.status == 2)
      #expect(unknown.errors.contains("unknown option \"\(word)\""))
    }
  }
}
