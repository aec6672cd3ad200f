import Foundation
import TestSupport
import Testing

/// `mlp-export --to c`, `--to swift` and `--to onnx`: on real rows the compiled source prints the numbers of
/// `mlp-infer`.
@Suite struct SourceExportTests {
  private static let program = """
    #include <stdio.h>
    #include "net.h"
    int main(void) {
      float x[NET_INPUTS], y[NET_OUTPUTS];
      for (int n = 0;; n++) {
        for (int j = 0; j < NET_INPUTS; j++)
          if (scanf(j ? ",%f" : "%f", &x[j]) != 1) return net_check() + (n < 30);
        net_predict(x, y);
        for (int j = 0; j < NET_OUTPUTS; j++) printf(j ? ",%.9g" : "%.9g", y[j]);
        printf("\\n");
      }
    }
    """

  private func rows(_ text: String) -> [[Float]] {
    text.split(separator: "\n").map { $0.split(separator: ",").compactMap { Float($0) } }
  }

  @Test(arguments: ["gcc -O2 -march=native", "clang -O1"])
  func computesWhatTheRuntimeDoes(_ compiler: String) throws {
    let folder = try Folder.withIris()
    try folder.succeed("mlp-export model.h5 --to c -o net.c")
    let found = try folder.succeed("mlp-infer model.h5 test.csv --predict proba").lines.dropFirst()
    try folder.write(Self.program, to: "main.c")
    let columns = try folder.text(of: "test.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").prefix(4).joined(separator: ",") + "\n"
    }
    try folder.write(columns.joined(), to: "rows.csv")
    let printed = try output(
      of: "sh",
      [
        "-c",
        "cd \(folder) && \(compiler) -std=c11 -Werror net.c main.c -o net -lm && ./net < rows.csv",
      ])
    #expect(rows(printed) == rows(found.joined(separator: "\n")))
    #expect(rows(printed).count == 30)
  }

  private static let swiftProgram = """
    #if canImport(Glibc)
    import Glibc
    #elseif canImport(Musl)
    import Musl
    #endif
    while let line = readLine() {
      let x = line.split(separator: ",").compactMap { Float($0) }
      print(Net.predict(x).map { "\\($0)" }.joined(separator: ","))
    }
    exit(Net.check() == 0 && Net.labels == ["setosa", "versicolor", "virginica"] ? 0 : 1)
    """

  @Test func swiftComputesWhatTheRuntimeDoes() throws {
    let folder = try Folder.withIris()
    try folder.succeed("mlp-export model.h5 --to swift -o net.swift")
    let found = try folder.succeed("mlp-infer model.h5 test.csv --predict proba").lines.dropFirst()
    try folder.write(Self.swiftProgram, to: "main.swift")
    let columns = try folder.text(of: "test.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").prefix(4).joined(separator: ",") + "\n"
    }
    try folder.write(columns.joined(), to: "rows.csv")
    let printed = try output(
      of: "sh",
      ["-c", "cd \(folder) && swiftc -O -wmo net.swift main.swift -o net && ./net < rows.csv"])
    #expect(rows(printed) == rows(found.joined(separator: "\n")))
    #expect(rows(printed).count == 30)
  }

  @Test(arguments: ["swift", "onnx"]) func aFileOfSomebodyElseStays(kind: String) throws {
    let folder = try Folder.withIris()
    let line = "mlp-export model.h5 --to \(kind) -o net.\(kind)"
    for _ in 0..<2 { try folder.succeed(line) }
    let first = try folder.bytes(of: "net.\(kind)")
    try folder.write("mine", to: "net.\(kind)")
    #expect(try folder.run(line).status == 2)
    #expect(try folder.text(of: "net.\(kind)") == "mine")
    let summary = try folder.succeed("\(line) --force --json").json()
    #expect(try folder.bytes(of: "net.\(kind)") == first)
    #expect(summary["bytes"] as? Int == first.count)
    #expect(try folder.run("mlp-export model.h5 --to \(kind) -o net.h5").status == 2)
  }

  @Test func replacesOnlyItsOwnFiles() throws {
    let folder = try Folder.withIris()
    for _ in 0..<2 { try folder.succeed("mlp-export model.h5 --to c -o net.c") }
    try folder.write("int x;", to: "net.h")
    let ending = try folder.run("mlp-export model.h5 --to c -o net.c")
    #expect(ending.status == 2)
    #expect(ending.errors.contains("net.h: found a file that mlp-export did not write"))
    try folder.succeed("mlp-export model.h5 --to c -o net.c --force")
  }

  @Test(arguments: ["-o net.h5", "-o -", "-o .c", ""])
  func theOutputIsASourceFile(_ output: String) throws {
    let folder = try Folder.withIris()
    let ending = try folder.run(
      "mlp-export model.h5 --to c \(output)".trimmingCharacters(in: .whitespaces))
    #expect(ending.status == 2)
    #expect(ending.errors.contains("--output") || ending.errors.contains("-o"))
  }
}
