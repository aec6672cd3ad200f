import CMLPTrainingKernels
import MLPModel

extension Activation {
  /// h' as the kernels take it.
  ///
  /// With z = α_k and a = h(z), by case:
  ///
  /// | activation | h'(z) |
  /// | --- | --- |
  /// | linear | 1 |
  /// | relu | 1 where z > 0, else 0 |
  /// | leaky_relu | 1 where z > 0, else the negative slope |
  /// | elu | 1 where z > 0, else a + alpha = alpha exp(z) |
  /// | sigmoid | σ(z) (1 - σ(z)) = a (1 - a) |
  /// | hard_sigmoid | alpha where 0 < a < 1, else 0 |
  /// | tanh | 1 - a² |
  /// | softsign | 1 / (1 + \|z\|)² |
  /// | silu | σ(z) + z σ(z) (1 - σ(z)) |
  ///
  /// At a kink the slope is that of the left side, as in PyTorch. Softmax on a hidden layer takes a
  /// whole row, so its h' is a matrix: ∂a_i/∂z_j = a_i (1[i = j] - a_j).
  var derivative: mlp_activation {
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
