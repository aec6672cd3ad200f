// swift-tools-version: 6.2

import PackageDescription

// Seven wings, lowest first. A target may depend only on targets above it; training and inference
// never depend on each other. Sources/README.md says what flows between them.

/// Settings of every Swift target: warnings are errors, and unsafe code has to say so.
let swift: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]

/// A Swift library target that lives in `Sources/<wing>/<name>`.
func module(_ name: String, in wing: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(wing)/\(name)",
    exclude: ["README.md"], swiftSettings: swift)
}

/// A C target that lives in `Sources/<wing>/<name>`.
func cModule(_ name: String, in wing: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(wing)/\(name)",
    exclude: ["README.md"])
}

/// A command that lives in `Sources/Commands/<name>`.
func command(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Sources/Commands/\(name)",
    exclude: ["README.md"], swiftSettings: swift)
}

/// The tests of one module, in `Tests/<name>Tests`.
func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies,
    swiftSettings: [.treatAllWarnings(as: .error)])
}

let package = Package(
  name: "mlp",
  products: [],
  targets: [
    // MARK: - Base
    module("Storage", in: "Base"),
    module("Random", in: "Base"),
    module("Threads", in: "Base"),
    module("Elementary", in: "Base"),

    // MARK: - Model
    module("MLPModel", in: "Model", ["Storage"]),

    // MARK: - Format
    module("HDF5Tree", in: "Format", ["Storage"]),

    // MARK: - Inference
    cModule("CMLPKernels", in: "Inference"),
    module("MLPKernels", in: "Inference", ["CMLPKernels", "MLPModel", "Random", "Storage"]),

    // MARK: - Training
    cModule("CMLPTrainingKernels", in: "Training", ["CMLPKernels"]),
    module(
      "MLPTraining", in: "Training",
      [
        "CMLPTrainingKernels", "Elementary", "MLPKernels", "MLPModel", "Random", "Storage",
        "Threads",
      ]),

    // MARK: - Tables

    // MARK: - Commands

    // MARK: - Tests
    tests(of: "Storage"),
    tests(of: "Random"),
    tests(of: "Threads"),
    tests(of: "Elementary"),
    tests(of: "MLPModel", ["Storage"]),
    tests(of: "MLPKernels", ["MLPModel", "Random", "Storage"]),
    tests(of: "MLPTraining", ["MLPKernels", "MLPModel", "Random", "Storage", "Threads"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17,
  cxxLanguageStandard: .cxx17
)
