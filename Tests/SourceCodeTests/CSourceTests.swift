import MLPKernels
import MLPModel
import Storage
import TestSupport
import Testing

@testable import CSource

/// What the exported C computes, under two compilers and several optimisations: the runtime's bits.
@Suite struct CSourceTests {
  private static func numbers(_ count: Int, _ generator: inout SplitMix64, scale: Float) -> [Float]
  {
    (0..<count).map { _ in scale * Float(Int32(truncatingIfNeeded: generator.next())) * 0x1p-31 }
  }

  private static func model(
    _ widths: [Int], _ hidden: Activation, _ last: Activation, temperature: Float = 1,
    isScaled: Bool
  ) throws -> MultilayerPerceptron {
    var generator = SplitMix64(seed: UInt64(widths.reduce(0, +)))
    let layers = try zip(widths, widths.dropFirst()).enumerated().map { k, shape in
      try DenseLayer(
        inputCount: shape.0, outputCount: shape.1,
        weights: FloatBlock(numbers(shape.0 * shape.1, &generator, scale: 1)),
        bias: FloatBlock(numbers(shape.1, &generator, scale: 1)),
        activation: k == widths.count - 2 ? last : hidden)
    }
    let features = numbers(widths[0], &generator, scale: 1).enumerated().map { j, offset in
      Feature(
        name: "feature \"\(j)\"??/\n", offset: isScaled ? offset : 0, scale: isScaled ? 1.5 : 1)
    }
    return try MultilayerPerceptron(
      input: InputDescription(features: features), layers: layers,
      output: OutputDescription(
        task: last == .softmax ? .classification : .regression,
        labels: (0..<widths[widths.count - 1]).map { "größe \($0)" }, temperature: temperature))
  }

  /// The usual parameters and others, narrow and wide layers, one of each form at the end.
  private static func models() throws -> [(name: String, model: MultilayerPerceptron)] {
    let more: [Activation] = [
      .leakyReLU(negativeSlope: 0), .clippedReLU(negativeSlope: 0.25, threshold: -0.5, maximum: 1),
      .hardSigmoid(alpha: 0.2, beta: 0.5), .elu(alpha: 0.3), .celu(alpha: 0.3), .softplus(beta: 3),
      .squareplus(b: 0.1), .silu(alpha: 1.7),
    ]
    var models: [(String, MultilayerPerceptron)] = []
    for (k, activation) in (Activation.all + more).enumerated() {
      models.append(("h\(k)", try model([5, 19, 3], activation, .linear, isScaled: false)))
    }
    models.append(("wide", try model([30, 200, 65, 7], .tanh, .softmax, isScaled: true)))
    models.append(
      ("warm", try model([7, 17], .linear, .softmax, temperature: 1.75, isScaled: true)))
    models.append(("log", try model([3, 2, 70], .gelu, .logSoftmax, isScaled: false)))
    models.append(("one", try model([65, 1], .relu, .softplus(beta: 1), isScaled: true)))
    models.append(("big", try model([2, 600, 2], .relu, .linear, isScaled: false)))
    return models
  }

  private static func bytes(_ floats: [Float]) -> [UInt8] {
    floats.flatMap { float in
      (0..<4).map { UInt8(truncatingIfNeeded: float.bitPattern >> (8 * $0)) }
    }
  }

  /// Rows of ordinary and of hard numbers.
  private static func rows(_ columns: Int) -> [Float] {
    var generator = SplitMix64(seed: UInt64(columns))
    let special: [Float] = [
      0, -0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNormalMagnitude,
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e-20, -88, 104,
    ]
    return numbers(40 * columns, &generator, scale: 1)
      + numbers(20 * columns, &generator, scale: 30)
      + (0..<24 * columns).map { _ in
        generator.below(3) == 0
          ? special[generator.below(special.count)] : numbers(1, &generator, scale: 4)[0]
      }
  }

  /// Every model's files, its rows and the expected outputs, and a program that compares.
  private static let folder = Result {
    let folder = try Folder()
    var main = "#include <stdio.h>\n#include <string.h>\n#include <stdlib.h>\n"
    var calls = ""
    for (name, model) in try models() {
      let full = try model.with(verification: model.verificationRows(4, seed: 1))
      let code = CSource(full, name: name, identity: "of a test")
      try folder.write(code.header, to: "\(name).h")
      try folder.write(code.source.joined(), to: "\(name).c")
      let x = rows(model.inputCount)
      let y = try model.referenceOutputs(for: FloatBlock(x)).array
      try folder.write(bytes(x + y), to: "\(name).rows")
      main += "#include \"\(name).h\"\n"
      calls +=
        "  bad += run(\"\(name)\", \(model.inputCount), \(model.outputCount), \(name)_predict, \(name)_check);\n"
    }
    main += """
      static int run(const char *name, size_t inputs, size_t outputs, void (*predict)(const float *, float *),
                     int (*check)(void)) {
        char path[64];
        snprintf(path, sizeof path, "%s.rows", name);
        FILE *file = fopen(path, "rb");
        float *data = malloc(1 << 20), y[1024];
        size_t count = fread(data, 4, 1 << 18, file), rows = count / (inputs + outputs), bad = 0;
        for (size_t r = 0; r < rows; r++) {
          predict(data + r * inputs, y);
          if (memcmp(y, data + rows * inputs + r * outputs, 4 * outputs)) bad++;
        }
        if (rows != 84) printf("%s: %zu rows\\n", name, rows);
        if (bad) printf("%s: %zu rows differ\\n", name, bad);
        if (check()) printf("%s: check\\n", name);
        fclose(file);
        free(data);
        return bad != 0;
      }

      int main(void) {
        int bad = 0;
      \(calls)  if (!bad) printf("ok\\n");
        return 0;
      }

      """
    try folder.write(main, to: "main.c")
    return folder
  }

  @Test(arguments: [
    "gcc -O0", "gcc -O1", "gcc -O2", "gcc -O3 -march=native -funroll-loops", "gcc -Os -mfma",
    "clang -O0", "clang -O2", "clang -O3 -march=native", "clang -O3 -mfma -ffp-contract=fast",
  ]) func givesTheRuntimesBits(_ compiler: String) throws {
    let folder = try Self.folder.get()
    let program = compiler.replacing(" ", with: "")
    let found = try output(
      of: "sh",
      [
        "-c",
        "cd \(folder) && \(compiler) -std=c11 -Wall -Wextra -Werror -pedantic *.c -o \(program) -lm && ./\(program)",
      ])
    #expect(found == "ok\n", "\(compiler): \(found)")
  }

  @Test func theHeaderIsForCPlusPlusToo() throws {
    let folder = try Self.folder.get()
    try folder.write("#include \"wide.h\"\nint n = WIDE_INPUTS;\n", to: "wide.cc")
    _ = try output(
      of: "sh", ["-c", "cd \(folder) && g++ -Wall -Werror -pedantic -fsyntax-only wide.cc"])
  }

  @Test func fastMathIsRefused() throws {
    let folder = try Self.folder.get()
    let error = #expect(throws: CommandFailed.self) {
      try output(of: "sh", ["-c", "cd \(folder) && gcc -ffast-math -fsyntax-only wide.c"])
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("compile without -ffast-math"))
  }

  @Test func constantsAreExact() {
    var generator = SplitMix64(seed: 3)
    let special: [Float] = [
      0, -0, 1, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
    ]
    let random = (0..<10_000).map { _ in
      Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
    }
    for number in (special + random).filter(\.isFinite) {
      #expect(Float(String(number.cConstant.dropLast()))?.bitPattern == number.bitPattern)
    }
  }

  @Test func namesAreIdentifiers() {
    #expect("model".cIdentifier == "model")
    #expect("my-net 2".cIdentifier == "my_net_2")
    #expect("2nd".cIdentifier == "m_2nd")
    #expect("größe".cIdentifier == "gr__e")
    #expect("".cIdentifier == "m_")
    #expect("a\"?\\\né".cLiteral == "\"a\\042\\077\\134\\012\\303\\251\"")
  }
}
