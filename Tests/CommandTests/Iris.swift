import TestSupport
import Testing

/// What most tests start from, made once, by the commands themselves.
enum Iris {
  /// A checkpoint after five epochs.
  static let run = Result { try made().run }
  /// The model that it was exported to.
  static let model = Result { try made().model }

  private static func made() throws -> (run: [UInt8], model: [UInt8]) {
    let folder = try Folder()
    try folder.copyTable("iris-train.csv", as: "train.csv")
    try folder.succeed("mlp-train train.csv --label species --epochs 5 -o run.h5")
    try folder.succeed("mlp-export run.h5 -o model.h5")
    return (try folder.bytes(of: "run.h5"), try folder.bytes(of: "model.h5"))
  }
}

extension Folder {
  /// Copies a table of the fixtures here.
  func copyTable(_ table: String, as name: String) throws {
    try write(TestSupport.bytes(at: repository("fixtures/data/\(table)")), to: name)
  }

  /// A folder with iris: `train.csv`, `test.csv`, `run.h5`, `model.h5`.
  static func withIris() throws -> Folder {
    let folder = try Folder()
    try folder.copyTable("iris-train.csv", as: "train.csv")
    try folder.copyTable("iris-test.csv", as: "test.csv")
    try folder.write(try Iris.run.get(), to: "run.h5")
    try folder.write(try Iris.model.get(), to: "model.h5")
    return folder
  }
}
