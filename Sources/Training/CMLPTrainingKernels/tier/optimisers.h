// One step over a flat vector of parameters, and what is done to a flat vector of gradients before.

// Moments of a unit that learns nothing any more shrink by a factor in every step, down to subnormal
// numbers, on which many CPUs take a hundred times as long: most of a step in a network whose units are
// half asleep. They are 0 long before. 2^-120 is far below what changes a weight, and far enough above the
// least normal number, 2^-126, that no step from it gets there.
#define LEAST_MOMENT 0x1p-120f
// The same for a gradient whose square goes to a moment that is added, as a root, to epsilon.
#define LEAST_SQUARED 0x1p-54f

// x, or 0 where its magnitude is below `least`; NaN stays.
INLINE v16 settled(v16 x, float least) {
  return select16((x < splat(least)) & (x > splat(-least)), splat(0), x);
}

static void sgd(mlp_sgd step, size_t count, const float *g, float *v, float *w) {
  v16 rate = splat(-step.learning_rate), momentum = splat(step.momentum), l2 = splat(step.l2);
  for (size_t i = 0; i < count; i += 16) {
    v16 weight = load(w + i);
    v16 change = fma16(l2, weight, load(g + i));
    if (v) {
      change = settled(fma16(momentum, load(v + i), change), LEAST_MOMENT);
      store(v + i, change);
    }
    store(w + i, fma16(rate, change, weight));
  }
}

static void nesterov(mlp_sgd step, size_t count, const float *g, float *v, float *w) {
  v16 rate = splat(-step.learning_rate), momentum = splat(step.momentum), l2 = splat(step.l2);
  for (size_t i = 0; i < count; i += 16) {
    v16 weight = load(w + i);
    v16 gradient = fma16(l2, weight, load(g + i));
    v16 velocity = settled(fma16(momentum, load(v + i), gradient), LEAST_MOMENT);
    store(v + i, velocity);
    store(w + i, fma16(rate, fma16(momentum, velocity, gradient), weight));
  }
}

static void adam(mlp_adam step, size_t count, const float *g, float *m, float *v, float *w) {
  v16 beta1 = splat(step.beta1), rest1 = splat(step.one_minus_beta1);
  v16 beta2 = splat(step.beta2), rest2 = splat(step.one_minus_beta2);
  v16 size = splat(-step.step_size), root = splat(step.root_correction);
  v16 epsilon = splat(step.epsilon), l2 = splat(step.l2), kept = splat(step.kept);
  for (size_t i = 0; i < count; i += 16) {
    v16 weight = load(w + i);
    v16 gradient = fma16(l2, weight, load(g + i));
    v16 first = settled(fma16(beta1, load(m + i), rest1 * gradient), LEAST_MOMENT);
    v16 squared = settled(gradient, LEAST_SQUARED);
    v16 second = settled(fma16(beta2, load(v + i), rest2 * (squared * squared)), LEAST_MOMENT);
    store(m + i, first);
    store(v + i, second);
    v16 divisor = fma16(__builtin_elementwise_sqrt(second), root, epsilon);
    store(w + i, fma16(size, first / divisor, weight * kept));
  }
}

static double sum_of_squares(size_t count, const float *x) {
  d16 sum = dsplat(0);
  for (size_t i = 0; i < count; i += 16) {
    d16 value = widen(load(x + i));
    sum = dfma(value, value, sum);
  }
  return dfold(sum, 16)[0];
}

static void multiply_by(float factor, size_t count, float *x) {
  for (size_t i = 0; i < count; i += 16) store(x + i, load(x + i) * splat(factor));
}
