// Activations of straight pieces, over one vector of floats. A value is chosen by compare-and-select,
// written so that NaN stays NaN; max and min instructions disagree between CPUs on NaN and signed
// zeros.

INLINE v16 relu(v16 z) { return select16(splat(0) > z, splat(0), z); }

INLINE v16 leaky_relu(v16 z, float slope) { return select16(z < splat(0), z * splat(slope), z); }

// A slope of 0 gives 0 even where z is infinite.
INLINE v16 clipped_relu(v16 z, float slope, float threshold, float max_value) {
  v16 low = slope == 0 ? splat(0) : splat(slope) * (z - splat(threshold));
  return at_most(max_value, select16(z <= splat(threshold), low, z));
}

INLINE v16 hard_sigmoid(v16 z, float alpha, float beta) {
  return clamp(fma16(splat(alpha), z, splat(beta)), 0, 1);
}

INLINE v16 threshold(v16 z, float theta, float value) {
  return select16(z <= splat(theta), splat(value), z);
}
