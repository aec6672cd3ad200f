import CMLPKernels
import MLPModel

extension Activation {
  /// The activation as the kernels take it.
  package var forKernels: mlp_activation {
    switch self {
    case .linear: mlp_activation(MLP_LINEAR)
    case .relu: mlp_activation(MLP_RELU)
    case .relu6: mlp_activation(MLP_RELU6)
    case .leakyReLU(let slope): mlp_activation(MLP_LEAKY_RELU, slope)
    case .clippedReLU(let slope, let threshold, let maximum):
      mlp_activation(MLP_CLIPPED_RELU, slope, threshold, maximum)
    case .threshold(let theta, let value): mlp_activation(MLP_THRESHOLD, theta, value)
    case .hardSigmoid(let alpha, let beta): mlp_activation(MLP_HARD_SIGMOID, alpha, beta)
    case .hardTanh(let minimum, let maximum): mlp_activation(MLP_HARD_TANH, minimum, maximum)
    case .hardSiLU: mlp_activation(MLP_HARD_SILU)
    case .elu(let alpha): mlp_activation(MLP_ELU, alpha)
    case .celu(let alpha): mlp_activation(MLP_CELU, alpha)
    case .selu(let alpha, let scale): mlp_activation(MLP_SELU, alpha, scale)
    case .exponential: mlp_activation(MLP_EXPONENTIAL)
    case .sigmoid: mlp_activation(MLP_SIGMOID)
    case .logSigmoid: mlp_activation(MLP_LOG_SIGMOID)
    case .softplus(let beta): mlp_activation(MLP_SOFTPLUS, beta)
    case .squareplus(let b): mlp_activation(MLP_SQUAREPLUS, b)
    case .softsign: mlp_activation(MLP_SOFTSIGN)
    case .tanh: mlp_activation(MLP_TANH)
    case .silu(let alpha): mlp_activation(MLP_SILU, alpha)
    case .mish: mlp_activation(MLP_MISH)
    case .gelu: mlp_activation(MLP_GELU)
    case .geluTanh: mlp_activation(MLP_GELU_TANH)
    case .softmax: mlp_activation(MLP_SOFTMAX)
    case .logSoftmax: mlp_activation(MLP_LOG_SOFTMAX)
    }
  }
}

extension mlp_activation {
  fileprivate init(_ function: mlp_function, _ p0: Float = 0, _ p1: Float = 0, _ p2: Float = 0) {
    self.init(function: function, p0: p0, p1: p1, p2: p2)
  }
}
