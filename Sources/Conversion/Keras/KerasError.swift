import JSONText
import Text
import Zip

/// Why a file of Keras is not one, or holds no chain of dense layers.
public enum KerasError: Error, Equatable, CustomStringConvertible {
  /// The file lacks something that every file of Keras has; `expected` says what and where.
  case missing(expected: String)
  /// The archive is damaged or made to do harm.
  case zip(ZipError)
  /// A description of the model is no JSON; which one.
  case json(String, JSONError)
  /// The description says something else than descriptions do; where, and what is expected.
  case configuration(String, expected: String)
  /// A release of Keras that is not known here.
  case release(String)
  /// A model that is not described as layers, or of a class that is not Keras's: its class, and the module then.
  case modelClass(String, module: String?)
  /// A layer that is none of a network of dense layers.
  case layerClass(KerasLabel)
  /// A layer of a class that is not Keras's, whatever its name: the module that it is from, as written.
  case foreign(KerasLabel, module: String)
  /// A layer with other than one input, or a model with several inputs or outputs.
  case branch(KerasLabel, inputs: Int)
  /// A setting that cannot be imported.
  case setting(KerasLabel, String, found: String, expected: String)
  /// Other weights than the layer's settings ask for.
  case weights(KerasLabel, found: String, expected: String)
  /// Weights, at that place in the file, of a layer that the description does not have.
  case surplus(String)

  /// One line for a person.
  public var description: String {
    switch self {
    case .missing(let expected): "found no \(expected); is it a model that Keras saved?"
    case .zip(let error): error.description
    case .json(let place, let error): "\(place): \(error)"
    case .configuration(let place, let expected): "\(place): expected \(expected)"
    case .release(let found):
      "keras_version: found \(Excerpt(found)), expected 2 or 3, whose activations are known here"
    case .modelClass(let found, let module):
      "found a model of the class \(Excerpt(found))"
        + (module.map { " of one's own (module \($0.printable))" } ?? "")
        + ", expected Keras's Sequential or Functional: only those are saved with their layers' order"
    case .layerClass(let label):
      "\(label): found a layer of the class \(label.className.printable), expected a chain of Dense, "
        + "activation, BatchNormalization, Normalization, Rescaling, Flatten and Dropout layers; remove or "
        + "replace the layer"
    case .foreign(let label, let module):
      "\(label): found a class of one's own (module \(module.printable)), expected one of Keras: only its own code "
        + "says what it computes; remove or replace the layer"
    case .branch(let label, let inputs):
      "\(label): found \(inputs) inputs, expected 1: a chain of layers from one input to one output"
    case .setting(let label, let key, let found, let expected):
      "\(label): \(key): found \(found), expected \(expected)"
    case .weights(let label, let found, let expected):
      "\(label): weights: found \(found), expected \(expected)"
    case .surplus(let place):
      "\(place.printable): found weights of a layer that the description does not have, expected those of "
        + "its layers alone; give the description of the same model"
    }
  }
}

extension KerasError {
  /// What a message shows of a value.
  static func excerpt(_ value: JSON) -> String {
    let text = value.text.unicodeScalars
    return text.count <= 60 ? String(text) : String(text.prefix(60)) + "..."
  }
}

/// A layer's class and name, as messages show them: `Dense "hidden"`.
public struct KerasLabel: Sendable, Equatable, CustomStringConvertible {
  /// The class.
  public let className: String
  /// The layer's own name.
  public let name: String

  /// Both, without what could act on a terminal.
  public var description: String { "\(className.printable) \(Excerpt(name))" }
}
