// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "score",
  dependencies: [.package(name: "mlp", path: "../../..")],
  targets: [
    .executableTarget(
      name: "score", dependencies: [.product(name: "MLPRuntime", package: "mlp")])
  ]
)
