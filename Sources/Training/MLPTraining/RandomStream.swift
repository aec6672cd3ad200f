import Random

/// What random numbers are drawn for.
///
/// Each purpose has streams of its own under the run's seed, numbered by purpose in the high 32 bits
/// and layer, epoch or class in the low ones. Draws so depend on nothing that was drawn before, and a
/// run resumes from numbers alone (SCHEMA.md, "Random numbers").
enum RandomStream: UInt64 {
  /// "INIT": the initial weights and biases of layer k = 1, 2, ...
  case initialisation = 0x494E_4954
  /// "SHUF": the order of the rows in epoch 1, 2, ...
  case shuffle = 0x5348_5546
  /// "SPLT": which rows of class 0, 1, ... are for validation.
  case split = 0x5350_4C54
  /// "DROP": the units that dropout drops in epoch 1, 2, ...
  case dropout = 0x4452_4F50

  /// The stream of one layer, epoch or class.
  func number(_ number: Int) -> UInt64 {
    rawValue << 32 | UInt64(UInt32(truncatingIfNeeded: number))
  }

  /// The generator of one layer, epoch or class.
  func generator(seed: UInt64, _ number: Int) -> Philox {
    Philox(seed: seed, stream: self.number(number))
  }
}
