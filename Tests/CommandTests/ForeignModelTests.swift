import Foundation
import Storage
import TestSupport
import Testing
import Zip

/// Models that each release of Keras and PyTorch saved, and of scikit-learn those that the Python package wrote
/// (`fixtures/imported`): what comes out gives the source's own
/// results, and what is no chain of dense layers, or made to do harm, is refused in a line.
@Suite struct ForeignModelTests {
  /// A file of the fixtures, and what stands beside it.
  struct Source: CustomTestStringConvertible, Sendable {
    let file: String
    /// The archive that the file is in, where it is in one.
    let archive: ZipArchive?
    let names: [String]?
    let labels: [String]?
    let activations: [String]?
    let inputs: [[Double]]
    let logits: [[Double]]
    let refused: [String: String]?
    var testDescription: String { file }

    init(_ file: String, _ description: Description, archive: ZipArchive? = nil) {
      self.file = file
      self.archive = archive
      names = description.names
      labels = description.labels
      activations = description.activations
      inputs = description.inputs ?? []
      logits = description.logits ?? []
      refused = description.refused
    }

    /// The path of a file beside this one, which `folder` gets where it is in the archive.
    private func path(_ file: String, in folder: Folder) throws -> String {
      guard let archive else { return repository("fixtures/imported/\(file)") }
      let name = (file as NSString).lastPathComponent
      let bytes = try #require(try archive.contents(of: name))
      return try folder.write(bytes.bytes, to: name)
    }

    /// The command line that imports it.
    func export(to output: String, in folder: Folder) throws -> String {
      var words = ["mlp-export", try path(file, in: folder), "-o", output]
      if let suffix = ["-weights.h5", ".weights.h5"].first(where: file.hasSuffix) {
        let architecture = file.dropLast(suffix.count) + "-architecture.json"
        words += ["--architecture", try path(String(architecture), in: folder)]
      }
      if let activations { words += ["--activations", activations.joined(separator: ",")] }
      if let names { words += ["--feature-names", names.joined(separator: ",")] }
      if let labels { words += ["--classes", labels.joined(separator: ",")] }
      return words.joined(separator: " ")
    }
  }

  struct Description: Decodable, Sendable {
    let files: [String]
    let names: [String]?
    let labels: [String]?
    let activations: [String]?
    let inputs: [[Double]]?
    let logits: [[Double]]?
    let refused: [String: String]?
  }

  static let sources: [Source] = {
    let folder = repository("fixtures/imported")
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return paths.sorted().flatMap { path -> [Source] in
      let place = (path as NSString).deletingLastPathComponent
      // ONNX is read by the Python package alone, which holds these files against its own results.
      guard !path.hasPrefix("onnx/"),
        let data = FileManager.default.contents(atPath: "\(folder)/\(path)")
      else { return [] }
      if path.hasSuffix(".zip") {
        return archived(data, in: (path as NSString).deletingPathExtension)
      }
      guard path.hasSuffix(".json"),
        let description = try? JSONDecoder().decode(Description.self, from: data)
      else { return [] }
      return description.files.map { Source("\(place)/\($0)", description) }
    }
  }()

  /// The models that a release of Keras saved; none where the archive is not one.
  private static func archived(_ data: Data, in place: String) -> [Source] {
    guard
      let bytes = try? AlignedBytes(
        count: data.count, fill: { $0.copy([UInt8](data).span.bytes) }),
      let archive = try? ZipArchive(bytes)
    else { return [] }
    return ["sequential", "functional", "late", "nested", "shared"].flatMap { name -> [Source] in
      guard let json = try? archive.contents(of: "\(name).json"),
        let description = try? JSONDecoder().decode(Description.self, from: Data(json.bytes))
      else { return [] }
      return description.files.map { Source("\(place)/\($0)", description, archive: archive) }
    }
  }

  @Test func everyFrameworkIsThere() {
    for framework in ["keras2/", "keras3/", "torch/", "sklearn/"] {
      #expect(Self.sources.count { $0.file.hasPrefix(framework) && $0.refused == nil } >= 5)
    }
    let releases = Self.sources.filter { $0.archive != nil && $0.refused == nil }
      .map { ($0.file as NSString).deletingLastPathComponent }
    #expect(Set(releases).count == 45)
  }

  @Test(arguments: sources.filter { $0.refused == nil })
  func givesTheResultsOfItsSource(_ source: Source) throws {
    try withFolder { folder in
      let export = try folder.succeed(source.export(to: "m.h5", in: folder))
      #expect(export.errors.contains(": read as ") != source.file.hasPrefix("sklearn/"))
      let table = source.inputs.map { $0.map { "\($0)" }.joined(separator: ",") + "\n" }.joined()
      let ending = try folder.succeed(
        "mlp-infer m.h5 - --no-header --match position --predict logits", input: table)
      let found = ending.lines.dropFirst().map {
        $0.split(separator: ",").compactMap { Double($0) }
      }
      #expect(found.count == source.logits.count)
      var largest = 0.0
      for (a, b) in zip(found, source.logits) {
        #expect(a.count == b.count)
        // Relative to the row: what matters of logits is how they differ.
        let size = b.reduce(1) { max($0, abs($1)) }
        for (x, y) in zip(a, b) { largest = max(largest, abs(x - y) / size) }
        #expect(a.firstIndex(of: a.max() ?? 0) == b.firstIndex(of: b.max() ?? 0))
        if b.count == 1 { #expect((a[0] > 0) == (b[0] > 0)) }
      }
      #expect(largest <= 2e-6)
    }
  }

  @Test(arguments: sources.filter { $0.refused != nil })
  func refusesWhatIsNoChainByName(_ source: Source) throws {
    try withFolder { folder in
      let ending = try folder.run(source.export(to: "m.h5", in: folder))
      #expect(ending.status == 4)
      let refused = try #require(source.refused)
      let setting = refused["setting"].map { "\($0): " } ?? ""
      let label = "\(refused["class"] ?? "") \"\(refused["layer"] ?? "")\": \(setting)found "
      #expect(ending.errors.contains(label), "\(ending.errors)")
    }
  }

  private static let hostileFiles = Result {
    let folder = try Folder()
    let names = try output(
      of: python,
      [
        "-W", "ignore", repository("Tests/CommandTests/hostile_imports.py"),
        repository("fixtures/imported"), folder.path,
      ]
    ).split(separator: "\n").map(String.init)
    return (folder: folder, names: names)
  }

  /// Files that are refused, and what of the message tells why.
  private static let hostile = [
    "zip-cut.keras": "zip archive: found no end record",
    "zip-appended.keras": "zip archive: found no end record",
    "zip-comment.keras": "zip archive: found no end record",
    "zip-encrypted.keras": "entry \"metadata.json\": found encrypted data",
    "zip-streamed.keras": "entry \"metadata.json\": found sizes behind the data",
    "zip-method.keras": "entry \"metadata.json\": found a compression other than deflate",
    "zip-64.keras": "entry \"metadata.json\": found zip64 records",
    "zip-64-count.keras": "zip archive: found zip64 records",
    "zip-parts.keras": "zip archive: found an archive in several parts",
    "zip-count.keras": "zip archive: found at byte ",
    "zip-contradiction.keras": "entry \"metadata.json\": found two records of it that contradict",
    "zip-checksum.keras": "entry \"metadata.json\": found bytes with another CRC-32",
    "zip-size.keras": "entry \"metadata.json\": found no 2147483647 bytes of data",
    "zip-overlap.keras": "entry \"config.json\": found two records of it that contradict",
    "zip-twice.keras": "entry \"metadata.json\": found twice",
    "zip-hole.keras": "entry \"metadata.json\": found at byte 4, expected at 0",
    "zip-bomb.keras": "zip archive: found more than the 67",
    "zip-deflate.keras": "entry \"metadata.json\": found compressed data that are damaged",
    "zip-lie.keras": "entry \"metadata.json\": found compressed data that are damaged",
    "no-config.keras": "found no metadata.json, config.json and model.weights.h5",
    "json-depth.keras": "config.json: byte 65 of the JSON: found values nested deeper than 64",
    "json-twice.keras": "config.json: byte 29 of the JSON: found the name \"class_name\" twice",
    "json-values.keras":
      "config.json: byte 1999999 of the JSON: found more than the 1000000 values",
    "json-text.keras": "config.json: found JSON that is not UTF-8",
    "subclassed.keras": "found a model of the class \"MyModel\"",
    "custom-layer.keras":
      "Dense \"hidden\": found a class of one's own (module \"my_package\"), expected one of Keras",
    "custom-activation.keras": "Dense \"hidden\": activation: found \"my_function\"",
    "release.keras": "keras_version: found \"4.0.0\", expected 2 or 3",
    "renamed.keras": "Dense \"other\": weights: found those of \"hidden\" in layers/dense",
    "axis.keras": "Normalization \"normalization\": axis: found [0,1], expected the last one",
    "more-layers.keras": "Dense \"species\": weights: found none, but 2 other layers of the class",
    "fewer-weights.keras":
      "Dense \"hidden\": weights: found 2 arrays in layers/dense, expected kernel",
    "huge-input.keras": "batch_shape: found [null,1099511627776,1099511627776], expected a list",
    "escape.keras": "\\u{1B}[2J \"hidden\": found a layer of the class \\u{1B}[2J, expected",
    "h5-soft.keras": "/layers/dense/vars/0: found a soft link",
    "h5-external-link.keras": "/layers/dense/vars/0: found an external link",
    "h5-external-data.keras": "/layers/dense/vars/0: found data in external files",
    "h5-bomb.keras": "/layers/dense/vars/0: found more bytes of data than the ",
    "h5-shape.keras": "/layers/dense/vars/0: found more bytes of data than the ",
    "h5-text.keras": "Dense \"hidden\": weights: found no numbers at layers/dense/vars/0",
    "h5-nan.keras": "Dense \"hidden\": weights: found nan at element 0, expected finite numbers",
    "h5-turned.keras":
      "Dense \"hidden\": weights: found a kernel of shape [16, 4], expected [4, 16]",
    "h5-deep.keras": "found one more group inside the others, expected at most 32",
    "h5-second-link.keras": "/twin: found an object that another path leads to",
    "h5-cycle.keras": "/layers/up: found an object that another path leads to",
    "h5-filter.keras": "/layers/dense/vars/0: found the filter 32000, expected none but 1",
    "h5-type.keras": "/type: found a committed type",
    "h5-compound.keras": "/layers/dense/vars/0: found elements that are compound",
    "h5-reference.keras": "/layers/dense/vars/0: found elements that are references",
    "h5-unwritten.keras": "/layers/dense/vars/0: found data that were not all written",
    "h5-infinite.keras":
      "with the scalings beside the layer taken in, expected numbers that float32 holds",
    "h5-cut.keras": "truncated file",
    "h5-none.keras": "file signature not found",
    "json-number.keras":
      "BatchNormalization \"batch_normalization\": epsilon: found null, expected a number",
    "json-metadata.keras":
      "metadata.json: byte 27 of the JSON: found the name \"keras_version\" twice",
    "overlap.safetensors": "tensor \"1.weight\": found at byte 8 of the data, expected at 16",
    "same.safetensors": "tensor \"1.weight\": found at byte 0 of the data, expected at 16",
    "hole.safetensors": "tensor \"1.weight\": found at byte 24 of the data, expected at 16",
    "tail.safetensors": "found 8 bytes that belong to no tensor",
    "beyond.safetensors": "tensor \"1.weight\": found its end at byte 24 of the data",
    "backwards.safetensors": "tensor \"1.weight\": expected data_offsets [begin, end]",
    "negative.safetensors": "tensor \"1.weight\": expected data_offsets [begin, end]",
    "shape-bomb.safetensors": "tensor \"1.weight\": found 8 bytes, expected 9223372036854775807",
    "shape-zero.safetensors": "tensor \"1.weight\": found the shape [1099511627776, 0]",
    "shape-deep.safetensors": "tensor \"1.weight\": expected a shape of at most 32 whole numbers",
    "shape-half.safetensors": "tensor \"1.weight\": expected a shape of at most 32 whole numbers",
    "type.safetensors": "tensor \"1.weight\": found elements of type \"F128\"",
    "key.safetensors": "tensor \"1.weight\": expected an object of dtype, shape and data_offsets",
    "length.safetensors": "header: found a length of 18446744073709551608 bytes",
    "length-cut.safetensors": "header: found a length of 145 bytes",
    "long-header.safetensors": "header: found a length of 17825792 bytes",
    "twice.safetensors": "header: byte 64 of the JSON: found the name \"0.weight\" twice",
    "twice-inside.safetensors": "header: byte 27 of the JSON: found the name \"dtype\" twice",
    "depth.safetensors": "header: byte 69 of the JSON: found values nested deeper than 64",
    "values.safetensors": "found more than the 1000000 values allowed",
    "utf8.safetensors": "header: found JSON that is not UTF-8",
    "many.safetensors": "--activations: found 2, expected 100000, one for each layer",
    "nan.safetensors": "layer \"1\": weights: found nan at element 0, expected finite numbers",
    "escape.safetensors": "tensor \"\\u{1B}[2J.weight\": expected only NAME.weight",
    "no-config-h5.h5": "found no attribute model_config",
    "no-version-h5.h5": "found no keras_version",
    "json-h5.h5": "model_config: byte 1 of the JSON: expected a name in quotes",
    "names-h5.h5": "found no attribute layer_names, a list of names",
    "group-h5.h5": "found no group \"../..\" with an attribute weight_names",
    "path-h5.h5": "Dense \"hidden\": weights: found no numbers at \"../hidden/hidden/kernel:0\"",
    "virtual-h5.h5": "/model_weights/hidden/hidden/kernel:0: found a virtual dataset",
  ]

  @Test func everyHostileFileIsTested() throws {
    #expect(try Self.hostileFiles.get().names.sorted() == Self.hostile.keys.sorted())
  }

  @Test(arguments: hostile.sorted { $0.key < $1.key })
  func aHostileFileIsRefusedInALine(_ name: String, says: String) throws {
    let folder = try Self.hostileFiles.get().folder
    let options = name.hasSuffix(".safetensors") ? " --activations relu,linear" : ""
    let ending = try folder.run("mlp-export \(name) -o \(name)-out.h5\(options)")
    #expect(ending.status == 4)
    #expect(ending.text.isEmpty)
    #expect(ending.errors.hasPrefix("mlp-export: error: \(name): "))
    #expect(ending.errors.contains(says), "\(ending.errors)")
    #expect(ending.errors.firstIndex(of: "\n") == ending.errors.indices.last)
    #expect(!FileManager.default.fileExists(atPath: folder / "\(name)-out.h5"))
  }

  private static let keras = repository("fixtures/imported/keras3/iris.keras")
  private static let torch = repository("fixtures/imported/torch/iris.safetensors")

  @Test(arguments: [
    ("\(keras) --activations relu,softmax", 4, "header: found a length of "),
    ("\(torch) --from keras", 4, "file signature not found"),
    ("\(keras) --from model", 4, "found a file that is not HDF5"),
    ("\(torch)", 4, "--activations: found 0, expected 2, one for each layer: \"0\", \"2\""),
    ("\(torch) --activations relu", 4, "--activations: found 1, expected 2"),
    ("\(torch) --activations relu,sofmax", 2, "--activations: found \"sofmax\", expected TAG"),
    ("\(torch) --activations relu:slope=1,softmax", 2, "--activations: found \"relu:slope=1\""),
    ("\(torch) --activations elu:alpha=x,softmax", 2, "--activations: found \"elu:alpha=x\""),
    ("\(keras) --from keras --activations relu", 2, "--architecture is for Keras"),
    ("\(keras) --architecture no-such-file", 3, "no-such-file: "),
    ("\(keras) --classes a,b", 2, "--classes: found 2 names, expected 3 for 3 outputs"),
    ("\(keras) --classes a,b,b", 2, "found \"b\" twice"),
    ("\(keras) --feature-names a,b", 2, "--feature-names: found 2 names, expected 4"),
  ]) func whatDoesNotFitTheSource(_ line: String, status: Int, says: String) throws {
    try withFolder { folder in
      let ending = try folder.run("mlp-export \(line) -o m.h5")
      #expect(ending.status == Int32(status))
      #expect(ending.errors.contains(says), "\(ending.errors)")
    }
  }

  @Test func aTableWithNamesForAModelWithout() throws {
    try withFolder { folder in
      try folder.copyTable("iris-test.csv", as: "test.csv")
      try folder.succeed("mlp-export \(Self.keras) -o m.h5")
      let refused = try folder.run("mlp-infer m.h5 test.csv")
      #expect(refused.status == 3)
      #expect(
        refused.errors.hasSuffix(
          "; the model came without names, which mlp-export --feature-names gives it\n"))
      let names = try folder.text(of: "test.csv").prefix { $0 != "\n" }.dropLast(",species".count)
      try folder.succeed("mlp-export m.h5 -o m.h5 --feature-names \(names)")
      try folder.succeed("mlp-infer m.h5 test.csv")
    }
  }

  @Test func namesComeFromAFileOfLinesToo() throws {
    try withFolder { folder in
      try folder.write("setosa\r\nversicolor\nvirginica\n", to: "classes.txt")
      try folder.succeed("mlp-export \(Self.keras) -o m.h5 --classes classes.txt")
      let description = try folder.succeed("mlp-infer m.h5 --describe").text
      #expect(description.contains("versicolor"))
    }
  }

  /// What the outputs are is said where it is a guess, or not as the source has it.
  @Test(arguments: [
    ("relu,log_softmax", "", "classification", "log_softmax at the end is written as softmax"),
    ("relu,log_softmax", "--classes a,b,c", "classification", "is written as softmax"),
    ("relu,linear", "", "regression", "ends without softmax or sigmoid: a regression; where its"),
    ("relu,linear", "--classes a,b,c", "classification", "the softmax that probabilities take was"),
    ("relu,relu", "--classes a,b,c", "regression", "ends in relu, which gives no probabilities: a"),
    ("relu,softmax", "--classes a,b,c", "classification", nil),
    ("relu,sigmoid", "", "multi_label", nil),
  ]) func whatTheOutputsAre(
    _ activations: String, _ classes: String, _ task: String, says: String?
  ) throws {
    try withFolder { folder in
      let ending = try folder.succeed(
        "mlp-export \(Self.torch) -o m.h5 --activations \(activations) \(classes)")
      #expect(ending.errors.split(separator: "\n").count == (says == nil ? 2 : 3))
      #expect(ending.errors.contains(says ?? "read as"), "\(ending.errors)")
      let description = try folder.succeed("mlp-infer m.h5 --describe").text
      #expect(description.hasPrefix("m.h5: \(task), "), "\(description)")
    }
  }

  /// PyTorch leaves the softmax to the loss.
  @Test func logitsOfClassesGetASoftmax() throws {
    try withFolder { folder in
      for (name, activations) in [
        ("a", "relu,softmax"), ("b", "relu,linear"), ("c", "relu,log_softmax"),
      ] {
        try folder.succeed(
          "mlp-export \(Self.torch) -o \(name).h5 --activations \(activations) --classes a,b,c")
      }
      #expect(try folder.bytes(of: "a.h5") == folder.bytes(of: "b.h5"))
      #expect(try folder.bytes(of: "a.h5") == folder.bytes(of: "c.h5"))
    }
  }
}

extension AlignedBytes {
  /// The bytes as an array of their own.
  fileprivate var bytes: [UInt8] { withBytes { $0.withUnsafeBytes(Array.init) } }
}
