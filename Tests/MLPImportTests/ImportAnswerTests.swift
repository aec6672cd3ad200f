import Comparison
import Foundation
import HDF5Tree
import LayerChain
import MLPModel
import MLPReader
import MLPSchema
import ModelSamples
import Storage
import TestSupport
import Testing

@testable import MLPImport

/// What the sandboxed side answers, as a process sends it that a file has taken over: nothing in it is believed.
@Suite struct ImportAnswerTests {
  /// Dense, scaling, activation with parameters, dense with a bias, activation.
  private static func steps() throws -> [Step] {
    let kernel = try #require(Tensor(shape: [2, 3], elements: [0.1, -2, 3, 4, 0.5, -6]))
    let last = try #require(Tensor(shape: [3, 2], elements: [1, 2, 3, 4, 5, 6]))
    let affine = try #require(
      Affine(center: [1, 2, 3], factor: [2, 2, 0.5], shift: [0, -1, 1e-3]))
    return [
      Step("Dense \"a\"", .dense(kernel: kernel, bias: nil)), Step("scaling", .affine(affine)),
      Step("hard", .activation(.hardTanh(minimum: -2, maximum: 3))),
      Step("größe", .dense(kernel: last, bias: Tensor(shape: [2], elements: [3, 4]))),
      Step("softmax", .activation(.softmax)),
    ]
  }

  private static func answer(
    _ kind: ImportAnswer.Kind = .keras(release: "2.15.0"), _ steps: [Step]? = nil
  ) throws -> ImportAnswer {
    let model = try Network(Self.steps()).model(from: kind.source ?? "none")
    return ImportAnswer(kind, model: try sealedFile(of: encodeModel(model)), steps: steps)
  }

  private static func bytes(of answer: ImportAnswer) throws -> [UInt8] {
    try answer.encoded().withBytes { $0.withUnsafeBytes(Array.init) }
  }

  private func imported(
    _ bytes: [UInt8], as format: ImportRequest.Format = .keras, keepingSteps: Bool = true
  ) throws -> ImportedModel {
    let block = try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) }
    return try importedModel(
      fromAnswer: block, to: format, keepingSteps: keepingSteps, "net.keras")
  }

  @Test func anAnswerComesBackAsItIs() throws {
    let steps = try Self.steps()
    let keras = try imported(Self.bytes(of: Self.answer(steps: steps)))
    #expect(keras.steps == steps)
    #expect(keras.form == .converted("keras 2.15.0"))
    #expect(keras.file.model.layers.count == 2)
    let weights = try imported(
      Self.bytes(of: Self.answer(.safetensors)), as: .safetensors, keepingSteps: false)
    #expect(weights.form == .converted("safetensors"))
    #expect(weights.steps == nil)
    let model = try imported(Self.bytes(of: Self.answer(.modelFile)), as: .hdf5)
    #expect(model.form == .reencoded)
    #expect(model.steps == nil)
    let hdf5 = try imported(Self.bytes(of: Self.answer(steps: steps)), as: .hdf5)
    #expect(hdf5.form == .converted("keras 2.15.0"))
  }

  /// Names in the file's own tree say nothing about where it came from.
  @Test func namesInTheModelFileHaveNoMeaning() throws {
    var tree = try encodeModel(Network(Self.steps()).model(from: "test"))
    tree.attributes.append(Attribute("imported.from", try .string("signed by somebody")))
    var steps = Group()
    steps.attributes.append(Attribute("label", try .string("forged")))
    tree.members.append(Member("imported.steps", Group(members: [Member("0", steps)])))
    let answer = ImportAnswer(.modelFile, model: try sealedFile(of: tree))
    let found = try imported(Self.bytes(of: answer), as: .hdf5)
    #expect(found.form == .reencoded)
    #expect(found.steps == nil)
  }

  /// Where the head's fields are, and what they must not be.
  @Test func aHeadThatLies() throws {
    let good = try Self.bytes(of: Self.answer(steps: Self.steps()))
    func refused(
      _ line: String, as format: ImportRequest.Format = .keras, keepingSteps: Bool = true,
      _ change: (inout [UInt8]) -> Void = { _ in }, at place: SourceLocation = #_sourceLocation
    ) {
      var bytes = good
      change(&bytes)
      let error = #expect(throws: ImportError.self, sourceLocation: place) {
        try imported(bytes, as: format, keepingSteps: keepingSteps)
      }
      #expect(error == .answer("net.keras", line), sourceLocation: place)
    }
    func put(_ value: UInt64, _ offset: Int, _ bytes: inout [UInt8]) {
      bytes.replaceSubrange(offset..<offset + 8, with: value.bytes)
    }
    let beginning = "found another beginning, expected that of an answer"
    refused(beginning) { $0 = [] }
    refused(beginning) { $0.removeLast($0.count - 39) }
    refused(beginning) { $0[0] ^= 1 }
    refused(beginning) { $0[8] = 2 }
    let long = "found a part that is longer than the answer"
    for offset in [16, 24, 32] {
      refused(long) { put(.max, offset, &$0) }
      refused(long) { put(1 << 63, offset, &$0) }
      refused(long) { put(UInt64(Int.max), offset, &$0) }
    }
    refused("found bytes behind the last part") { $0.append(0) }
    refused(long) { $0.removeLast() }
    let kind = "found no kind of source that is known"
    refused(kind) { $0[12] = 0 }
    refused(kind) { $0[12] = 1 }  // a model file with a release
    refused(kind) { $0[12] = 3 }
    refused(kind) { $0[15] = 1 }
    let release = "found text that names no release of Keras"
    for byte in [0, 10, 27, 32, 34, 127, 200] as [UInt8] { refused(release) { $0[41] = byte } }
    let other = "found another kind of source than was asked for"
    refused(other, as: .safetensors)
    refused("found layers that nobody asked for", keepingSteps: false)
    // A release as long as somebody likes.
    #expect(throws: ImportError.answer("net.keras", release)) {
      try imported(
        Self.bytes(
          of: Self.answer(.keras(release: String(repeating: "2", count: 65)), Self.steps())))
    }
    #expect(throws: ImportError.answer("net.keras", "found no layers of the source")) {
      try imported(Self.bytes(of: Self.answer()))
    }
  }

  /// Steps that are whole by themselves, but not those of the model beside them.
  @Test func stepsOfAnotherModel() throws {
    let steps = try Self.steps()
    func dense(_ shape: [Int], _ value: Double = 1) throws -> Step {
      let elements = [Double](repeating: value, count: shape[0] * shape[1])
      return Step(
        "forged",
        .dense(kernel: try #require(Tensor(shape: shape, elements: elements)), bias: nil))
    }
    let forged: [[Step]] = [
      [steps[0]], Array(steps[..<4]) + [try dense([2, 2])], [try dense([2, 2])],
      [try dense([2, 7]), try dense([7, 2])], [try dense([3, 3]), try dense([3, 2])],
      [try dense([2, 3]), try dense([3, 9])], [try dense([2, 3]), try dense([4, 2])],
      [try dense([2, 3], .nan), try dense([3, 2])], [try dense([2, 0]), try dense([0, 2])],
      [steps[1], steps[0], steps[3]], [steps[2], steps[0], steps[3]],
    ]
    for steps in forged {
      let error = #expect(throws: ImportError.self) {
        try imported(Self.bytes(of: Self.answer(steps: steps)))
      }
      guard case .answer = error else {
        Issue.record("\(steps): \(error.map { "\($0)" } ?? "none")")
        continue
      }
      #expect(error?.isAboutFile == true)
    }
    // None at all says nothing.
    #expect(throws: ImportError.self) { try imported(Self.bytes(of: Self.answer(steps: []))) }
  }

  @Test func moreStepsThanAreTakenAreNotSent() throws {
    let step = Step("linear", .activation(.linear))
    let many = [Step](repeating: step, count: StepCoding.countLimit + 1)
    #expect(throws: ImportAnswer.Fault.self) { try StepCoding(many) }
    // Nor taken: the encoder's own limit is another process's.
    let one = try StepCoding([step])
    let count = StepCoding.countLimit + 1
    let block = try AlignedBytes(count: one.byteCount * count) { bytes in
      for k in 0..<count { one.write(to: &bytes, at: k * one.byteCount) }
    }
    #expect(throws: ImportAnswer.Fault.self) { try StepCoding.steps(block, 0..<block.count) }
    let taken = one.byteCount * StepCoding.countLimit
    #expect(try StepCoding.steps(block, 0..<taken).count == StepCoding.countLimit)
  }

  /// A label may be as long as a source makes it, and is cut between characters.
  @Test func aLongLabelIsCut() throws {
    let label = String(repeating: "größe", count: 400)
    let coding = try StepCoding([Step(label, .activation(.relu))])
    let block = try AlignedBytes(count: coding.byteCount) { coding.write(to: &$0, at: 0) }
    let found = try StepCoding.steps(block, 0..<block.count)[0].label
    #expect(label.hasPrefix(found))
    #expect((1020...1024).contains(found.utf8.count))
  }

  /// Changed bytes, cut and longer ones, extreme numbers in the place of any: an error, or an answer that can be
  /// worked with. None traps, and none takes memory that it does not bring along.
  @Test func mutantsAreRefusedOrCanBeUsed() throws {
    let seeds = [
      try Self.bytes(of: Self.answer(steps: Self.steps())),
      try Self.bytes(of: Self.answer(steps: [Self.steps()[0], Self.steps()[3]])),
    ]
    var random = SplitMix64(seed: 1)
    let extremes: [UInt64] = [
      0, 1, 2, 3, 0xFF, 0xFFFF, 1 << 31, 1 << 32, 1 << 61, 1 << 62, 1 << 63, UInt64(Int.max), .max,
      Double.nan.bitPattern, Double.infinity.bitPattern, (-1.0).bitPattern, 1e308.bitPattern,
      Double.leastNonzeroMagnitude.bitPattern,
    ]
    var counts = (used: 0, refused: 0)
    for number in 0..<4000 {
      var bytes = seeds[number % 2]
      let model = Int(bytes[24]) | Int(bytes[25]) << 8
      let steps = 40 + Int(bytes[16]) + model..<bytes.count
      for _ in 0...random.below(3) {
        // The model file is the strict reader's to test: mostly the head and the steps.
        let place =
          random.below(4) == 0 ? random.below(46) : steps.lowerBound + random.below(steps.count)
        switch random.below(6) {
        case 0: bytes[place % bytes.count] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place % bytes.count] = UInt8(random.below(256))
        case 2, 3:
          let value = extremes[random.below(extremes.count)].bytes
          let end = min(bytes.count, place % bytes.count + 8)
          bytes.replaceSubrange(
            place % bytes.count..<end, with: value.prefix(end - place % bytes.count))
        case 4:
          // Cut, with the head's word about it.
          let size = random.below(steps.count)
          bytes.removeLast(min(size, bytes.count - 40))
          let left = UInt64(max(0, bytes.count - steps.lowerBound))
          bytes.replaceSubrange(32..<40, with: left.bytes)
        default:
          let end = min(bytes.count, steps.upperBound)
          let copied = Array(bytes[min(steps.lowerBound, end)..<end])
          bytes += copied
          bytes.replaceSubrange(
            32..<40, with: UInt64(max(0, bytes.count - steps.lowerBound)).bytes)
        }
      }
      do {
        let found = try imported(bytes)
        let chain = try ReferenceChain(#require(found.steps), of: found.file.model)
        _ = chain.logits(of: [1e300, -1e-300])
        _ = try? compareLayers(of: found.file.model, with: chain)
        counts.used += 1
      } catch is ImportError {
        counts.refused += 1
      }
    }
    #expect(counts.used > 100 && counts.refused > 1000, "\(counts)")
  }
}

extension ImportAnswerTests {
  fileprivate static func answer(steps: [Step]) throws -> ImportAnswer {
    try answer(.keras(release: "2.15.0"), steps)
  }
}
