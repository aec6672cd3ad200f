import HDF5Profile
import HDF5Tree
import Mutants
import Storage
import TestSupport
import Testing

@Suite struct RandomTests {
  @Test(arguments: 0..<8)
  func randomTreesSurvive(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<40 {
      let tree = try Trees.random(&random, depth: 4)
      let image = Image(tree)
      #expect(try parseTree(image.slice()) == tree)
    }
  }

  /// Files that are nearly of the profile, with checksums that match: none may trap, and each that
  /// is read has to be the one form of what was read.
  @Test(arguments: 0..<8)
  func mutantsAreRefusedOrMeant(_ seed: Int) throws {
    var mutator = Mutator(seed: UInt64(1000 + seed))
    let starts = [try Trees.least(), try Trees.small()]
    var accepted = 0
    for round in 0..<2500 {
      let mutant = mutator.image(
        of: starts[round % 2], toBlocks: round / 2 % 3, toBytes: round / 6 % 3)
      if let tree = try? parseTree(mutant.slice()) {
        accepted += 1
        #expect(mutant.isTheForm(of: tree), "seed \(seed), round \(round)")
      }
    }
    // Some are: a mutator that only makes rubbish tests the first check alone.
    #expect(accepted > 100)
  }
}
