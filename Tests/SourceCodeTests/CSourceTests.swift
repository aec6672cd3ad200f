import MLPKernels
import MLPModel
import Storage
import TestSupport
import Testing

@testable import SourceCode

/// What the exported C computes, under two compilers and several optimisations: the runtime's bits.
@Suite struct CSourceTests {
  /// Every model's files, its rows and the expected outputs, and a program that compares.
  private static let folder = Result {
    let folder = try Folder()
    var main = "#include <stdio.h>\n#include <string.h>\n#include <stdlib.h>\n"
    var calls = ""
    for (name, model) in try SampleModels.all() {
      let full = try model.with(verification: model.verificationRows(4, seed: 1))
      let code = CSource(full, name: name, identity: "of a test")
      try folder.write(code.header, to: "\(name).h")
      try folder.write(code.source.joined(), to: "\(name).c")
      let x = SampleModels.rows(model.inputCount)
      let y = try model.referenceOutputs(for: FloatBlock(x)).array
      try folder.write(SampleModels.bytes(x + y), to: "\(name).rows")
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
    "gcc -O2 -DEXACT_FMA", "clang -O2 -DEXACT_FMA",
    "gcc -O3 -march=native -ffp-contract=fast -DEXACT_FMA",
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
    #expect("model".identifier == "model")
    #expect("my-net 2".identifier == "my_net_2")
    #expect("2nd".identifier == "m_2nd")
    #expect("größe".identifier == "gr__e")
    #expect("".identifier == "m_")
    #expect("a\"?\\\né".cLiteral == "\"a\\042\\077\\134\\012\\303\\251\"")
  }
}
