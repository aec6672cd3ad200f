import MLPKernels
import Storage

/// The gradient of a piece, part of dW_k and with it part of db_k, and where it lies.
struct PieceGradient {
  let piece: ParameterPiece
  let buffer: FloatBuffer
  /// As many floats as `piece.weights`.
  let weights: Range<Int>
  /// As many floats as `piece.bias`.
  let bias: Range<Int>
}

/// Room for what a batch's gradients are computed into.
enum GradientRoom {
  /// For all of them, so that they can be looked at together.
  case all(ParameterVector)
  /// For one piece of each thread, where it stays in the core's cache from piece to piece: memory never sees it.
  case pieces([FloatBuffer])

  /// Room for a piece of each of so many threads.
  ///
  /// - Throws: `OutOfMemory`.
  init(threads: Int, _ layout: ParameterLayout) throws(OutOfMemory) {
    let most = layout.pieces.map { $0.weights.count + $0.bias.count }.max() ?? 0
    var buffers: [FloatBuffer] = []
    for _ in 0..<threads { buffers.append(try FloatBuffer(count: most)) }
    self = .pieces(buffers)
  }

  /// Where thread `part` puts the gradient of a piece.
  func place(of piece: ParameterPiece, part: Int) -> PieceGradient {
    switch self {
    case .all(let vector): return vector.gradient(of: piece)
    case .pieces(let buffers):
      let end = piece.weights.count
      return PieceGradient(
        piece: piece, buffer: buffers[part], weights: 0..<end, bias: end..<end + piece.bias.count)
    }
  }
}

extension ParameterVector {
  /// The gradient of a piece, where this is all gradients.
  func gradient(of piece: ParameterPiece) -> PieceGradient {
    PieceGradient(piece: piece, buffer: buffer, weights: piece.weights, bias: piece.bias)
  }
}
