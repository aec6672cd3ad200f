// swift-tools-version: 6.2

import PackageDescription

// Nine wings, lowest first. A target may depend only on targets above it; training and inference
// never depend on each other. Sources/README.md says what flows between them.

/// Settings of every Swift target: warnings are errors, and unsafe code has to say so.
let swift: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]

/// A Swift library target that lives in `Sources/<wing>/<name>`; the files `embedded` become constants of it.
func module(
  _ name: String, in wing: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [],
  embedded: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(wing)/\(name)",
    exclude: ["README.md"] + exclude, resources: embedded.map { .embedInCode($0) },
    swiftSettings: swift)
}

/// A C target that lives in `Sources/<wing>/<name>`.
func cModule(
  _ name: String, in wing: String, _ dependencies: [Target.Dependency] = [], linked: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(wing)/\(name)",
    exclude: ["README.md"], linkerSettings: linked.map { .linkedLibrary($0) })
}

/// A command that lives in `Sources/Commands/<name>`.
func command(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Sources/Commands/\(name)",
    exclude: ["README.md"], swiftSettings: swift)
}

/// The tests of one module, in `Tests/<name>Tests`.
func tests(
  of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies, exclude: exclude,
    swiftSettings: [.treatAllWarnings(as: .error)])
}

let package = Package(
  name: "mlp",
  products: [
    .library(name: "MLPRuntime", targets: ["MLPRuntime"]),
    // libmlp.so; tools/library says how it is linked.
    .library(name: "mlp", type: .dynamic, targets: ["MLPLibrary"]),
  ],
  targets: [
    // MARK: - Base
    cModule("CReserve", in: "Base"),
    module("Reserve", in: "Base", ["CReserve"]),
    module("Storage", in: "Base", ["Reserve"]),
    module("Text", in: "Base", ["Storage"]),
    module("JSONText", in: "Base", ["Text"]),
    module("ForeignFormats", in: "Base", ["Text"]),
    module("Files", in: "Base", ["Storage", "Text"]),
    module("Random", in: "Base"),
    cModule("CFloatControl", in: "Base"),
    module("FloatControl", in: "Base", ["CFloatControl"]),
    cModule("CThreads", in: "Base"),
    module("Threads", in: "Base", ["CThreads", "Reserve"]),
    module("Elementary", in: "Base"),
    cModule("CSandbox", in: "Base"),
    module("Sandbox", in: "Base", ["CSandbox", "Storage"]),
    cModule("CZlib", in: "Base", linked: [":libz.a"]),
    module("Deflate", in: "Base", ["CZlib"]),

    // MARK: - Model
    module("MLPModel", in: "Model", ["FloatControl", "Storage", "Text"]),

    // MARK: - Format
    cModule("CChecksum", in: "Format"),
    module("Checksum", in: "Format", ["CChecksum"]),
    module("HDF5Tree", in: "Format", ["Storage", "Text"]),
    module(
      "HDF5Profile", in: "Format", ["HDF5Tree", "Reserve", "Storage", "Checksum"]),
    module(
      "MLPSchema", in: "Format",
      ["MLPModel", "HDF5Tree", "Reserve", "Storage", "Text", "Checksum"],
      exclude: ["SCHEMA.md"]),
    module(
      "MLPReader", in: "Format",
      ["MLPSchema", "HDF5Profile", "Files", "MLPModel", "HDF5Tree", "Storage", "Text"]),
    .systemLibrary(
      name: "CHDF5", path: "Sources/Format/CHDF5", pkgConfig: "hdf5",
      providers: [.apt(["libhdf5-dev"])]),
    module("HDF5", in: "Format", ["CHDF5", "HDF5Tree", "Storage", "Text"]),
    module(
      "MLPWriter", in: "Format",
      ["MLPReader", "MLPSchema", "HDF5", "Files", "MLPModel", "HDF5Tree", "Storage", "Text"]),

    // MARK: - Inference
    cModule("CMLPKernels", in: "Inference"),
    module(
      "MLPKernels", in: "Inference",
      ["CMLPKernels", "FloatControl", "MLPModel", "Random", "Storage", "Threads"]),
    module(
      "MLPRuntime", in: "Inference",
      [
        "FloatControl", "MLPSchema", "MLPReader", "MLPKernels", "MLPModel", "Reserve", "Storage",
        "Text", "Threads",
      ]),

    // MARK: - Embedding
    cModule("CMLP", in: "Embedding", ["CReserve"]),
    module(
      "MLPLibrary", in: "Embedding",
      [
        "CMLP", "Reserve", "MLPRuntime", "MLPModel", "MLPReader", "Files", "FloatControl",
        "Storage",
        "Text",
        "Threads",
      ],
      exclude: ["libmlp.map"]),

    // MARK: - Training
    cModule("CMLPTrainingKernels", in: "Training", ["CMLPKernels"]),
    module(
      "MLPTraining", in: "Training",
      [
        "CMLPTrainingKernels", "Elementary", "FloatControl", "MLPKernels", "MLPModel", "Random",
        "Storage",
        "Threads",
      ]),
    module(
      "MLPCheckpoint", in: "Training",
      [
        "MLPTraining", "MLPKernels", "MLPReader", "MLPWriter", "MLPModel", "HDF5Tree", "Checksum",
      ]),
    module("Metrics", in: "Training", ["Elementary"]),
    module(
      "TrainingReport", in: "Training",
      ["Elementary", "MLPModel", "MLPTraining", "Metrics", "Text"]),

    // MARK: - Conversion
    module("Zip", in: "Conversion", ["Deflate", "Storage", "Text"]),
    module("LayerChain", in: "Conversion", ["MLPModel", "HDF5Tree", "Storage"]),
    module(
      "Keras", in: "Conversion",
      ["JSONText", "LayerChain", "MLPModel", "HDF5", "HDF5Tree", "Storage", "Text", "Zip"]),
    module(
      "Safetensors", in: "Conversion", ["JSONText", "LayerChain", "MLPModel", "Storage", "Text"]),
    module(
      "MLPImport", in: "Conversion",
      [
        "Keras", "Safetensors", "LayerChain", "Zip", "MLPModel", "MLPReader", "MLPSchema", "HDF5",
        "HDF5Profile", "HDF5Tree", "Files", "ForeignFormats", "Sandbox", "Storage", "Text",
      ]),
    module(
      "Comparison", in: "Conversion",
      ["Elementary", "LayerChain", "MLPModel", "MLPRuntime", "Random", "Storage", "Text"]),
    module(
      "SourceCode", in: "Conversion", ["MLPModel", "Storage"],
      embedded: ["fma.swift", "fma_double.h", "fma_float.h", "square_root.swift"].map {
        "Exact/\($0)"
      }),
    module("ONNX", in: "Conversion", ["MLPModel", "Storage"]),

    // MARK: - Tables
    cModule("CNumberText", in: "Tables"),
    cModule("CCSV", in: "Tables", ["CNumberText"]),
    module("CSV", in: "Tables", ["CCSV", "CNumberText", "Text"]),
    module("NPY", in: "Tables", ["Text"]),
    module("RowFormats", in: "Tables", ["CSV", "JSONText", "Text"]),
    module(
      "Table", in: "Tables",
      [
        "CSV", "Deflate", "Files", "ForeignFormats", "MLPModel", "MLPSchema", "NPY", "Storage",
        "Text",
      ]),

    // MARK: - Commands
    module("CommandLineTools", in: "Commands", ["Files", "JSONText", "Text"]),
    module(
      "CommandOptions", in: "Commands",
      [
        "CommandLineTools", "Table", "CSV", "MLPReader", "MLPSchema", "Files", "MLPModel",
        "Storage",
        "Text", "Threads",
      ]),
    command(
      "mlp-export",
      [
        "CSV", "CommandLineTools", "CommandOptions", "Comparison", "Files", "LayerChain",
        "MLPImport", "MLPKernels", "MLPModel", "MLPReader", "MLPRuntime", "MLPSchema", "MLPWriter",
        "ONNX", "Sandbox", "SourceCode", "Storage", "Table", "Text",
      ]),
    command(
      "mlp-infer",
      [
        "CSV", "CommandLineTools", "CommandOptions", "Files", "MLPKernels", "MLPModel", "MLPReader",
        "MLPRuntime", "MLPSchema", "Metrics", "NPY", "Random", "RowFormats", "Storage", "Table",
        "Text", "Threads",
      ]),
    command(
      "mlp-train",
      [
        "CSV", "CommandLineTools", "CommandOptions", "Files", "MLPCheckpoint", "MLPKernels",
        "MLPModel", "MLPSchema", "MLPTraining", "MLPWriter", "Metrics", "Storage", "Table", "Text",
        "TrainingReport",
      ]),

    // MARK: - Tests
    .target(name: "CTestSupport", path: "Tests/CTestSupport"),
    .target(
      name: "TestSupport", dependencies: ["CTestSupport"], path: "Tests/TestSupport",
      swiftSettings: [.treatAllWarnings(as: .error)]),
    .target(
      name: "ModelSamples", dependencies: ["MLPModel", "Storage", "TestSupport"],
      path: "Tests/ModelSamples",
      swiftSettings: swift),
    .target(
      name: "Mutants",
      dependencies: [
        "Checksum", "HDF5Profile", "HDF5Tree", "MLPModel", "MLPReader", "MLPSchema", "Random",
        "Storage",
      ],
      path: "Tests/Mutants", swiftSettings: [.treatAllWarnings(as: .error)]),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "CCSV", "CSV", "CZlib", "Comparison", "Deflate", "HDF5Profile", "HDF5Tree", "JSONText",
        "Keras", "LayerChain", "MLPCheckpoint", "MLPImport", "MLPModel", "MLPReader", "MLPRuntime",
        "MLPSchema", "MLPTraining", "Mutants", "NPY", "Random", "Safetensors", "Storage", "Table",
        "Text", "Zip",
      ],
      path: "Tests/FuzzTargets", swiftSettings: [.treatAllWarnings(as: .error)]),
    tests(of: "Storage"),
    tests(of: "ForeignFormats"),
    tests(of: "Text", ["Storage", "TestSupport"]),
    tests(of: "JSONText"),
    tests(of: "Files", ["Storage", "TestSupport", "Text"]),
    tests(of: "Random"),
    tests(of: "Threads"),
    tests(of: "Elementary"),
    tests(of: "Sandbox", ["CSandbox", "Storage", "TestSupport"]),
    tests(of: "Deflate"),
    tests(of: "MLPModel", ["Storage"]),
    tests(of: "CChecksum", ["TestSupport"]),
    tests(of: "HDF5", ["HDF5Tree", "Storage", "TestSupport"]),
    tests(of: "HDF5Profile", ["HDF5", "HDF5Tree", "Storage", "Mutants", "TestSupport"]),
    tests(of: "MLPSchema", ["MLPModel", "HDF5Tree", "Storage", "ModelSamples", "TestSupport"]),
    tests(
      of: "MLPReader",
      [
        "MLPSchema", "MLPModel", "HDF5", "HDF5Tree", "Storage", "ModelSamples", "Mutants",
        "TestSupport",
      ]),
    tests(of: "FuzzTargets", ["Random", "TestSupport"]),
    tests(
      of: "MLPWriter",
      [
        "MLPReader", "MLPSchema", "MLPModel", "HDF5Tree", "Files", "Storage", "ModelSamples",
        "TestSupport",
      ],
      exclude: ["read_model.py", "write_model.py"]),
    tests(of: "MLPKernels", ["MLPModel", "Random", "Storage", "Threads", "TestSupport"]),
    tests(
      of: "MLPRuntime",
      [
        "MLPWriter", "MLPKernels", "MLPModel", "MLPSchema", "Files", "Random", "Storage",
        "ModelSamples", "CFloatControl", "CTestSupport", "TestSupport",
      ]),
    tests(
      of: "MLPImport",
      [
        "Comparison", "HDF5Tree", "LayerChain", "MLPReader", "MLPSchema", "MLPModel", "MLPWriter",
        "Sandbox", "Storage", "Text", "ModelSamples", "TestSupport",
      ]),
    tests(of: "Zip", ["Storage", "TestSupport"]),
    tests(of: "LayerChain", ["MLPModel", "Storage"]),
    tests(of: "Keras", ["JSONText", "LayerChain", "MLPModel", "HDF5Tree"]),
    tests(of: "Safetensors", ["JSONText", "LayerChain", "MLPModel", "Storage"]),
    tests(of: "Comparison", ["LayerChain", "MLPModel", "Random", "Storage"]),
    tests(
      of: "ONNX", ["MLPKernels", "MLPModel", "ModelSamples", "Storage", "TestSupport"]),
    tests(of: "SourceCode", ["MLPKernels", "MLPModel", "Storage", "TestSupport"]),
    tests(of: "CSV", ["CCSV", "TestSupport"]),
    tests(of: "NPY"),
    tests(of: "RowFormats", ["CSV", "TestSupport"]),
    tests(of: "Table", ["CSV", "MLPModel", "TestSupport", "Text"]),
    tests(of: "CommandLineTools", ["Files", "TestSupport"]),
    tests(
      of: "MLPCheckpoint",
      ["MLPTraining", "MLPReader", "MLPWriter", "MLPModel", "HDF5Tree", "TestSupport"]),
    tests(of: "Metrics", ["TestSupport"]),
    tests(
      of: "TrainingReport", ["MLPModel", "MLPTraining", "Metrics", "ModelSamples", "TestSupport"]),
    tests(
      of: "MLPTraining",
      [
        "Elementary", "MLPKernels", "MLPModel", "Random", "Storage", "Threads", "CTestSupport",
        "TestSupport",
      ]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "mlp-train", "mlp-export", "mlp-infer", "HDF5Tree", "MLPKernels", "MLPModel", "MLPReader",
        "MLPSchema", "MLPWriter", "ModelSamples", "Mutants", "Storage", "TestSupport", "Zip",
      ],
      exclude: [
        "foreign_models.py", "help", "hostile_imports.py", "outer_filter.c", "predict.py",
      ],
      swiftSettings: [.treatAllWarnings(as: .error)]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17,
  cxxLanguageStandard: .cxx17
)

// MARK: - Attacks

// What tools/fuzz builds in folders of its own: too slow to build, and of no use, to anybody else.
if Context.environment["MLP_FUZZ"] != nil {
  package.targets += [
    .executableTarget(
      name: "mutants",
      dependencies: [
        "FuzzTargets", "HDF5Profile", "HDF5Tree", "MLPKernels", "MLPModel", "MLPReader",
        "MLPRuntime", "MLPSchema",
        "ModelSamples", "Mutants", "Storage", "TestSupport",
      ],
      path: "tools/fuzz/mutants", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(name: "read-tree", dependencies: ["CHDF5"], path: "tools/fuzz/read-tree"),
    .executableTarget(
      name: "fuzzer", dependencies: ["FuzzTargets"],
      path: "tools/fuzz/fuzzer", swiftSettings: [.treatAllWarnings(as: .error)]),
  ]
}

// MARK: - Measurements

// What tools/bench/train builds in a folder of its own.
if Context.environment["MLP_BENCH"] != nil {
  package.targets += [
    .executableTarget(
      name: "time-training", dependencies: ["Files", "MLPTraining", "Storage"],
      path: "tools/bench/time-training", swiftSettings: [.treatAllWarnings(as: .error)])
  ]
}

// MARK: - Soak

// What tools/soak builds under ThreadSanitizer in a folder of its own: C++ and the library's Swift in one program.
if Context.environment["MLP_SOAK"] != nil {
  package.targets += [
    .executableTarget(
      name: "soak", dependencies: ["CMLP", "MLPLibrary"], path: "tools/soak", sources: ["soak.cpp"])
  ]
}
