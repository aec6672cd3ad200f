/// The releases of Keras, as far as the same name means something else in them.
public enum KerasRelease: Sendable, Equatable {
  /// Keras 2, alone or in TensorFlow.
  case keras2
  /// Keras 3.
  case keras3

  /// The release that `keras_version` names, such as `2.15.0` or `2.2.4-tf`.
  ///
  /// - Throws: ``KerasError/release(_:)``, also where it is not a short text of ASCII letters, digits and `.-+_`.
  init(version: String) throws(KerasError) {
    guard version.utf8.count <= 64,
      version.unicodeScalars.allSatisfy({
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789.-+_".unicodeScalars.contains($0))
      })
    else { throw .release(version) }
    switch version.prefix(2) {
    case "2.": self = .keras2
    case "3.": self = .keras3
    default: throw .release(version)
    }
  }

  /// The first number of its releases.
  var number: Int {
    switch self {
    case .keras2: 2
    case .keras3: 3
    }
  }
}
