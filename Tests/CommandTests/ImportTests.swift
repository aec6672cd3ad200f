import Foundation
import TestSupport
import Testing

/// Model files that other tools saved: `mlp-export` takes what is still the model, and the HDF5 library,
/// which reads them, runs in a sandbox.
@Suite struct ImportTests {
  /// A folder with iris, and in `other` and `hostile` what `foreign_models.py` makes of its model.
  private static let files = Result {
    let folder = try Folder.withIris()
    var names: [String: [String]] = [:]
    for kind in ["other", "hostile"] {
      try FileManager.default.createDirectory(
        atPath: folder / kind, withIntermediateDirectories: false)
      names[kind] = try output(
        of: python,
        [
          repository("Tests/CommandTests/foreign_models.py"), folder / "model.h5", folder / kind,
          kind,
        ]
      ).split(separator: "\n").map(String.init)
    }
    return (folder: folder, names: names)
  }

  /// Files that hold the model, each in another form of HDF5.
  private static let others = [
    "plain", "earliest", "latest", "v108", "tracked", "user-block", "long-user-block", "aligned",
    "paged", "chunked", "chunked-latest", "gzip", "growing", "big-endian", "variable-text", "ascii",
    "repack", "repack-latest", "repack-gzip", "repack-compact", "unjam", "edited", "blanks",
    "notes",
  ]

  /// Files that are refused, and what of the message tells why.
  private static let hostile = [
    "soft-link": "/d: found a soft link, expected a hard link",
    "soft-link-loop": "/d: found a soft link, expected a hard link",
    "external-link": "/d: found an external link, expected a hard link",
    "cycle": "/output/up: found an object that another path leads to",
    "second-link": "found an object that another path leads to",
    "external-data": "/d: found data in external files, expected all data in the file",
    "virtual": "/d: found a virtual dataset, expected all data in the file",
    "filter": "/d: found the filter 32000, expected none but 1 (deflate)",
    "lossy-filter": "/d: found the filter 6, expected none but 1 (deflate)",
    "unwritten": "/d: found data that were not all written",
    "one-chunk": "/d: found data that were not all written",
    "shape": "/d: found more bytes of data than the 67",
    "overflowing-shape": "/d: found more bytes of data than the 67",
    "huge-chunk": "/d: found more bytes of data than the 67",
    "bomb": "/d: found more bytes of data than the 67",
    "deep": "/g: found one more group inside the others, expected at most 32",
    "many-links": "/many: found 131121 groups and datasets, expected at most 131072",
    "many-attributes": "/many: found 148948 bytes of attributes and links, expected at most 65535",
    "committed": "/d: found a committed type, expected a group or a dataset",
    "compound": "/d: found elements that are compound",
    "reference": "/d: found elements that are references",
    "int32": "/@n: found elements that are integers of 32 bits",
    "half": "/d: found elements that are floats of 16 bits",
    "null": "/d: found an array of shape []",
    "empty": "/d: found an array of shape [0, 3], expected one with elements",
    "name": "/: found the name \"größe\", expected 1 to 255 characters of printable ASCII",
    "long-name": "/: found the name \"nnnn",
    "latin-1": "/@t: found bytes that are no text, expected UTF-8",
    "weight": "where it was changed on purpose, set /@identity to ",
    "no-identity": "/@identity: found nothing, expected text",
    "another-file": "/@format: found \"else\", expected \"mlp-model\"",
    "future": "/@schema_version: found 2, expected 1",
    "double": "/layers/0/weights: found float64, expected float32",
    "cut": "truncated file",
    "tree": "wrong B-tree signature",
    // What the library says, or that it crashed, is the library's affair.
    "crash": "the sandboxed reader ",
  ]

  @Test func everyFileIsTested() throws {
    let names = try Self.files.get().names
    #expect(names["other"]?.sorted() == Self.others.sorted())
    #expect(names["hostile"]?.sorted() == Self.hostile.keys.sorted())
  }

  @Test(arguments: others) func theSameModelComesOut(of name: String) throws {
    let folder = try Self.files.get().folder
    func identity(_ source: String, _ target: String) throws -> (String?, String) {
      let ending = try folder.succeed("mlp-export \(source) -o \(target) --json")
      return (try ending.json()["identity"] as? String, ending.errors)
    }
    let expected = try identity("model.h5", "\(name)-original.h5")
    let found = try identity("other/\(name).h5", "\(name).h5")
    #expect(found.0 == expected.0)
    #expect(expected.1.isEmpty)
    #expect(found.1.hasPrefix("mlp-export: other/\(name).h5: has no seal"))
    #expect(found.1.contains("the model has the identity it states, \(found.0 ?? "")"))
    // What stands in no identity: facts, whose order may be another.
    let lines = ["\(name)-original.h5", "\(name).h5"].map { file in
      try? folder.succeed("mlp-infer \(file) test.csv").text
    }
    #expect(lines[0] == lines[1])
  }

  @Test(arguments: others) func onlyMlpExportTakesIt(_ name: String) throws {
    let ending = try Self.files.get().folder.run("mlp-infer other/\(name).h5 test.csv")
    #expect(ending.status == 4)
    #expect(ending.text.isEmpty)
    #expect(ending.errors.contains("; mlp-export "), "\(ending.errors)")
  }

  @Test(arguments: hostile.sorted { $0.key < $1.key })
  func isRefusedInALine(_ name: String, says: String) throws {
    let folder = try Self.files.get().folder
    let ending = try folder.run("mlp-export hostile/\(name).h5 -o \(name)-hostile.h5")
    #expect(ending.status == 4)
    #expect(ending.text.isEmpty)
    #expect(ending.errors.hasPrefix("mlp-export: error: hostile/\(name).h5: "))
    #expect(ending.errors.contains(says), "\(ending.errors)")
    #expect(ending.errors.firstIndex(of: "\n") == ending.errors.indices.last)
    #expect(!FileManager.default.fileExists(atPath: folder / "\(name)-hostile.h5"))
  }

  /// What would make the library load or open something is not in the environment that it sees.
  @Test func theEnvironmentChangesNothing() throws {
    let folder = try Self.files.get().folder
    let ending = try folder.run(
      "mlp-export other/plain.h5 -o environment.h5",
      environment: ["HDF5_PLUGIN_PATH": folder.path, "HDF5_DRIVER": "none", "HDF5_DEBUG": "all"])
    #expect(ending.status == 0)
  }

  /// A model file whose tree has the names that another release took for its own notes: they say nothing about where
  /// it came from, and --verify runs the model, not what they hold.
  @Test func notesInTheFileAreNotBelieved() throws {
    let folder = try Self.files.get().folder
    let ending = try folder.succeed(
      "mlp-export other/notes.h5 -o notes-verified.h5 --verify test.csv")
    #expect(!ending.errors.contains("signed by somebody"), "\(ending.errors)")
    #expect(ending.errors.contains("other/notes.h5: has no seal of its own"))
    #expect(ending.errors.contains("beside the source in the same runtime"))
  }
}
