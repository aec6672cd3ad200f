import Mutants
import Random
import Storage

/// A parser of input from outside, with the promises that it keeps on any bytes.
///
/// `tools/fuzz/fuzzer` calls it with the inputs of libFuzzer, `FuzzTargetTests` with those in `fixtures/fuzz`.
/// A new target is one file beside this one and its name in ``all``.
public struct FuzzTarget: Sendable {
  /// The name on the command line, and of the folder in `fixtures/fuzz`.
  public let name: String
  /// The length of the longest input, in bytes.
  public let maxLength: Int
  /// Runs the parser on an input and checks its promises.
  ///
  /// - Throws: `Finding` for a broken promise. A trap or a memory error ends the process.
  public let check: @Sendable ([UInt8]) throws -> Void

  init(_ name: String, maxLength: Int = 4096, check: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.name = name
    self.maxLength = maxLength
    self.check = check
  }

  /// Every target.
  public static let all: [FuzzTarget] = [
    csv, numbers, npy, gzip, zip, json, safetensors, checkpoint, model, table, keras, options,
    answer,
  ]
}

/// Throws a `Finding` unless `condition` holds.
func require(_ condition: Bool, _ finding: @autoclosure () -> String) throws {
  guard condition else { throw Finding(finding()) }
}

/// Random numbers that depend on the input alone, so that each input is a repeatable case.
func generator(for bytes: [UInt8]) -> Philox {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  return Philox(seed: hash, stream: 0)
}

/// Bytes as a stream returns them: as many as fit, or in pieces of random sizes.
func source(
  _ bytes: [UInt8], inPieces isInPieces: Bool
) -> (inout MutableRawSpan) throws -> Int {
  var position = 0
  var generator = generator(for: bytes)
  return { span in
    var count = min(span.byteCount, bytes.count - position)
    if isInPieces, count > 1 { count = min(count, 1 + generator.below(1 << generator.below(10))) }
    span.copy(bytes.span.bytes.extracting(position..<position + count))
    position += count
    return count
  }
}

extension Philox {
  /// A number from 0 up to `bound`, without it.
  mutating func below(_ bound: Int) -> Int { Int(below(UInt32(bound))) }
}
