/// A function of the exported Swift, with the ones that it calls: the twin of ``CFunction``, for a language in
/// which no compiler fuses a product with a sum.
///
/// `fma` and `squareRoot` stand behind the type (`SwiftSource`).
struct SwiftFunction: SourceFunction {
  let text: String
  var calls: [SwiftFunction] = []

  static let clampFloat = SwiftFunction(
    text: """
      private static func clamp(_ v: Float, _ low: Float, _ high: Float) -> Float {
        let v = v < low ? low : v
        return v > high ? high : v
      }
      """)

  static let clampDouble = SwiftFunction(
    text: """
      private static func clamp(_ v: Double, _ low: Double, _ high: Double) -> Double {
        let v = v < low ? low : v
        return v > high ? high : v
      }
      """)

  static let power = SwiftFunction(
    text: """
      /// 2^(c x) - minus for |c x| <= 1000; minus is 0 or 1.
      private static func power(_ x: Double, _ c: Double, _ minus: Double) -> Double {
        let t = fma(x, c, 0x1.8p52)
        let f = fma(x, c, 0x1.8p52 - t)
        let whole = Double(bitPattern: (t.bitPattern &+ 1023) << 52)
        var p = 0x1.4308fabc1a71dp-13
        p = fma(p, f, 0x1.5f07b4611a8bcp-10)
        p = fma(p, f, 0x1.3b2b9fbd89640p-7)
        p = fma(p, f, 0x1.c6af6e92be3f7p-5)
        p = fma(p, f, 0x1.ebfbdec29c82cp-3)
        p = fma(p, f, 0x1.62e4302eeb44dp-1)
        return fma(whole * f, p, whole - minus)
      }
      """)

  static let twiceArtanh = SwiftFunction(
    text: """
      private static func twiceArtanh(_ s: Double) -> Double {
        let v = s * s
        var p = 0x1.208bd0ad97778p-2
        p = fma(p, v, 0x1.1e510ad3469e7p-2)
        p = fma(p, v, 0x1.99dae69c61e5bp-2)
        p = fma(p, v, 0x1.5554df3a11af8p-1)
        p = fma(p, v, 0x1.0000001102a47p1)
        return p * s
      }
      """)

  static let logarithm = SwiftFunction(
    text: """
      /// ln x for a normal number above 0.
      private static func logarithm(_ x: Double) -> Double {
        if x != x { return x }
        var k = Double(Int(x.bitPattern >> 52)) - 1023
        var m = Double(bitPattern: x.bitPattern & 0xfffffffffffff | 0x3ff0000000000000)
        if m >= 0x1.6a09e667f3bcdp0 {
          k += 1
          m /= 2
        }
        return fma(k, 0x1.62e42fefa39efp-1, twiceArtanh((m - 1) / (m + 1)))
      }
      """, calls: [twiceArtanh])

  static let exponentialLinear = SwiftFunction(
    text: """
      private static func exponentialLinear(
        _ z: Double, _ positive: Double, _ negative: Double, _ c: Double
      ) -> Float {
        if z < 0 { return Float(negative * power(clamp(z * c, -1000, 1000), 1, 1)) }
        return Float(positive * z)
      }
      """, calls: [clampDouble, power])

  static let softplus = SwiftFunction(
    text: """
      private static func softplus(_ z: Double, _ beta: Double) -> Double {
        let u = z * beta
        let t = u.magnitude * -log2E
        let e = power(t < -1000 ? -1000 : t, 1, 0)
        return ((u < 0 ? 0 : u) + twiceArtanh(e / (e + 2))) * (1 / beta)
      }
      """, calls: [power, twiceArtanh])

  static let normalTail = SwiftFunction(
    text: """
      private static func normalTail(_ x: Double) -> Double {
        var p = 0x1.0dc3f78040d06p-8
        p = fma(p, x, 0x1.4cddd7ef7b29ep-5)
        p = fma(p, x, 0x1.7743d3af077d5p-3)
        p = fma(p, x, 0x1.c0d048ac4aa02p-2)
        p = fma(p, x, 0x1.00000019617cbp-1)
        var q = 0x1.5218d404d9f31p-7
        q = fma(q, x, 0x1.a13679a36f3fdp-4)
        q = fma(q, x, 0x1.e0bcb3b2dbd9cp-2)
        q = fma(q, x, 0x1.33d729e6fada0p0)
        q = fma(q, x, 0x1.acaa5502a7687p0)
        q = fma(q, x, 1)
        return power(x * x, -log2E / 2, 0) * (p / q)
      }
      """, calls: [power])

  /// exp(z[j] - m), and their sum in sixteen parts.
  static let softmaxSum = SwiftFunction(
    text: """
      private static func rowExponential(_ z: Float, _ m: Double) -> Double {
        let d = Double(z) - m
        return power(d < -690 ? -690 : d, log2E, 0)
      }

      private static func rowMaximum(_ z: [Float]) -> Double {
        var m = -Float.infinity
        for number in z { m = number > m ? number : m }
        return Double(m)
      }

      private static func rowSum(_ z: [Float], _ m: Double) -> Double {
        var sums = [Double](repeating: 0, count: 16)
        for j in z.indices { sums[j % 16] += rowExponential(z[j], m) }
        var h = 8
        while h > 0 {
          for l in 0..<h { sums[l] += sums[l + h] }
          h /= 2
        }
        return sums[0]
      }
      """, calls: [power])

  static let softmax = SwiftFunction(
    text: """
      private static func softmax(_ z: [Float]) -> [Float] {
        let m = rowMaximum(z), inverse = 1 / rowSum(z, m)
        return z.map { Float(rowExponential($0, m) * inverse) }
      }
      """, calls: [softmaxSum])

  static let logSoftmax = SwiftFunction(
    text: """
      private static func logSoftmax(_ z: [Float]) -> [Float] {
        let m = rowMaximum(z), ln = logarithm(rowSum(z, m))
        return z.map { Float((Double($0) - m) - ln) }
      }
      """, calls: [softmaxSum, logarithm])

  static let dense = SwiftFunction(
    text: """
      /// b + a W, W [inputs, outputs], each sum in the order that the shape decides.
      private static func dense(_ a: [Float], _ weights: [Float], _ bias: [Float]) -> [Float] {
        let outputs = bias.count
        var width = 1
        while width < outputs { width *= 2 }
        let parts = width < 128 ? 128 / width : 1
        let step = outputs <= 8 ? 16 / width : 1
        var sums = bias + [Float](repeating: 0, count: (parts - 1) * outputs)
        for i in a.indices {
          let row = i % parts * outputs, w = i * outputs
          for j in 0..<outputs { sums[row + j] = fma(a[i], weights[w + j], sums[row + j]) }
        }
        for i in a.count..<(a.count + step - 1) / step * step {
          for j in 0..<outputs { sums[i % parts * outputs + j] += 0 }
        }
        var h = parts / 2
        while h > 0 {
          for j in 0..<h * outputs { sums[j] += sums[h * outputs + j] }
          h /= 2
        }
        return Array(sums[..<outputs])
      }
      """)

  static let floats = SwiftFunction(
    text: """
      /// The numbers whose bytes, in the order of little-endian machines, are in `text` as base64.
      private static func floats(_ text: String) -> [Float] {
        var numbers: [Float] = []
        var bits: UInt32 = 0, count = 0, word: UInt32 = 0, bytes = 0
        for character in text.utf8 {
          switch character {
          case 0x41...0x5A: bits = bits << 6 | UInt32(character - 0x41)
          case 0x61...0x7A: bits = bits << 6 | UInt32(character - 0x61 + 26)
          case 0x30...0x39: bits = bits << 6 | UInt32(character - 0x30 + 52)
          case 0x2B: bits = bits << 6 | 62
          case 0x2F: bits = bits << 6 | 63
          default: continue
          }
          count += 6
          if count < 8 { continue }
          count -= 8
          word = word >> 8 | (bits >> UInt32(count) & 0xFF) << 24
          bytes += 1
          if bytes % 4 == 0 { numbers.append(Float(bitPattern: word)) }
        }
        return numbers
      }
      """)
}
