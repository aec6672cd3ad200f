import Foundation
import ModelSamples
import TestSupport
import Testing

/// Model files and checkpoints that cannot be used: exit code 4.
@Suite struct BadModelTests {
  private static func cases(
    _ name: String, says: String..., prepare: @escaping @Sendable (Folder) throws -> Void
  ) -> [BadInput] {
    [
      "mlp-infer bad.h5 test.csv", "mlp-infer bad.h5 test.csv -o old.csv",
      "mlp-infer bad.h5 --describe", "mlp-export bad.h5 -o old.h5",
      "mlp-train train.csv --resume bad.h5 -o old.h5",
    ].map { BadInput(name: name, line: $0, code: 4, says: says, prepare: prepare) }
  }

  private static let all = [
    cases("missing", says: "bad.h5: cannot open", "No such file or directory") { _ in },
    cases("directory", says: "bad.h5: found a directory, expected a regular file") { folder in
      try FileManager.default.createDirectory(
        atPath: folder / "bad.h5", withIntermediateDirectories: false)
    },
    cases("empty", says: "bad.h5: found an empty file, expected a model file") { folder in
      try folder.write("", to: "bad.h5")
    },
    cases("text", says: "bad.h5: found a file that is not HDF5, expected a model file") { folder in
      try folder.edit("test.csv", to: "bad.h5") { _ in }
    },
    cases("truncated", says: "bad.h5: truncated: found 2000 bytes", "copy the file again") {
      folder in
      try folder.edit("run.h5", to: "bad.h5") { $0 = Array($0[..<2000]) }
    },
    cases("longer", says: "bad.h5: ", "expected ") { folder in
      try folder.edit("run.h5", to: "bad.h5") { $0.append(0) }
    },
    cases("first byte flipped", says: "bad.h5: ", "expected ") { folder in
      try folder.edit("run.h5", to: "bad.h5") { $0[0] ^= 1 }
    },
    cases("byte in the middle flipped", says: "bad.h5: stale seal: ", "copy the file again") {
      folder in
      try folder.edit("run.h5", to: "bad.h5") { $0[$0.count / 2] ^= 0x10 }
    },
    cases("last byte flipped", says: "bad.h5: stale seal: ", "copy the file again") { folder in
      try folder.edit("run.h5", to: "bad.h5") { $0[$0.count - 1] ^= 0x80 }
    },
  ].flatMap(\.self)

  private static let another = String(repeating: "0", count: 64)

  @Test(arguments: [
    BadInput(
      name: "another identity", line: "mlp-infer model.h5 test.csv --identity \(another)", code: 4,
      says: ["model.h5: identity: found ", ", expected \(another); check where the file came from"]),
    BadInput(
      name: "another identity", line: "mlp-infer model.h5 --describe --identity \(another)",
      code: 4, says: ["model.h5: identity: found ", ", expected \(another)"]),
    BadInput(
      name: "no identity", line: "mlp-infer model.h5 --describe --identity \(another)0", code: 2,
      says: ["--identity: found \"\(another)0\", expected 64 hexadecimal digits"]),
    BadInput(
      name: "another identity than it states", line: "mlp-infer model.h5 --describe", code: 4,
      says: ["model.h5: identity: found ", ", expected "],
      prepare: { try $0.changeWeight(of: "model.h5") }),
    BadInput(
      name: "unsealed", line: "mlp-infer model.h5 test.csv", code: 4,
      says: ["model.h5: byte 0: found an HDF5 file without a seal", "mlp-export seals it"],
      prepare: { try $0.unseal("model.h5") }),
    BadInput(
      name: "unsealed and changed", line: "mlp-export model.h5 -o old.h5", code: 4,
      says: ["model.h5: identity: found ", ", expected "],
      prepare: { folder in
        try folder.changeWeight(of: "model.h5")
        try folder.unseal("model.h5")
      }),
    BadInput(
      name: "columns of text", line: "mlp-infer text.h5 test.csv", code: 3,
      says: ["test.csv: found no column for ", "\"colour\""],
      prepare: { try $0.writeModel(ModelSample.categorical(), to: "text.h5") }),
  ])
  func aModelThatIsNotTaken(_ input: BadInput) throws { try input.check() }

  @Test(arguments: all) func aFileThatIsNoModel(_ input: BadInput) throws { try input.check() }

  @Test(arguments: [
    BadInput(
      name: "a model to resume", line: "mlp-train train.csv --resume model.h5 -o old.h5", code: 4,
      says: ["model.h5: found a model without a training state, expected a checkpoint"]),
    BadInput(
      name: "not what --from says", line: "mlp-export model.h5 --from checkpoint -o old.h5",
      code: 4, says: ["model.h5: found a model without training state, expected a checkpoint"]),
    BadInput(
      name: "not what --from says", line: "mlp-export run.h5 --from model -o old.h5",
      code: 4, says: ["run.h5: found a checkpoint, expected a model without training state"]),
    BadInput(
      name: "other data", line: "mlp-train test.csv --resume run.h5 -o old.h5", code: 3,
      says: ["run.h5: found data with the digest", "resume with the table, the columns"]),
    BadInput(
      name: "other columns", line: "mlp-train train.csv --resume run.h5 --ignore #1 -o old.h5",
      code: 2, says: ["--ignore: found", "expected none, as in the run of run.h5"]),
  ])
  func aModelOfAnotherKind(_ input: BadInput) throws { try input.check() }
}
