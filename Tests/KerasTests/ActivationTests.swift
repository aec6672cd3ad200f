import JSONText
import MLPModel
import Testing

@testable import Keras

/// What a name or a layer means depends on the release.
@Suite struct ActivationTests {
  private func layer(_ className: String, _ settings: JSON) throws -> KerasLayer {
    try KerasLayer(
      ["class_name": .string(className), "config": settings], index: 0, isSequential: true,
      keepsModules: false)
  }

  private func named(_ name: String, _ release: KerasRelease) throws -> Activation {
    try layer("Dense", ["units": 1, "activation": .string(name)])
      .activation("activation", release, keepsModules: false)
  }

  @Test(arguments: [
    ("linear", Activation.linear), ("relu", .relu), ("relu6", .relu6), ("elu", .elu(alpha: 1)),
    ("leaky_relu", .leakyReLU(negativeSlope: 0.2)), ("celu", .celu(alpha: 1)),
    ("selu", .selu(alpha: 1.6732632423543772, scale: 1.0507009873554805)),
    ("softplus", .softplus(beta: 1)), ("softsign", .softsign), ("sigmoid", .sigmoid),
    ("log_sigmoid", .logSigmoid), ("tanh", .tanh),
    ("hard_tanh", .hardTanh(minimum: -1, maximum: 1)),
    ("silu", .silu(alpha: 1)), ("swish", .silu(alpha: 1)), ("hard_silu", .hardSiLU),
    ("hard_swish", .hardSiLU), ("gelu", .gelu), ("mish", .mish), ("exponential", .exponential),
    ("squareplus", .squareplus(b: 4)), ("softmax", .softmax), ("log_softmax", .logSoftmax),
  ]) func everyName(_ name: String, means expected: Activation) throws {
    #expect(try named(name, .keras3) == expected)
    // A function of that name in a model of Keras 2 can only be one of the user's own.
    let isNew = [
      "celu", "log_sigmoid", "hard_tanh", "hard_silu", "hard_swish", "squareplus",
    ].contains(name)
    if isNew {
      #expect(throws: KerasError.self) { try named(name, .keras2) }
    } else {
      #expect(try named(name, .keras2) == expected)
    }
  }

  @Test func theHardSigmoidChanged() throws {
    #expect(try named("hard_sigmoid", .keras2) == .hardSigmoid(alpha: 0.2, beta: 0.5))
    #expect(try named("hard_sigmoid", .keras3) == .hardSigmoid(alpha: 1 / 6, beta: 0.5))
  }

  @Test func unknownNames() throws {
    for name in ["", "Relu", "glu", "sparsemax", "tanh_shrink"] {
      #expect(throws: KerasError.self) { try named(name, .keras3) }
    }
  }

  private static let layers: [(String, JSON, Activation)] = [
    ("ReLU", [:], .relu), ("ReLU", ["max_value": 6], .relu6),
    ("ReLU", ["negative_slope": .number(0.25)], .leakyReLU(negativeSlope: 0.25)),
    (
      "ReLU", ["max_value": 2],
      .clippedReLU(negativeSlope: 0, threshold: 0, maximum: 2)
    ),
    (
      "ReLU", ["threshold": 1],
      .clippedReLU(negativeSlope: 0, threshold: 1, maximum: .greatestFiniteMagnitude)
    ),
    ("LeakyReLU", [:], .leakyReLU(negativeSlope: 0.3)),
    ("LeakyReLU", ["alpha": .number(0.25)], .leakyReLU(negativeSlope: 0.25)),
    ("LeakyReLU", ["negative_slope": .number(0.5)], .leakyReLU(negativeSlope: 0.5)),
    (
      "LeakyReLU", ["alpha": ["class_name": "__numpy__", "config": ["value": .number(0.125)]]],
      .leakyReLU(negativeSlope: 0.125)
    ),
    ("ELU", [:], .elu(alpha: 1)), ("ELU", ["alpha": 2], .elu(alpha: 2)),
    ("ThresholdedReLU", [:], .threshold(theta: 1, value: 0)),
    ("ThresholdedReLU", ["theta": .number(0.5)], .threshold(theta: 0.5, value: 0)),
    ("Softmax", [:], .softmax), ("Softmax", ["axis": -1], .softmax),
    ("Softmax", ["axis": [-1]], .softmax), ("Activation", ["activation": "tanh"], .tanh),
    (
      "Activation", ["activation": ["class_name": "ELU", "config": ["alpha": 3]]], .elu(alpha: 3)
    ),
  ]

  @Test(arguments: layers.indices) func everyLayer(_ index: Int) throws {
    let (className, settings, expected) = Self.layers[index]
    #expect(try layer(className, settings).activation(.keras3, keepsModules: false) == expected)
  }

  @Test(
    arguments: [
      ("Softmax", "axis", 0), ("Softmax", "axis", .null), ("Softmax", "axis", [1, 2]),
      ("LeakyReLU", "alpha", "x"), ("LeakyReLU", "alpha", [1, 2]), ("LeakyReLU", "alpha", .null),
      ("LeakyReLU", "negative_slope", .bool(true)), ("ELU", "alpha", .null), ("ELU", "alpha", [:]),
      ("ThresholdedReLU", "theta", .null), ("ReLU", "threshold", .null),
      ("ReLU", "threshold", .number(-0.5)), ("ReLU", "negative_slope", -1),
      ("ReLU", "max_value", -1),
      ("ReLU", "max_value", "6"), ("ReLU", "negative_slope", .null), ("ReLU", "other", 1),
      ("Activation", "activation", ["class_name": "PReLU", "config": [:]]),
      ("Activation", "activation", ["class_name": "Dense", "config": ["units": 1]]),
      ("Activation", "activation", ["class_name": "function", "config": "f"]),
      ("Activation", "activation", ["value": ["4wEA"]]), ("Activation", "activation", []),
      ("Activation", "activation", 1), ("Activation", "activation", .bool(false)),
      (
        "Activation", "activation",
        ["class_name": "LeakyReLU", "config": [:], "module": "own"]
      ),
      ("Activation", "activation", ["class_name": "ReLU", "config": [:], "module": .null]),
    ] as [(String, String, JSON)])
  func aSettingThatCannotBeIsNamed(_ className: String, _ key: String, _ value: JSON) throws {
    let settings: JSON = .object([.init("name", "l"), .init(key, value)])
    let error = #expect(throws: KerasError.self) {
      try layer(className, settings).activation(.keras3, keepsModules: false)
    }
    let message = "\(error.map { "\($0)" } ?? "")"
    #expect(message.hasPrefix("\(className) \"l\": \(key): found "), "\(message)")
  }

  @Test func aSlopeGivenTwice() throws {
    #expect(throws: KerasError.self) {
      try layer("LeakyReLU", ["alpha": 1, "negative_slope": 1])
        .activation(.keras3, keepsModules: false)
    }
  }
}
