import CommandLineTools
import MLPTraining
import Text

/// Warns of numbers to learn that differ by less than the model's answers can say: these are float32, so that
/// time stamps about 1.7e9 are answered 128 seconds apart.
func warnOfCoarseTargets(_ trainer: Trainer, in file: String, _ console: Console) {
  for output in trainer.coarseOutputs {
    let name = Excerpt(trainer.training.table.labels[output.label])
    console.warn(
      "\(file): label \(name): found numbers about \(output.mean) with a standard deviation of "
        + "\(output.spread.short), expected them to differ by more: the model answers in float32, "
        + "where numbers are \(output.spacing) apart there; subtract a constant such as "
        + "\(output.mean.rounded()) from the column and learn the difference")
  }
}
