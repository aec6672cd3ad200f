import JSONText
import Storage

/// The release that the metadata of an archive names.
///
/// - Throws: ``KerasError``.
func releaseVersion(_ metadata: [UInt8]) throws(KerasError) -> String {
  let json: JSON
  do throws(JSONError) { json = try JSON(parsing: metadata) } catch {
    throw .json("metadata.json", error)
  }
  guard let version = json["keras_version"]?.string else {
    throw .configuration("metadata.json", expected: "a keras_version")
  }
  return version
}

extension AlignedBytes {
  /// The bytes as an array of their own.
  var array: [UInt8] { withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) } } }
}
