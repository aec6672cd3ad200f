import JSONText

// The settings of each class, as releases of Keras from 2.0 on write them. One that is not listed may change
// what a layer computes, so it is refused rather than ignored.

/// What a class writes about itself.
struct KerasSettings {
  /// Those without which Keras does not build the layer.
  var required: [String] = []
  /// Those that decide what the layer computes, and are read.
  var read: [String] = []
  /// Those that matter to training alone, or are checked by the weights that come with them.
  var ignored: [String] = []

  /// Those of every class, of a first layer also the shape of its rows.
  private static let common = [
    "name", "trainable", "dtype", "dynamic", "activity_regularizer", "batch_input_shape",
    "batch_shape",
  ]

  /// The settings of the classes that can be imported.
  static let ofClass: [String: KerasSettings] = [
    "InputLayer": KerasSettings(read: ["ragged"], ignored: ["sparse", "optional"]),
    "Dense": KerasSettings(
      required: ["units"], read: ["activation", "use_bias", "quantization_config"],
      // Keras saves a kernel with its low-rank part added.
      ignored: parts(["kernel", "bias"]) + ["input_dim", "lora_rank", "lora_alpha"]),
    "Activation": KerasSettings(required: ["activation"]),
    "ReLU": KerasSettings(read: ["max_value", "negative_slope", "threshold"]),
    // Keras 2 calls the slope alpha.
    "LeakyReLU": KerasSettings(read: ["negative_slope", "alpha"]),
    "ELU": KerasSettings(read: ["alpha"]),
    "ThresholdedReLU": KerasSettings(read: ["theta"]),
    "Softmax": KerasSettings(read: ["axis"]),
    "BatchNormalization": KerasSettings(
      read: ["axis", "epsilon", "center", "scale", "renorm"],
      ignored: parts(["beta", "gamma", "moving_mean", "moving_variance"])
        + [
          "momentum", "synchronized", "virtual_batch_size", "fused", "renorm_clipping",
          "renorm_momentum",
        ]),
    "Normalization": KerasSettings(read: ["axis", "mean", "variance", "invert"]),
    "Rescaling": KerasSettings(required: ["scale"], read: ["offset"]),
    "Flatten": KerasSettings(read: ["data_format"]),
    "Dropout": KerasSettings(required: ["rate"], ignored: ["noise_shape", "seed"]),
    "AlphaDropout": KerasSettings(required: ["rate"], ignored: ["noise_shape", "seed"]),
    "GaussianDropout": KerasSettings(required: ["rate"], ignored: ["seed"]),
    "GaussianNoise": KerasSettings(required: ["stddev"], ignored: ["seed"]),
    "ActivityRegularization": KerasSettings(ignored: ["l1", "l2"]),
  ]

  /// What a class says of each of its arrays for training.
  private static func parts(_ arrays: [String]) -> [String] {
    arrays.flatMap { ["\($0)_initializer", "\($0)_regularizer", "\($0)_constraint"] }
  }

  /// Whether the class has a setting of that name.
  func has(_ key: String) -> Bool {
    [Self.common, required, read, ignored].contains { $0.contains(key) }
  }
}

extension KerasLayer {
  /// Refuses settings that are none of the class's, that it lacks, or that change what it computes in a way
  /// that the model file cannot express.
  ///
  /// - Throws: ``KerasError``.
  func checkSettings(keepsModules: Bool) throws(KerasError) {
    guard let known = KerasSettings.ofClass[className] else { throw .layerClass(label) }
    guard case .object(let members) = settings else {
      throw .configuration("\(label)", expected: "its config to be an object of settings")
    }
    for member in members where !known.has(member.name) {
      throw unexpected(
        member.name, member.value,
        "no such setting, as Keras's \(className) has none; this may be a class of one's own")
    }
    for key in known.required where settings.member(key) == nil {
      throw .setting(
        label, key, found: "nothing",
        expected: "a setting that Keras's \(className) always has; this may be a class of one's own"
      )
    }
    try checkNumbers()
    try checkType(keepsModules)
    if let setting = settings["quantization_config"] {
      throw unexpected("quantization_config", setting, "null: weights that are floats")
    }
    for key in ["renorm", "ragged"] where try flag(key, default: false) {
      throw .setting(label, key, found: "true", expected: "false")
    }
  }

  /// Refuses types of numbers in which a layer does something else than to round.
  private func checkType(_ keepsModules: Bool) throws(KerasError) {
    guard let setting = settings["dtype"] else { return }
    let expected =
      className == "InputLayer"
      ? "a type of floats: Keras would cut rows to whole numbers; build the model on an input of float32"
      : "a type of floats, such as float32 or mixed_float16"
    let name: String
    if let text = setting.string {
      name = text
    } else {
      let policies = ["DTypePolicy", "FloatDTypePolicy", "Policy", "PolicyV1"]
      guard let policy = KerasObject(setting, keepsModules: keepsModules),
        policy.foreignModule == nil, policies.contains(policy.className),
        let text = policy.settings["name"]?.string
      else { throw unexpected("dtype", setting, expected) }
      name = text
    }
    let types = [
      "float16", "bfloat16", "float32", "float64", "mixed_float16", "mixed_bfloat16",
      // TensorFlow 1.13 to 2.0: the type of the first input, which is one of these.
      "infer", "infer_float32_vars", "infer_with_float32_vars",
    ]
    guard types.contains(name) else { throw unexpected("dtype", setting, expected) }
  }
}
