import Foundation
import TestSupport
import Testing

/// Files of other formats: what they are and what makes a table or a model of them, in one line.
@Suite struct ForeignTableTests {
  private static let cases = [
    ("t.csv.bz2", "bzip2 data"), ("t.feather", "an Arrow or Feather file"),
    ("t.jsonl", "JSON lines"),
    ("t.arff", "an ARFF file"), ("svmlight.txt", "a LIBSVM (svmlight) file"),
  ]

  private func expect(
    _ ending: Ending, _ code: Int32, _ beginning: String,
    at place: SourceLocation = #_sourceLocation
  ) {
    #expect(ending.status == code, sourceLocation: place)
    #expect(ending.errors.hasPrefix("\(beginning)"), "\(ending.errors)", sourceLocation: place)
    #expect(ending.errors.count { $0 == "\n" } == 1, sourceLocation: place)
  }

  /// From a file of any name, in gzip, and from standard input.
  @Test(arguments: cases) func aTableOfAnotherFormatIsNamed(_ table: String, _ name: String) throws
  {
    let folder = try Folder.withIris()
    try folder.copyTable("cases/\(table)", as: "plain.csv")
    _ = try output(of: "gzip", ["--keep", folder / "plain.csv"])
    let expected = "found \(name), expected a table of text or npy, plain or in gzip; "
    for file in ["plain.csv", "plain.csv.gz"] {
      expect(
        try folder.run("mlp-train \(file) -o run.h5"), 3, "mlp-train: error: \(file): \(expected)")
      expect(
        try folder.run("mlp-infer model.h5 \(file)"), 3, "mlp-infer: error: \(file): \(expected)")
    }
    let input = try #require(FileHandle(forReadingAtPath: folder / "plain.csv"))
    let (output, errors) = (Pipe(), Pipe())
    let process = try folder.start(
      "mlp-infer model.h5 -", input: input, output: output, errors: errors)
    let found = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 3)
    #expect(found.hasPrefix("mlp-infer: error: standard input: \(expected)"))
    #expect(found.contains(" FILE"))
  }

  /// What the message says is run as it stands there, for names that a shell would take apart.
  @Test(arguments: ["t.bz2", "my 'own' $table.bz2"]) func theAdviceWorks(_ name: String) throws {
    let folder = try Folder()
    try folder.copyTable("cases/t.csv.bz2", as: name)
    let programs = try #require(Bundle.main.executableURL).deletingLastPathComponent().path
    func train(_ table: String) throws -> String {
      try output(
        of: "bash",
        [
          "-c",
          "cd \(folder); \(programs)/mlp-train \"$0\" --epochs 1 --label y -o run.h5 2>&1; true",
          table,
        ])
    }
    let message = try train(name)
    let advice = try #require(message.split(separator: "unpack it: ").last)
    _ = try output(of: "sh", ["-c", "cd \(folder); \(advice)"])
    #expect(try train("\(name).csv").hasPrefix("mlp-train: wrote run.h5 after 1 epoch"))
  }

  @Test func aModelFileIsNoTable() throws {
    let folder = try Folder.withIris()
    expect(
      try folder.run("mlp-train model.h5 -o run2.h5"), 3,
      "mlp-train: error: model.h5: found a model file, expected a table")
  }

  /// Names of columns that formats begin with.
  @Test(arguments: ["@relation", "{", "[", "BZh9", "PK", "ORC", "PAR1", "<html>", "{a}", "%"])
  func anOddTableIsATable(_ name: String) throws {
    let folder = try Folder()
    let rows = (0..<20).map { "\($0),\($0 * 7 % 5),\($0 % 2 == 0 ? "p" : "q")\n" }.joined()
    try folder.write("\(name),b,y\n\(rows)", to: "t.csv")
    try folder.succeed("mlp-train t.csv --epochs 1 -o run.h5")
    try folder.succeed("mlp-infer run.h5 t.csv")
  }

  @Test func modelsOfOtherFormatsAreNamed() throws {
    let folder = try Folder()
    let pickle: [UInt8] = [0x80, 4, 0x95, 0, 0, 0]
    let zip: [UInt8] =
      [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [16, 0, 0, 0]
      + Array("archive/data.pkl".utf8) + [UInt8](repeating: 0, count: 100)
    let files: [(String, [UInt8], String, String)] = [
      ("m.joblib", pickle, "a Python pickle", "m.joblib m.joblib.h5"),
      ("m.pt", zip, "weights that torch.save wrote", "m.pt m.pt.safetensors"),
      ("m.onnx", [8, 8, 0x12, 7] + Array("pytorch".utf8), "an ONNX graph", "m.onnx m.onnx.h5"),
      ("m.tflite", [0x1C, 0, 0, 0] + Array("TFL3".utf8), "a TensorFlow Lite model", ".keras"),
    ]
    for (name, bytes, format, advice) in files {
      try folder.write(bytes, to: name)
      let ending = try folder.run("mlp-export \(name) -o out.h5")
      expect(ending, 4, "mlp-export: error: \(name): found \(format), expected a model file")
      #expect(ending.errors.contains(advice), "\(ending.errors)")
    }
    try FileManager.default.createDirectory(
      atPath: folder / "saved", withIntermediateDirectories: false)
    try folder.write("x", to: "saved/saved_model.pb")
    expect(
      try folder.run("mlp-export saved -o out.h5"), 4,
      "mlp-export: error: saved: found a SavedModel folder of TensorFlow, expected a model file")
    #expect(!folder.names.contains("out.h5"))
  }
}
