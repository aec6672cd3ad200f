import MLPModel
import Storage

/// A model as C: one file and its header, which depend on the C library's `fma` and `sqrt` alone.
///
/// The code gives the same bits as arithmetic version 1 (SCHEMA.md) with any C11 compiler that keeps IEEE
/// rules, whatever it optimises; it allocates nothing and keeps nothing, so any thread may call it.
public struct CSource: Sendable {
  /// The text of the header.
  public let header: String
  /// The text of the source file, in parts that follow each other.
  public let source: [String]

  /// The source of `model`.
  ///
  /// - Parameters:
  ///   - name: what identifiers begin with, after what C does not allow became an underscore.
  ///   - identity: the model's, for the record.
  /// - Complexity: O(parameters).
  public init(_ model: MultilayerPerceptron, name: String, identity: String) {
    let prefix = name.identifier
    let macro = prefix.uppercased()
    let origin = "\(sourceMark) from the model \(identity). Do not edit.\n"
    header = origin + CSource.declarations(model, prefix, macro)
    var parts = [origin, CSource.preamble(name)]
    parts += CSource.texts(model, prefix, macro)
    for (k, layer) in model.layers.enumerated() {
      parts.append(array("weights_\(k)", layer.weights))
      parts.append(array("bias_\(k)", layer.bias))
    }
    if model.input.hasOrigins {
      let numbers = model.input.features.map { "  \($0.origin),\n" }.joined()
      parts.append("const double \(prefix)_origins[\(macro)_INPUTS] = {\n\(numbers)};\n\n")
    }
    if model.input.isScaled {
      parts.append(array("offset", model.input.features.map(\.offset)))
      parts.append(array("scale", model.input.features.map(\.scale)))
    }
    if let rows = model.verification {
      parts.append(array("check_inputs", rows.inputs))
      parts.append(array("check_outputs", rows.outputs))
    }
    let activations = CSource.activations(model)
    parts += CFunction.ordered(activations.flatMap(\.calls) + [.dense]).map { $0 + "\n\n" }
    parts += activations.map(\.text)
    parts.append(CSource.predict(model, prefix, macro))
    parts.append(CSource.check(model, prefix, macro))
    source = parts
  }

  private static func declarations(
    _ model: MultilayerPerceptron, _ prefix: String, _ macro: String
  ) -> String {
    let widest = model.layers.map(\.outputCount).reduce(model.inputCount, max)
    return """
      #ifndef \(macro)_H
      #define \(macro)_H

      #ifdef __cplusplus
      extern "C" {
      #endif

      #define \(macro)_INPUTS \(model.inputCount)
      #define \(macro)_OUTPUTS \(model.outputCount)
      #define \(macro)_LABELS \(model.output.labels.count)

      // The names of the inputs in their order, and of the classes or outputs; UTF-8.\(inputNote(model))
      extern const char *const \(prefix)_features[\(macro)_INPUTS];
      extern const char *const \(prefix)_labels[\(macro)_LABELS];\(originDeclaration(model, prefix, macro))

      // Runs the network on one row: x as it is before any scaling, y after the last activation. They may not
      // overlap. Takes about \(8 * widest + 1024) bytes of stack; any thread may call it. Numbers are rounded to
      // nearest and subnormal numbers are kept: leave the floating-point environment as C starts it.
      void \(prefix)_predict(const float *x, float *y);

      // Runs the rows that the model was exported with: how many do not give the same bits as then. 0 unless the
      // compiler or the floating-point environment breaks IEEE rules.
      int \(prefix)_check(void);

      #ifdef __cplusplus
      }
      #endif

      #endif

      """
  }

  /// What a row has to hold beside plain numbers, as more lines of the comment.
  private static func inputNote(_ model: MultilayerPerceptron) -> String {
    var lines: [String] = []
    if !model.input.categories.isEmpty {
      lines.append(
        "Inputs are numbers: of a column of text the input of the level is 1, those of the others are 0."
      )
    }
    if model.input.imputedValues != nil {
      lines.append(
        "Nothing is filled in here: a missing value has to be what the model imputes for it.")
    }
    return lines.map { "\n// \($0)" }.joined()
  }

  private static func originDeclaration(
    _ model: MultilayerPerceptron, _ prefix: String, _ macro: String
  ) -> String {
    guard model.input.hasOrigins else { return "" }
    return """


      // What to subtract from each raw value, in double precision, before it is rounded to a float of x: an input is
      // (float)(value - \(prefix)_origins[j]).
      extern const double \(prefix)_origins[\(macro)_INPUTS];
      """
  }

  private static func preamble(_ name: String) -> String {
    """
    // C11. GCC and clang give the same bits at every level of optimisation, unless -ffast-math or one of its parts
    // lets them break IEEE rules. Link with -lm, for sqrt and fma.

    #include "\(name).h"

    #include <float.h>
    #include <math.h>
    #include <stdint.h>
    #include <string.h>

    #if defined(__FAST_MATH__) || FLT_EVAL_METHOD != 0
    #error "compile without -ffast-math, for a CPU that computes float as float (on 32-bit x86: -msse2 -mfpmath=sse)"
    #endif

    // GCC does not know it; the code does without.
    #if !defined(__GNUC__) || defined(__clang__)
    #pragma STDC FP_CONTRACT OFF
    #endif

    // The fma of some C libraries rounds twice (newlib, FreeBSD). The instruction is taken where the CPU has one, the
    // library's where it is exact; else, or with -DEXACT_FMA, the one that is written out below.
    #if !defined(EXACT_FMA) && (defined(__GLIBC__) || defined(__FMA__) || defined(__aarch64__))
    #define exact_fma fma
    #define exact_fmaf fmaf
    #endif

    #define LOG2_E 0x1.71547652b82fep0


    """
  }

  private static func texts(
    _ model: MultilayerPerceptron, _ prefix: String, _ macro: String
  ) -> [String] {
    [
      ("features", "INPUTS", model.input.features.names),
      ("labels", "LABELS", model.output.labels),
    ].map { list, count, texts in
      "const char *const \(prefix)_\(list)[\(macro)_\(count)] = {\n"
        + texts.map { "  \($0.cLiteral),\n" }.joined() + "};\n\n"
    }
  }

  /// The functions `activation_K` of the layers that have one, and what they call.
  private static func activations(
    _ model: MultilayerPerceptron
  ) -> [(text: String, calls: [CFunction])] {
    model.layers.enumerated().map { k, layer in
      switch layer.activation {
      case .softmax: return ("", [.softmax])
      case .logSoftmax: return ("", [.logSoftmax])
      default:
        guard let (text, calls) = layer.activation.cBody else { return ("", []) }
        let body = text.split(separator: "\n").map { "  \($0)\n" }.joined()
        return ("static float activation_\(k)(float z) {\n\(body)}\n\n", calls)
      }
    }
  }

  private static func predict(
    _ model: MultilayerPerceptron, _ prefix: String, _ macro: String
  ) -> String {
    let widest = model.layers.map(\.outputCount).reduce(model.inputCount, max)
    var lines = ["float a[\(widest)], b[\(widest)];", "size_t j;"]
    lines.append(
      model.input.isScaled
        ? "for (j = 0; j < \(macro)_INPUTS; j++) a[j] = (x[j] - offset[j]) * scale[j];"
        : "for (j = 0; j < \(macro)_INPUTS; j++) a[j] = x[j];")
    for (k, layer) in model.layers.enumerated() {
      let (from, to) = k.isMultiple(of: 2) ? ("a", "b") : ("b", "a")
      let count = layer.outputCount
      lines.append(
        "dense(\(layer.inputCount), \(count), \(from), weights_\(k), bias_\(k), \(to));")
      if k == model.layers.count - 1, model.output.temperature != 1 {
        lines.append(
          "for (j = 0; j < \(count); j++) \(to)[j] /= \(model.output.temperature.cConstant);")
      }
      switch layer.activation {
      case .linear: break
      case .softmax: lines.append("softmax(\(to), \(count));")
      case .logSoftmax: lines.append("log_softmax(\(to), \(count));")
      default: lines.append("for (j = 0; j < \(count); j++) \(to)[j] = activation_\(k)(\(to)[j]);")
      }
    }
    let result = model.layers.count.isMultiple(of: 2) ? "a" : "b"
    // Which NaN differs between CPUs.
    lines.append(
      "for (j = 0; j < \(macro)_OUTPUTS; j++) y[j] = \(result)[j] == \(result)[j] ? \(result)[j] : NAN;"
    )
    return "void \(prefix)_predict(const float *x, float *y) {\n"
      + lines.map { "  \($0)\n" }.joined() + "}\n\n"
  }

  private static func check(
    _ model: MultilayerPerceptron, _ prefix: String, _ macro: String
  ) -> String {
    guard let rows = model.verification else {
      return "int \(prefix)_check(void) { return 0; }\n"
    }
    return """
      int \(prefix)_check(void) {
        float y[\(macro)_OUTPUTS];
        int row, different = 0;
        for (row = 0; row < \(rows.outputs.count / max(1, model.outputCount)); row++) {
          \(prefix)_predict(check_inputs + row * \(macro)_INPUTS, y);
          different += memcmp(y, check_outputs + row * \(macro)_OUTPUTS, sizeof y) != 0;
        }
        return different;
      }

      """
  }
}

/// A constant array of C, eight numbers a line.
private func array(_ name: String, _ numbers: FloatBlock) -> String { array(name, numbers.array) }

private func array(_ name: String, _ numbers: [Float]) -> String {
  var text = "static const float \(name)[\(numbers.count)] = {\n"
  for (i, number) in numbers.enumerated() {
    text += i.isMultiple(of: 8) ? "  " : " "
    text += number.cConstant
    text += i % 8 == 7 || i == numbers.count - 1 ? ",\n" : ","
  }
  return text + "};\n\n"
}
