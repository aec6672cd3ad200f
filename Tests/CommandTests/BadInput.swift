import Foundation
import TestSupport
import Testing

/// Something that cannot be done, and how a command has to say so.
struct BadInput: CustomTestStringConvertible {
  /// What is wrong.
  let name: String
  /// The command, run in a folder with `train.csv`, `test.csv`, `run.h5`, `model.h5`, and an `old.h5`
  /// and an `old.csv` for it to leave alone.
  let line: String
  let code: Int32
  /// What the message has to tell, in this order.
  let says: [String]
  var environment: [String: String] = [:]
  /// How many whole lines were written before it could be known.
  var linesWritten = 0
  /// Makes the bad file.
  var prepare: @Sendable (Folder) throws -> Void = { _ in }

  var testDescription: String { "\(name): \(line)" }

  /// Runs the command: one line of error, the exit code, nothing else anywhere.
  func check() throws {
    let folder = try Folder.withIris()
    // What the command would replace.
    let old = line.hasPrefix("mlp-export") ? "model.h5" : "run.h5"
    try folder.write(folder.bytes(of: old), to: "old.h5")
    try folder.write("class,setosa,versicolor,virginica\nold\n", to: "old.csv")
    try prepare(folder)
    let before = try folder.contents
    let ending = try folder.run(line, environment: environment)
    #expect(ending.status == code)
    #expect(ending.text.count { $0 == "\n" } == linesWritten)
    #expect(ending.text.isEmpty || ending.text.last == "\n")
    let command = line.prefix { $0 != " " }
    #expect(ending.errors.hasPrefix("\(command): error: "))
    #expect(ending.errors.firstIndex(of: "\n") == ending.errors.indices.last)
    var rest = ending.errors[...]
    for part in says {
      let found = rest.firstRange(of: part)
      #expect(found != nil, "\(part) in its place in \(ending.errors)")
      if let found { rest = rest[found.upperBound...] }
    }
    #expect(try folder.contents == before, "files were changed")
  }
}

extension Folder {
  /// The bytes of every file, hidden ones too; none for a folder or a pipe.
  fileprivate var contents: [String: [UInt8]?] {
    get throws {
      let files = try names.map { name in
        let kind = try FileManager.default.attributesOfItem(atPath: self / name)[.type]
        let isRegular = kind as? FileAttributeType == .typeRegular
        return (name, isRegular ? try bytes(of: name) : nil)
      }
      return Dictionary(uniqueKeysWithValues: files)
    }
  }

  /// Writes a copy of the file `name` to `copy`, changed by `edit`.
  func edit(_ name: String, to copy: String, _ edit: (inout [UInt8]) throws -> Void) throws {
    var bytes = try bytes(of: name)
    try edit(&bytes)
    try write(bytes, to: copy)
  }
}
