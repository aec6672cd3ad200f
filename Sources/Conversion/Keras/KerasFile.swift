import HDF5
import HDF5Tree
import LayerChain
import Storage
import Zip

/// A model as Keras saved it: the chain of its layers.
public struct KerasModel: Sendable {
  /// What each layer does to a row, from the input to the output.
  public let steps: [Step]
  /// The release of Keras that saved it, for the record: `2.15.0`.
  public let release: String

  /// Reads a `.keras` archive, a whole model in HDF5, or weights in HDF5 with the model's description.
  ///
  /// HDF5 goes through the HDF5 library: to be called in a process that may crash.
  ///
  /// - Parameters:
  ///   - file: the bytes of the whole file.
  ///   - architecture: what `model.to_json()` gives, where the file has weights alone; else nil.
  /// - Throws: ``KerasError``, `HDF5Error`, `OutOfMemory`.
  public init(_ file: AlignedBytes, architecture: [UInt8]?) throws {
    if file.withBytes(ZipArchive.isArchive) {
      try self.init(archive: file, architecture)
    } else {
      try self.init(tree: readTree(file, taking: .ofAnyWidth), architecture)
    }
  }

  /// A file in HDF5, as a tree.
  ///
  /// - Throws: ``KerasError``.
  public init(tree: Group, _ architecture: [UInt8]?) throws(KerasError) {
    let place = architecture == nil ? "model_config" : Self.given
    let config = tree.attribute("model_config")?.value.texts?.first
    guard let text = architecture ?? config.map({ [UInt8]($0.utf8) }) else {
      throw .missing(
        expected: "attribute model_config, the model's description; give --architecture FILE.json "
          + "with what model.to_json() gives, or save the whole model")
    }
    try self.init(
      text, place, version: tree.attribute("keras_version")?.value.texts?.first, weights: tree,
      isWhole: architecture == nil)
  }

  private init(archive: AlignedBytes, _ architecture: [UInt8]?) throws {
    let zip: ZipArchive
    let files: [AlignedBytes?]
    do throws(ZipError) {
      zip = try ZipArchive(archive)
      files = [
        try zip.contents(of: "metadata.json"), try zip.contents(of: "config.json"),
        try zip.contents(of: "model.weights.h5"),
      ]
    } catch {
      throw KerasError.zip(error)
    }
    guard let metadata = files[0], let config = files[1], let weights = files[2] else {
      throw KerasError.missing(
        expected: "metadata.json, config.json and model.weights.h5 in the archive")
    }
    let version = try releaseVersion(metadata.array)
    try self.init(
      architecture ?? config.array, architecture == nil ? "config.json" : Self.given,
      version: version, weights: readTree(weights, taking: .ofAnyWidth),
      isWhole: architecture == nil)
  }

  private init(
    _ text: [UInt8], _ place: String, version: String?, weights tree: Group, isWhole: Bool
  ) throws(KerasError) {
    let model = try KerasConfiguration(text, place: place)
    // A description that was given says what its names mean, whoever saved the weights.
    let isGiven = place == Self.given
    guard let version = isGiven ? model.version ?? version : version ?? model.version else {
      throw .missing(expected: "keras_version, in the file or in the description")
    }
    steps = try Keras.steps(
      model, weights(of: model.layers, in: tree, isWhole: isWhole), KerasRelease(version: version))
    release = version == "3." ? "3" : version
  }

  /// What messages call a description that came beside the file.
  private static let given = "--architecture"

  /// Whether a file in HDF5 is one of Keras, as far as its first look tells.
  public static func isKeras(_ tree: Group) -> Bool {
    tree.attribute("model_config") != nil || legacyWeights(in: tree) != nil
      || hasArchivedLayers(tree) && tree.attribute("format") == nil
  }
}
