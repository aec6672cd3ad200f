import HDF5Tree
import Keras
import Mutants

extension FuzzTarget {
  /// The description of a Keras model, without its weights: one line of error, whatever it says.
  static let keras = FuzzTarget("keras", maxLength: 8192) { bytes in
    do throws(KerasError) {
      _ = try KerasModel(tree: Group(), bytes)
    } catch {
      try checkLine("\(error)")
    }
  }
}
