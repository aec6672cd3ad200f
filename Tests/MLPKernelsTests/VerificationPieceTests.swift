import MLPKernels
import MLPModel
import Storage
import Testing

/// Verification rows run in pieces: the same bits, in memory that does not grow with their number.
struct VerificationPieceTests {
  private func network(width: Int) throws -> PackedNetwork {
    let numbers = (0..<width).map { Float($0 % 17 - 8) / 64 }
    let layers = [(1, width, Activation.relu), (width, 1, .linear)]
    let model = try MultilayerPerceptron(
      input: InputDescription(features: [Feature(name: "x", offset: 0.5, scale: 2)]),
      layers: layers.map { inputs, outputs, activation in
        try DenseLayer(
          inputCount: inputs, outputCount: outputs, weights: FloatBlock(numbers),
          bias: FloatBlock([Float](repeating: 0.25, count: outputs)), activation: activation)
      }, output: OutputDescription(task: .regression, labels: ["y"]))
    return try PackedNetwork(model, tier: .best)
  }

  /// 1,024 rows of it took a gigabyte.
  @Test func aWideNetworkTakesLittle() throws {
    let network = try network(width: 1 << 20)
    #expect(network.rowsOfAPiece == 1 || network.rowsOfAPiece < 4)
    #expect(network.rowsOfAPiece * network.pieceBytesOfARow <= PackedNetwork.pieceByteCount)
    let narrow = try self.network(width: 16)
    #expect(narrow.rowsOfAPiece == PackedNetwork.Scratch.largestCapacity)
  }

  @Test(arguments: [16, 30_000, 70_000]) func piecesGiveTheSameBits(width: Int) throws {
    let network = try network(width: width)
    let x = (0..<300).map { Float($0 - 150) / 7 }
    var sizes: [Int] = []
    var outputs: [UInt32] = []
    try network.forEachPiece(of: FloatBlock(x)) { row, piece in
      #expect(row == outputs.count)
      sizes.append(piece.count)
      for i in piece.indices { outputs.append(piece[i].bitPattern) }
      return true
    }
    #expect(sizes.reduce(0, +) == 300 && sizes.count > 1)
    for (i, x) in x.enumerated() {
      #expect(try network.outputs(of: FloatBlock([x])).map(\.bitPattern) == [outputs[i]])
    }
    #expect(try network.outputs(of: FloatBlock(x)).map(\.bitPattern) == outputs)
  }

  @Test func aNoEndsTheRows() throws {
    var count = 0
    try network(width: 16).forEachPiece(of: FloatBlock([Float](repeating: 1, count: 1000))) {
      count += $1.count
      return false
    }
    #expect(count == PackedNetwork.Scratch.largestCapacity)
  }
}
