/// The version of the three commands: that of the library, `MLP_VERSION`, which the tests hold it against.
public let packageVersion = "0.2.0"

/// The commands of the package.
public let packageCommands = ["mlp-train", "mlp-export", "mlp-infer"]
