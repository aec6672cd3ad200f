import HDF5Tree
import MLPReader
import MLPSchema
import ModelSamples
import Mutants
import Testing

/// Files made to be nearly right; `tools/fuzz` does the same for longer.
@Suite struct MutantTests {
  /// None may trap or be read as something other than it is; each admitted one is then pinned by an
  /// identity of its own.
  @Test(arguments: 0..<4)
  func mutantsAreRefusedOrMeant(_ seed: Int) throws {
    let trees = try [
      ModelSample.full(), ModelSample.smallest(), ModelSample.documented(),
      ModelSample.categorical(), ModelSample.origins(), ModelSample.missing(),
    ].map { try encodeModel($0) }
    var mutator = Mutator(seed: UInt64(seed))
    var admitted = 0
    for round in 0..<3200 {
      let bytes = try mutator.file(from: trees[round % trees.count])
      guard case .admitted = try verdict(on: bytes) else { continue }
      admitted += 1
      let file = try #require(try identified(bytes), "seed \(seed), round \(round)")
      guard case .admitted(let read) = try verdict(on: file) else {
        Issue.record("seed \(seed), round \(round): refused with its own identity")
        continue
      }
      try read.checkIdentity()
    }
    // Some are: a mutator that only makes rubbish tests the first checks alone.
    #expect(admitted > 100)
  }

  /// Bytes changed blindly, and what guards them made to match.
  @Test(arguments: Repair.allCases)
  func repairedDamageIsRefusedOrMeant(_ repair: Repair) throws {
    let file = sealed(Image(try encodeModel(try ModelSample.documented())).bytes)
    for place in 512..<file.count {
      for change: UInt8 in [1, 0x80, 0xFF] {
        var damaged = file
        damaged[place] ^= change
        _ = try verdict(on: repaired(damaged, repair))
      }
    }
  }
}
