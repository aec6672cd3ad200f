import MLPKernels
import MLPModel
import Storage
import TestSupport
import Testing

@testable import SourceCode

/// What the exported Swift computes, optimised and not: the runtime's bits.
@Suite struct SwiftSourceTests {
  /// Every model's file, its rows and the expected outputs, and a program that compares.
  ///
  /// The program imports nothing either, because what it imports is linked for the models too; the rows come as words.
  private static let folder = Result {
    let folder = try Folder()
    var main = """
      func run(
        _ name: String, _ inputs: Int, _ outputs: Int, _ predict: ([Float]) -> [Float], _ check: () -> Int
      ) {
        guard let words = readLine()?.split(separator: " ") else { return print(name, "is missing") }
        let data = words.map { Float(bitPattern: UInt32($0, radix: 16)!) }
        let rows = data.count / (inputs + outputs)
        var bad = 0
        for r in 0..<rows {
          let y = predict(Array(data[r * inputs..<(r + 1) * inputs]))
          let expected = data[(rows * inputs + r * outputs)...].prefix(outputs)
          if y.map(\\.bitPattern) != expected.map(\\.bitPattern) { bad += 1 }
        }
        print(name, rows, "rows", bad, "differ", check(), "checks differ")
      }


      """
    var words = ""
    for (name, model) in try SampleModels.all() {
      let full = try model.with(verification: model.verificationRows(4, seed: 1))
      let code = SwiftSource(full, name: name, identity: "of a test")
      try folder.write(code.source.joined(), to: "\(name).swift")
      let x = SampleModels.rows(model.inputCount)
      let y = try model.referenceOutputs(for: FloatBlock(x)).array
      words += (x + y).map { String($0.bitPattern, radix: 16) }.joined(separator: " ") + "\n"
      let type = name.swiftTypeName
      main +=
        "run(\"\(name)\", \(type).inputCount, \(type).outputCount, \(type).predict, \(type).check)\n"
    }
    try folder.write(main, to: "main.swift")
    try folder.write(words, to: "rows")
    return folder
  }

  /// The first is `swiftc Model.swift main.swift` with nothing else said.
  @Test(arguments: [
    "", "-O -wmo", "-O -wmo -swift-version 6 -Xcc -march=native", "-O -wmo -D FMA -lm",
    "-O -wmo -D FMA -Xcc -march=native",
  ])
  func givesTheRuntimesBits(_ options: String) throws {
    let folder = try Self.folder.get()
    let program = options.replacing(" ", with: "")
    let found = try output(
      of: "sh",
      [
        "-c",
        "cd \(folder) && swiftc \(options) -warnings-as-errors *.swift -o ./p\(program) && ./p\(program) < rows",
      ])
    let expected = try SampleModels.all().map { "\($0.name) 84 rows 0 differ 0 checks differ\n" }
    #expect(found == expected.joined(), "\(options)")
  }

  @Test func itImportsNothing() throws {
    for (name, model) in try SampleModels.all() {
      let text = SwiftSource(model, name: name, identity: "of a test").source.joined()
      #expect(!text.contains("import "))
      #expect(text.contains("func check() -> Int {\n    0\n  }"))
    }
  }

  @Test func namesAreTypes() {
    #expect("iris".swiftTypeName == "Iris")
    #expect("my-net 2".swiftTypeName == "My_net_2")
    #expect("2nd".swiftTypeName == "M_2nd")
    #expect("float".swiftTypeName == "FloatModel")
    #expect("a\"\\(b)\né".swiftLiteral == "\"a\\\"\\\\(b)\\u{a}\\u{e9}\"")
  }

  @Test func base64IsThatOfEverybody() throws {
    var generator = SplitMix64(seed: 7)
    for count in 1...40 {
      let numbers = SampleModels.numbers(count, &generator, scale: 3)
      let text = numbers.base64Lines(of: 24)
      #expect(text.dropLast().allSatisfy { $0.utf8.count == 24 })
      let decoded = try output(
        of: "sh", ["-c", "printf %s \(text.joined()) | base64 -d | od -An -v -tx1"])
      let expected = SampleModels.bytes(numbers).map { byte in
        let digits = String(byte, radix: 16)
        return digits.utf8.count == 1 ? "0" + digits : digits
      }
      #expect(decoded.split(whereSeparator: \.isWhitespace).map(String.init) == expected)
    }
  }
}
