import Foundation
import TestSupport
import Testing

/// Tables of many blocks, which several threads share, and tables that come slowly.
@Suite struct LongTableTests {
  private let folder: Folder
  private static let header = "id,sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm\n"

  init() throws {
    folder = try .withIris()
  }

  /// A table of `count` rows of all forms: plain, with quotes and line ends inside, with blanks.
  private func table(_ count: Int) -> String {
    var text = Self.header
    for i in 0..<count {
      let numbers = "\(Double(i % 79) / 10),3.\(i % 10)12345678901234567,1.4e0, 0.2"
      switch i % 5 {
      case 0: text += "\"row\n\(i)\",\(numbers)\r\n"
      case 1: text += "\"\",\"\(i % 7).5\",3,1,0\n"
      default: text += "\(i),\(numbers)\n"
      }
    }
    return text
  }

  @Test func rowsOutAreRowsInWhateverTheThreads() throws {
    let count = 30_000
    try folder.write(table(count), to: "long.csv")
    let infer = "mlp-infer model.h5 long.csv --keep id"
    let expected = try folder.succeed("\(infer) --threads 1").output
    #expect(expected.count { $0 == 0x0A } == 1 + count + count / 5)
    for threads in [2, 3, 8] {
      #expect(try folder.succeed("\(infer) --threads \(threads)").output == expected)
    }
    // In pieces of a pipe's size.
    let piped = try folder.succeed(
      "mlp-infer model.h5 --keep id --threads 2", input: try folder.text(of: "long.csv"))
    #expect(piped.output == expected)
  }

  /// The first in the table, though threads meet the later ones too, at its physical line; what comes before
  /// it is written.
  @Test(arguments: [1, 2, 4]) func theFirstBadRowIsTheOneThatIsNamed(threads: Int) throws {
    var lines = table(30_000).replacingOccurrences(of: "\r\n", with: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false)
    for row in [20_001, 20_002, 25_000, 35_000] { lines[row] = "x,y" }
    try folder.write(lines.joined(separator: "\n"), to: "long.csv")
    let ending = try folder.run("mlp-infer model.h5 long.csv --threads \(threads)")
    #expect(ending.status == 3)
    #expect(ending.errors.hasPrefix("mlp-infer: error: long.csv:20002: found 2 fields, expected 5"))
    #expect(ending.text.hasSuffix("\n"))
  }

  /// A process that reads a pipe which stays open.
  private func started(_ options: String) throws -> (Process, FileHandle, FileHandle, FileHandle) {
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    let process = try folder.start(
      "mlp-infer model.h5 --predict index \(options)", input: input, output: output, errors: errors)
    return (
      process, input.fileHandleForWriting, output.fileHandleForReading,
      errors.fileHandleForReading
    )
  }

  @Test(.hangGuard, arguments: [1, 3])
  func rowsThatTrickleInAreAnsweredAtOnce(threads: Int) throws {
    let (process, input, output, _) = try started("--threads \(threads)")
    try input.write(contentsOf: Data(Self.header.utf8))
    var answers = ""
    for row in 1...5 {
      try input.write(contentsOf: Data("1,5.1,3.5,1.4,0.2\n".utf8))
      while answers.count(where: { $0 == "\n" }) < 1 + row {
        answers += String(decoding: output.availableData, as: UTF8.self)
      }
    }
    #expect(answers.hasPrefix("index\n0\n"))
    try input.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test(.hangGuard, arguments: [1, 3])
  func oneInterruptEndsAWaitForRows(threads: Int) throws {
    let (process, input, output, errors) = try started("--threads \(threads)")
    try input.write(contentsOf: Data("\(Self.header)1,5.1,3.5,1.4,0.2\n".utf8))
    var answers = output.availableData
    while answers.count(where: { $0 == 0x0A }) < 2 { answers += output.availableData }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let said = String(decoding: errors.readDataToEndOfFile(), as: UTF8.self)
    #expect(said == "mlp-infer: error: interrupted; nothing was written to a file\n")
    try input.close()
  }

  @Test(.hangGuard, arguments: [1, 3])
  func aBadRowEndsAWaitForMore(threads: Int) throws {
    let (process, input, output, errors) = try started("--threads \(threads)")
    try input.write(contentsOf: Data("\(Self.header)1,5.1,3.5,1.4,0.2\n".utf8))
    _ = output.availableData
    try input.write(contentsOf: Data("1,5.1,3.5,1.4,x\n".utf8))
    process.waitUntilExit()
    #expect(process.terminationStatus == 3)
    let said = String(decoding: errors.readDataToEndOfFile(), as: UTF8.self)
    #expect(said.contains("standard input:3: column \"petal_width_cm\" (#5): found \"x\""))
    try input.close()
  }

  /// However long the table; measured while the command waits for more of it.
  @Test(.hangGuard, arguments: [1, 4]) func memoryDoesNotGrow(threads: Int) throws {
    let (process, input, _, _) = try started("--threads \(threads) -o out.csv")
    try input.write(contentsOf: Data(Self.header.utf8))
    let rows = Data(
      table(20_000).dropFirst(Self.header.count).utf8)
    for _ in 0..<60 { try input.write(contentsOf: rows) }
    let status = String(
      decoding: try bytes(at: "/proc/\(process.processIdentifier)/status"), as: UTF8.self)
    let peak = try #require(status.firstMatch(of: /VmHWM:\s*(\d+) kB/)).1
    #expect(try #require(Int(peak)) < 64 << 10)
    try input.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try folder.bytes(of: "out.csv").count { $0 == 0x0A } == 1 + 60 * 20_000)
  }
}
