// The other activations, over one vector: in double precision from the first operation to the last,
// where they are rounded to float. Arguments are clamped where the result is decided, so that
// exponents stay in range and an infinite z gives the limit.

// z sides of 0: positive z above, negative (2^(c z) - 1) below.
INLINE v16 exponential_linear(v16 z, double positive, double negative, double c) {
  d16 x = widen(z);
  d16 low = power_of_two_minus_one(dclamp(x * dsplat(c), -1000, 1000), 1);
  return narrow(dselect(x < dsplat(0), dsplat(negative) * low, dsplat(positive) * x));
}

// ln(1 + exp(beta z)) / beta = (max(u, 0) + ln(1 + exp(-|u|))) / beta with u = beta z, exact.
INLINE v16 softplus(v16 z, double beta, double inverse) {
  d16 u = widen(z) * dsplat(beta);
  d16 t = dabsolute(u) * dsplat(-LOG2_E);
  d16 e = power_of_two(dselect(t < dsplat(-1000), dsplat(-1000), t), 1);
  d16 ramp = dselect(u < dsplat(0), dsplat(0), u);
  return narrow((ramp + logarithm_of_one_plus(e)) * dsplat(inverse));
}

INLINE v16 softsign(v16 z) {
  d16 x = widen(clamp(z, LOWEST, -LOWEST));
  return narrow(x / (dsplat(1) + dabsolute(x)));
}

// z / (1 + exp(-alpha z)).
INLINE v16 silu(v16 z, float alpha) {
  d16 x = widen(select16(z < splat(LOWEST), splat(LOWEST), z));
  d16 t = dclamp(x * dsplat(alpha * -LOG2_E), -1000, 1000);
  return narrow(x / (dsplat(1) + power_of_two(t, 1)));
}

INLINE v16 hard_silu(v16 z) {
  d16 x = widen(select16(z < splat(LOWEST), splat(LOWEST), z));
  return narrow(x * dclamp(x + dsplat(3), 0, 6) * dsplat(1.0 / 6));
}

// max(z, 0) - |z| P(X > |z|) for a standard normal X: z P(X <= z) without cancellation.
INLINE v16 gelu(v16 z) {
  d16 x = widen(at_most(14.5f, absolute(z)));
  return narrow(widen(select16(z < splat(0), splat(0), z)) - x * normal_tail(x));
}

// z (1 + tanh u) / 2 = max(z, 0) - |z| / (1 + exp(2 |u|)) with u = sqrt(2 / pi) (z + 0.044715 z^3).
INLINE v16 gelu_tanh(v16 z) {
  d16 x = widen(at_most(12, absolute(z)));
  d16 e = power_of_two(normal_logit(x), LOG2_E);
  return narrow(widen(select16(z < splat(0), splat(0), z)) - x / (dsplat(1) + e));
}

// z tanh(ln(1 + e)) = z n / (n + 2) with e = exp(z), n = e (e + 2). From z = 40 on it rounds to z.
INLINE v16 mish(v16 z) {
  v16 low = select16(z < splat(-200), splat(-200), z);
  d16 e = power_of_two(widen(at_most(40, low)), LOG2_E);
  d16 n = e * (e + dsplat(2));
  return narrow(widen(low) * (n / (n + dsplat(2))));
}

// (z + sqrt(z^2 + b)) / 2; below 0 as b / (sqrt(z^2 + b) - z) / 2, without cancellation.
INLINE v16 squareplus(v16 z, float b) {
  d16 x = widen(z);
  d16 h = dabsolute(x) + dsqrt(dfma(x, x, dsplat(b)));
  return narrow(dsplat(0.5) * dselect(x < dsplat(0), dsplat(b) / h, h));
}
