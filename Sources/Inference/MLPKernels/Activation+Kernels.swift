import CMLPKernels
import MLPModel

extension Activation {
  /// The activation as the kernels take it.
  var forKernels: mlp_activation {
    switch self {
    case .linear: mlp_activation(function: MLP_LINEAR, p0: 0, p1: 0)
    case .relu: mlp_activation(function: MLP_RELU, p0: 0, p1: 0)
    case .leakyReLU(let slope): mlp_activation(function: MLP_LEAKY_RELU, p0: slope, p1: 0)
    case .elu(let alpha): mlp_activation(function: MLP_ELU, p0: alpha, p1: 0)
    case .sigmoid: mlp_activation(function: MLP_SIGMOID, p0: 0, p1: 0)
    case .hardSigmoid(let alpha, let beta):
      mlp_activation(function: MLP_HARD_SIGMOID, p0: alpha, p1: beta)
    case .tanh: mlp_activation(function: MLP_TANH, p0: 0, p1: 0)
    case .softsign: mlp_activation(function: MLP_SOFTSIGN, p0: 0, p1: 0)
    case .silu: mlp_activation(function: MLP_SILU, p0: 0, p1: 0)
    case .softmax: mlp_activation(function: MLP_SOFTMAX, p0: 0, p1: 0)
    }
  }
}
