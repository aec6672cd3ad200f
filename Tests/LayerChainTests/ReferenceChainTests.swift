import MLPModel
import Testing

@testable import LayerChain

@Suite struct ReferenceChainTests {
  private func matrix(_ rows: [[Double]]) throws -> Tensor {
    try #require(Tensor(shape: [rows.count, rows[0].count], elements: Array(rows.joined())))
  }

  @Test func stepsRunInTheirOrder() throws {
    let scaling = try #require(Affine(center: [1, 2], factor: [2, 3], shift: [0, 10]))
    let all = try #require(Affine(center: [1], factor: [10], shift: [0.5]))
    let chain = try ReferenceChain(
      [
        Step("scaling", .affine(scaling)),
        Step("hidden", .dense(kernel: try matrix([[1, 0, -1], [0, 1, 1]]), bias: nil)),
        Step("relu", .activation(.relu)), Step("all", .affine(all)),
        Step(
          "last",
          .dense(kernel: try matrix([[1], [1], [1]]), bias: Tensor(shape: [1], elements: [0.25]))),
        Step("sigmoid", .activation(.sigmoid)),
      ], inputCount: 2)
    #expect(chain.outputCount == 1)
    // (2 - 1) 2 = 2, (3 - 2) 3 + 10 = 13; 2, 13, 11; 10.5, 120.5, 100.5; their sum and 0.25.
    let expected: [Double] = [231.75]
    #expect(chain.logits(of: [2, 3]) == expected)
  }

  @Test func widthsAreChecked() throws {
    let dense = Step("d", .dense(kernel: try matrix([[1], [1]]), bias: nil))
    #expect(throws: ChainError.self) { try ReferenceChain([dense], inputCount: 3) }
    #expect(throws: ChainError.self) { try ReferenceChain([dense, dense], inputCount: 2) }
    let wide = try #require(Affine(center: [1, 2], factor: [2, 3], shift: [0, 10]))
    #expect(throws: ChainError.self) {
      try ReferenceChain([dense, Step("a", .affine(wide))], inputCount: 2)
    }
    let bias = Tensor(shape: [2], elements: [1, 1])
    #expect(throws: ChainError.self) {
      try ReferenceChain(
        [Step("d", .dense(kernel: try matrix([[1], [1]]), bias: bias))], inputCount: 2)
    }
  }

  /// Steps that are no chain of the model's layers: each is an error, not a trap.
  @Test func stepsAreHeldAgainstTheModel() throws {
    let first = Step("first", .dense(kernel: try matrix([[1, 2, 3], [4, 5, 6]]), bias: nil))
    let last = Step("last", .dense(kernel: try matrix([[1], [2], [3]]), bias: nil))
    let model = try Network([first, last]).model(from: "test")
    try #expect(ReferenceChain([first, last], of: model).outputCount == 1)
    func step(_ shape: [Int], _ number: Double = 1, bias: Int? = nil) throws -> Step {
      let count = shape.reduce(1, *)
      let kernel = Tensor(shape: shape, elements: [Double](repeating: number, count: count))
      return Step(
        "step",
        .dense(
          kernel: try #require(kernel),
          bias: bias.flatMap { Tensor(shape: [$0], elements: [Double](repeating: 0, count: $0)) }))
    }
    let narrow = Step("one", .affine(try #require(Affine(center: [0], factor: [1], shift: [0]))))
    let none = Step("nan", .affine(try #require(Affine(center: [.nan], factor: [1], shift: [0]))))
    let hard = Step("inf", .activation(.hardTanh(minimum: -.infinity, maximum: 1)))
    let chains: [[Step]] = [
      [], [first], [first, last, try step([1, 1])],  // layers too few, too many
      [first, try step([3, 2])], [try step([2, 4]), try step([4, 1])],  // other widths
      [try step([3, 3]), last], [first, try step([2, 1])], [try step([6]), last],
      [first, try step([3, 0])], [try step([2, 0]), try step([0, 1])],  // none at all
      [first, try step([3, 1], bias: 2)], [first, try step([3, 1], .nan)],
      [first, try step([3, 1], .infinity)], [none, first, last], [first, hard, last],
      [narrow], [first, last, Step("r", .activation(.relu)), narrow],
      [Step("r", .activation(.relu)), first, last],
      [Step](repeating: narrow, count: 65) + [first, last],
      [first] + [Step](repeating: narrow, count: 65) + [last],
    ]
    for chain in chains {
      #expect(throws: ChainError.self) { try ReferenceChain(chain, of: model) }
    }
    let most = [Step](repeating: narrow, count: 64)
    try #expect(ReferenceChain(most + [first] + most + [last], of: model).layers.count == 2)
  }

  @Test func theChainAsLayers() throws {
    let all = try #require(Affine(center: [1], factor: [10], shift: [0.5]))
    let dense = Step("d", .dense(kernel: try matrix([[2, -3]]), bias: nil))
    let last = Step("e", .dense(kernel: try matrix([[1], [1]]), bias: nil))
    let (scaling, relu) = (Step("a", .affine(all)), Step("r", .activation(.relu)))
    let chain = try ReferenceChain([scaling, dense, scaling, relu, scaling, last], inputCount: 1)
    #expect(chain.layers.map(\.label) == ["d", "e"])
    #expect(chain.layers.map(\.activation) == [.relu, .linear])
    // (3 - 1) 10 + 0.5 = 20.5; 41 and -61.5; (z - 1) 10 + 0.5.
    #expect(chain.layers[0].preActivations(of: [3]) == [400.5, -624.5])
    // (3 + 1) 10 + 0.5 = 40.5; 81 and 121.5; (z + 1) 10 + 0.5.
    #expect(chain.layers[0].magnitudes(of: [3]) == [820.5, 1225.5])
    #expect(chain.layers[1].preActivations(of: [1, 2]) == [0.5 + 10.5])
    for steps in [[relu, dense], [dense, relu, relu], [dense, relu, scaling], [scaling], []] {
      #expect(throws: ChainError.self) { try ReferenceChain(steps, inputCount: 1) }
    }
  }

  /// Where the root would cancel.
  @Test func theFarSideOfSquareplus() {
    let found = Activation.squareplus(b: 4).reference([-1e6, -1e-6, 0, 1e6])
    let expected: [Double] = [1e-6 - 1e-18, 1 - 5e-7 + 1.25e-13, 1, 1e6 + 1e-6]
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-15 * b) }
  }

  @Test func rowsOfProbabilities() {
    let softmax = Activation.softmax.reference([1000, 1000, 1000])
    let third: Double = 1.0 / 3
    #expect(softmax == [Double](repeating: third, count: 3))
    let logarithms = Activation.logSoftmax.reference([0, -2000])
    let expected: [Double] = [0, -2000]
    #expect(logarithms == expected)
  }
}
