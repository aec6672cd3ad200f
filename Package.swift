// swift-tools-version: 6.2

import PackageDescription

// Seven wings, lowest first. A target may depend only on targets above it; training and inference
// never depend on each other. Sources/README.md says what flows between them.

/// Settings of every Swift target: warnings are errors, and unsafe code has to say so.
let swift: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]

/// Settings of every C target: optimised in every configuration (its kernels are the product), and
/// a product and a sum are never contracted behind the source's back.
let c: [CSetting] = [.define("NDEBUG", .when(configuration: .release))]

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
    exclude: ["README.md"], cSettings: c)
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
    module("Files", in: "Base", ["Storage"]),

    // MARK: - Model
    module("MLPModel", in: "Model", ["Storage"]),

    // MARK: - Format
    module("HDF5Tree", in: "Format", ["Storage"]),

    // MARK: - Inference

    // MARK: - Training

    // MARK: - Tables
    cModule("CNumberText", in: "Tables"),
    module("CSV", in: "Tables", ["CNumberText"]),
    module("Table", in: "Tables", ["CSV", "Files"]),

    // MARK: - Commands
    module("CommandLineTools", in: "Commands", ["Files"]),

    // MARK: - Tests
    tests(of: "Storage"),
    tests(of: "Files", ["Storage"]),
    tests(of: "CommandLineTools", ["Files"]),
    tests(of: "CSV"),
    tests(of: "Table"),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17,
  cxxLanguageStandard: .cxx17
)
