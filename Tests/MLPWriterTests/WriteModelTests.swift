import Files
import Glibc
import HDF5Tree
import MLPModel
import MLPReader
import MLPSchema
import ModelSamples
import Storage
import Synchronization
import TestSupport
import Testing

@testable import MLPWriter

@Suite struct WriteModelTests {
  private func error(_ write: () throws(WriteError) -> Void) -> WriteError? {
    do throws(WriteError) { try write() } catch { return error }
    return nil
  }

  @Test func everySampleComesBack() throws {
    try withFolder { folder in
      for (name, model) in try ModelSample.all() {
        let path = "\(folder)/model.h5"
        let written = try writeModel(model, to: path)
        let file = try readModel(
          path: path, identity: ModelIdentity(of: model, arithmeticVersion: 1))
        #expect(written.name == path && written.tree == file.tree, "\(name)")
        #expect(file.model == model, "\(name)")
        #expect(file.training == nil, "\(name)")
        #expect(file.byteCount == (try folder.bytes(of: "model.h5")).count, "\(name)")
        #expect(file.header.schemaVersion == 1, "\(name)")
        #expect(throws: Never.self, "\(name)") { try file.checkIdentity() }
      }
    }
  }

  @Test func twoWritesGiveTheSameBytes() throws {
    try withFolder { folder in
      for (name, model) in try ModelSample.all() {
        try writeModel(model, to: "\(folder)/a.h5")
        try writeModel(model, to: "\(folder)/b.h5")
        #expect(try folder.bytes(of: "a.h5") == folder.bytes(of: "b.h5"), "\(name)")
      }
    }
  }

  /// What was read and is written again gives the same bytes: nothing is lost on the way.
  @Test func aSecondGenerationIsTheSameFile() throws {
    try withFolder { folder in
      for (name, model) in try ModelSample.all() {
        try writeModel(model, to: "\(folder)/a.h5")
        try writeModel(try readModel(path: "\(folder)/a.h5").model, to: "\(folder)/b.h5")
        #expect(try folder.bytes(of: "a.h5") == folder.bytes(of: "b.h5"), "\(name)")
      }
    }
  }

  @Test func aCheckpointIsAModelFile() throws {
    try withFolder { folder in
      let training = Group(
        attributes: [Attribute("epoch", try .int64(3))],
        members: [
          Member("moments", Group(members: [Member("0", Dataset(try .float32([1], shape: [1])))])),
          Member("state", Dataset(try .uint64([.max], shape: [1]))),
        ])
      let model = try ModelSample.full()
      try writeModel(model, training: training, to: "\(folder)/run.h5")
      let file = try readModel(path: "\(folder)/run.h5")
      #expect(file.training == training)
      #expect(file.model == model)
    }
  }

  @Test func anExistingFileIsReplaced() throws {
    try withFolder { folder in
      try writeModel(try ModelSample.full(), to: "\(folder)/m.h5")
      try writeModel(try ModelSample.smallest(), to: "\(folder)/m.h5")
      #expect(try readModel(path: "\(folder)/m.h5").model == ModelSample.smallest())
      #expect(folder.names == ["m.h5"])
    }
  }

  /// A file of schema 1 is read, and written to the same bytes, for as long as there are readers.
  @Test func theGoldenFileOfSchema1() throws {
    try withFolder { folder in
      let golden = repository("fixtures/models/v1/example.h5")
      let model = try ModelSample.documented()
      #expect(try readModel(path: golden).model == model)
      try writeModel(model, to: "\(folder)/m.h5")
      #expect(try folder.bytes(of: "m.h5") == bytes(at: golden))
    }
  }

  // MARK: - Failures

  /// Whichever call fails, the file is the old one and no temporary stays; where only the folder could
  /// not be synchronised, it is the new one.
  @Test func anyCallThatFails() throws {
    try withFolder { folder in
      let model = try ModelSample.full()
      let new = folder / "new.h5"
      try writeModel(model, to: new)
      let path = try folder.write("the old file", to: "m.h5")
      let made = Mutex<[FileError.Operation]>([])
      let recording = SystemCalls { operation in
        made.withLock { $0.append(operation) }
        return nil
      }
      try writeModel(model, to: path, calls: recording)
      let operations = made.withLock { $0 }
      for operation in [
        FileError.Operation.open, .lock, .write, .read, .setPermissions, .synchronise, .replace,
        .synchroniseFolder,
      ] {
        #expect(operations.contains(operation))
      }
      for (index, operation) in operations.enumerated() where operation != .lock {
        try folder.write("the old file", to: "m.h5")
        let count = Mutex(0)
        let calls = SystemCalls { _ in
          count.withLock { count in
            count += 1
            return count - 1 == index ? ENOSPC : nil
          }
        }
        let error = error { () throws(WriteError) in
          try writeModel(model, to: path, calls: calls)
        }
        guard case .file(let reason) = error?.reason else {
          Issue.record("\(operation): \(String(describing: error))")
          continue
        }
        #expect(reason.operation == operation)
        #expect(
          error?.description
            == "\(path): cannot \(operation.rawValue) it: No space left on device")
        let expected = operation == .synchroniseFolder ? new : nil
        #expect(
          try folder.bytes(of: "m.h5") == expected.map(bytes) ?? Array("the old file".utf8))
        #expect(folder.names == ["m.h5", "new.h5"])
      }
    }
  }

  @Test func aMissingFolder() throws {
    try withFolder { folder in
      let path = "\(folder)/none/m.h5"
      let model = try ModelSample.smallest()
      let error = error { () throws(WriteError) in try writeModel(model, to: path) }
      #expect(
        error?.description == "\(path): cannot open the folder of it: No such file or directory")
    }
  }

  @Test func aDirectoryInTheWay() throws {
    try withFolder { folder in
      let model = try ModelSample.smallest()
      let error = error { () throws(WriteError) in try writeModel(model, to: folder.path) }
      #expect(error?.description.hasPrefix("\(folder): found a directory, expected") == true)
    }
  }

  @Test func aModelThatNoFileCanHold() throws {
    try withFolder { folder in
      let path = try folder.write("the old file", to: "m.h5")
      let long = String(repeating: "x", count: Limits.textByteCount + 1)
      let model = try ModelSample.model(
        widths: [1, 1], provenance: Provenance(entries: [.init("note", .text(long))]))
      let error = error { () throws(WriteError) in try writeModel(model, to: path) }
      guard case .schema(let reason) = error?.reason else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(reason.rule == .limit)
      #expect(try folder.text(of: "m.h5") == "the old file")
    }
  }

  @Test func factsThatHDF5CannotHold() throws {
    try withFolder { folder in
      for entries: [Provenance.Entry] in [
        [.init("größe", .integer(1))],
        ["a", "b"].map { .init($0, .text(String(repeating: "x", count: 50_000))) },
      ] {
        let model = try ModelSample.model(
          widths: [1, 1], provenance: Provenance(entries: entries))
        let error = error { () throws(WriteError) in
          try writeModel(model, to: "\(folder)/m.h5")
        }
        guard case .hdf5 = error?.reason else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(folder.names.isEmpty)
      }
    }
  }
}
