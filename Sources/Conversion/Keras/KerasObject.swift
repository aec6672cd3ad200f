import JSONText

/// An object in a description, such as a layer, an activation or a policy of types: a class and its settings.
struct KerasObject {
  /// The class's name, which a class of the user's own may share with one of Keras's.
  let className: String
  /// What the object says about itself.
  let settings: JSON
  /// The module of a class that is not Keras's, as the description writes it; nil for Keras's own.
  let foreignModule: String?

  /// The object that a description holds; nil where this is none.
  ///
  /// - Parameter keepsModules: whether the description says where classes are from. Where it does, one
  ///   without a module is foreign too; where it does not, every name is taken for Keras's.
  init?(_ json: JSON, keepsModules: Bool) {
    guard let className = json["class_name"]?.string, let settings = json.member("config") else {
      return nil
    }
    self.className = className
    self.settings = settings
    switch json.member("module") {
    case .string(let module) where Self.isKeras(module): foreignModule = nil
    case .some(let module): foreignModule = module.text
    case nil: foreignModule = keepsModules ? "none" : nil
    }
  }

  /// Whether a module is Keras's; tf_keras is Keras 2 beside Keras 3.
  private static func isKeras(_ module: String) -> Bool {
    ["keras", "tf_keras"].contains { module == $0 || module.hasPrefix("\($0).") }
  }
}
