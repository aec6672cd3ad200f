// Every activation that takes one number, over arrays.

// Stores EXPRESSION, made of the vector z, for every vector.
#define OVER_ALL(EXPRESSION)                 \
  for (size_t i = 0; i < count; i += 16) {   \
    v16 z = load(x + i);                     \
    store(y + i, EXPRESSION);                \
  }                                          \
  break

static void activate(mlp_activation h, size_t count, const float *x, float *y) {
  switch (h.function) {
    case MLP_LINEAR:
    case MLP_SOFTMAX:
    case MLP_LOG_SOFTMAX:
      if (x != y) __builtin_memcpy(y, x, count * sizeof *x);
      break;
    case MLP_RELU: OVER_ALL(relu(z));
    case MLP_RELU6: OVER_ALL(clamp(z, 0, 6));
    case MLP_LEAKY_RELU: OVER_ALL(leaky_relu(z, h.p0));
    case MLP_CLIPPED_RELU: OVER_ALL(clipped_relu(z, h.p0, h.p1, h.p2));
    case MLP_THRESHOLD: OVER_ALL(threshold(z, h.p0, h.p1));
    case MLP_HARD_SIGMOID: OVER_ALL(hard_sigmoid(z, h.p0, h.p1));
    case MLP_HARD_TANH: OVER_ALL(clamp(z, h.p0, h.p1));
    case MLP_HARD_SILU: OVER_ALL(hard_silu(z));
    case MLP_ELU: OVER_ALL(exponential_linear(z, 1, h.p0, LOG2_E));
    case MLP_CELU: OVER_ALL(exponential_linear(z, 1, h.p0, LOG2_E / h.p0));
    case MLP_SELU: OVER_ALL(exponential_linear(z, h.p1, (double)h.p1 * h.p0, LOG2_E));
    case MLP_EXPONENTIAL: OVER_ALL(exponential(z));
    case MLP_SIGMOID: OVER_ALL(logistic(z));
    case MLP_LOG_SIGMOID: OVER_ALL(-softplus(-z, 1, 1));
    case MLP_SOFTPLUS: OVER_ALL(softplus(z, h.p0, 1.0 / h.p0));
    case MLP_SQUAREPLUS: OVER_ALL(squareplus(z, h.p0));
    case MLP_SOFTSIGN: OVER_ALL(softsign(z));
    case MLP_TANH: OVER_ALL(hyperbolic_tangent(z));
    case MLP_SILU: OVER_ALL(silu(z, h.p0));
    case MLP_MISH: OVER_ALL(mish(z));
    case MLP_GELU: OVER_ALL(gelu(z));
    case MLP_GELU_TANH: OVER_ALL(gelu_tanh(z));
  }
}
