/// A function of the exported C, with the ones that it calls.
///
/// GCC makes one operation of a product and a sum where the CPU has it, whatever a pragma says; `rounded` stands
/// wherever that would change a result.
struct CFunction: SourceFunction {
  let text: String
  var calls: [CFunction] = []

  static let rounded = CFunction(
    text: """
      // The product as it is when it is rounded by itself: no compiler may fuse it with a sum.
      static double rounded(double product) {
        volatile double value = product;
        return value;
      }
      """)

  /// Where the C library's are not taken: what `CSource` begins with says when.
  static let fma = CFunction(
    text: "#ifndef exact_fma\n" + String(decoding: PackageResources.fma_double_h, as: UTF8.self)
      + "#endif")
  static let fmaFloat = CFunction(
    text: "#ifndef exact_fmaf\n" + String(decoding: PackageResources.fma_float_h, as: UTF8.self)
      + "#endif")

  static let clampFloat = CFunction(
    text: """
      static float clamp_float(float v, float low, float high) {
        v = v < low ? low : v;
        return v > high ? high : v;
      }
      """)

  static let clampDouble = CFunction(
    text: """
      static double clamp_double(double v, double low, double high) {
        v = v < low ? low : v;
        return v > high ? high : v;
      }
      """)

  static let power = CFunction(
    text: """
      // 2^(c x) - minus for |c x| <= 1000; minus is 0 or 1.
      static double power(double x, double c, double minus) {
        double t = exact_fma(x, c, 0x1.8p52), f = exact_fma(x, c, 0x1.8p52 - t), p = 0x1.4308fabc1a71dp-13, whole;
        uint64_t bits;
        memcpy(&bits, &t, 8);
        bits = (bits + 1023) << 52;
        memcpy(&whole, &bits, 8);
        p = exact_fma(p, f, 0x1.5f07b4611a8bcp-10);
        p = exact_fma(p, f, 0x1.3b2b9fbd89640p-7);
        p = exact_fma(p, f, 0x1.c6af6e92be3f7p-5);
        p = exact_fma(p, f, 0x1.ebfbdec29c82cp-3);
        p = exact_fma(p, f, 0x1.62e4302eeb44dp-1);
        return exact_fma(whole * f, p, whole - minus);
      }
      """, calls: [fma])

  static let twiceArtanh = CFunction(
    text: """
      static double twice_artanh(double s) {
        double v = s * s, p = 0x1.208bd0ad97778p-2;
        p = exact_fma(p, v, 0x1.1e510ad3469e7p-2);
        p = exact_fma(p, v, 0x1.99dae69c61e5bp-2);
        p = exact_fma(p, v, 0x1.5554df3a11af8p-1);
        p = exact_fma(p, v, 0x1.0000001102a47p1);
        return rounded(p * s);
      }
      """, calls: [rounded, fma])

  static let logarithm = CFunction(
    text: """
      // ln x for a normal number above 0.
      static double logarithm(double x) {
        uint64_t bits;
        double m, k;
        if (x != x) return x;
        memcpy(&bits, &x, 8);
        k = (double)(int)(bits >> 52) - 1023;
        bits = (bits & 0xfffffffffffff) | 0x3ff0000000000000;
        memcpy(&m, &bits, 8);
        if (m >= 0x1.6a09e667f3bcdp0) k += 1, m /= 2;
        return exact_fma(k, 0x1.62e42fefa39efp-1, twice_artanh((m - 1) / (m + 1)));
      }
      """, calls: [twiceArtanh])

  static let exponentialLinear = CFunction(
    text: """
      static float exponential_linear(double z, double positive, double negative, double c) {
        if (z < 0) return (float)(negative * power(clamp_double(rounded(z * c), -1000, 1000), 1, 1));
        return (float)(positive * z);
      }
      """, calls: [rounded, clampDouble, power])

  static let softplus = CFunction(
    text: """
      static double softplus(double z, double beta) {
        double u = rounded(z * beta), t = rounded(fabs(u) * -LOG2_E), e = power(t < -1000 ? -1000 : t, 1, 0);
        return ((u < 0 ? 0 : u) + twice_artanh(e / (e + 2))) * (1 / beta);
      }
      """, calls: [rounded, power, twiceArtanh])

  static let normalTail = CFunction(
    text: """
      static double normal_tail(double x) {
        double p = 0x1.0dc3f78040d06p-8, q = 0x1.5218d404d9f31p-7;
        p = exact_fma(p, x, 0x1.4cddd7ef7b29ep-5);
        p = exact_fma(p, x, 0x1.7743d3af077d5p-3);
        p = exact_fma(p, x, 0x1.c0d048ac4aa02p-2);
        p = exact_fma(p, x, 0x1.00000019617cbp-1);
        q = exact_fma(q, x, 0x1.a13679a36f3fdp-4);
        q = exact_fma(q, x, 0x1.e0bcb3b2dbd9cp-2);
        q = exact_fma(q, x, 0x1.33d729e6fada0p0);
        q = exact_fma(q, x, 0x1.acaa5502a7687p0);
        q = exact_fma(q, x, 1);
        return power(rounded(x * x), -LOG2_E / 2, 0) * (p / q);
      }
      """, calls: [rounded, power])

  /// e[j] = exp(z[j] - m), and their sum in sixteen parts.
  static let softmaxSum = CFunction(
    text: """
      static double row_exponential(float z, double m) {
        double d = z - m;
        return power(d < -690 ? -690 : d, LOG2_E, 0);
      }

      static double row_maximum(const float *z, size_t count) {
        float m = -INFINITY;
        size_t j;
        for (j = 0; j < count; j++) m = z[j] > m ? z[j] : m;
        return m;
      }

      static double row_sum(const float *z, size_t count, double m) {
        double sums[16] = {0};
        size_t j, l, h;
        for (j = 0; j < count; j++) sums[j % 16] += row_exponential(z[j], m);
        for (h = 8; h > 0; h /= 2)
          for (l = 0; l < h; l++) sums[l] += sums[l + h];
        return sums[0];
      }
      """, calls: [power])

  static let softmax = CFunction(
    text: """
      static void softmax(float *z, size_t count) {
        double m = row_maximum(z, count), inverse = 1 / row_sum(z, count, m);
        size_t j;
        for (j = 0; j < count; j++) z[j] = (float)(row_exponential(z[j], m) * inverse);
      }
      """, calls: [softmaxSum])

  static let logSoftmax = CFunction(
    text: """
      static void log_softmax(float *z, size_t count) {
        double m = row_maximum(z, count), ln = logarithm(row_sum(z, count, m));
        size_t j;
        for (j = 0; j < count; j++) z[j] = (float)((z[j] - m) - ln);
      }
      """, calls: [softmaxSum, logarithm])

  static let dense = CFunction(
    text: """
      // z = b + a W, W [inputs, outputs], each sum in the order that the shape decides.
      static void dense(size_t inputs, size_t outputs, const float *a, const float *weights,
                        const float *bias, float *z) {
        float part[128], *sums = z;
        size_t width = 1, parts, padded = inputs, i, j, h;
        while (width < outputs) width *= 2;
        parts = width < 128 ? 128 / width : 1;
        if (parts > 1) sums = part;
        if (outputs <= 8) padded = (inputs + 16 / width - 1) / (16 / width) * (16 / width);
        for (j = 0; j < outputs; j++) sums[j] = bias[j];
        for (j = outputs; j < parts * outputs; j++) sums[j] = 0;
        for (i = 0; i < inputs; i++) {
          float *row = sums + i % parts * outputs;
          const float *w = weights + i * outputs;
          for (j = 0; j < outputs; j++) row[j] = exact_fmaf(a[i], w[j], row[j]);
        }
        for (; i < padded; i++)
          for (j = 0; j < outputs; j++) sums[i % parts * outputs + j] += 0.0f;
        for (h = parts / 2; h > 0; h /= 2)
          for (j = 0; j < h * outputs; j++) sums[j] += sums[h * outputs + j];
        if (parts > 1) memcpy(z, sums, outputs * sizeof *z);
      }
      """, calls: [fmaFloat])
}
