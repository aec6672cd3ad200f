import CommandLineTools
import MLPModel
import MLPTraining
import Table
import Text

/// Says which columns are no inputs because they have no value in any row of the table in `file`.
///
/// What is left out is the same whatever the seed is: the rows set apart for validation count too.
func noteColumnsLeftOut(_ columns: [Column], of file: String, _ console: Console) {
  guard let first = columns.first else { return }
  let names = columns.map(\.reference)
  console.note(
    columns.count == 1
      ? "\(file): \(first) has no value in any row and is left out"
      : "\(file): left out \(columns.count) columns that have no value in any row: \(Excerpt.list(names))"
  )
}

/// Warns of inputs that have no effect on the model, because no training row has a value in them.
///
/// A column with names has one in a row set apart for validation then; without names columns are inputs even
/// if they have none at all, because a model finds them by their places.
///
/// - Parameter file: the table.
func warnOfColumnsWithoutEffect(
  _ trainer: Trainer, _ data: TrainingData, in file: String, _ console: Console
) {
  let features = trainer.featuresWithoutValue
  if features.isEmpty { return }
  let table = data.training.table
  // A column of text has a value for all of its levels or for none.
  var categories = table.categories[...]
  let names = features.compactMap { feature in
    // Both are in the order of the features.
    while let first = categories.first, first.firstFeature + first.levels.count <= feature {
      categories.removeFirst()
    }
    guard let category = categories.first, category.firstFeature <= feature else {
      return table.featureNames[feature]
    }
    return category.firstFeature == feature ? category.name : nil
  }
  let (found, it) =
    names.count == 1
    ? ("the input \(Excerpt(names[0])) has", "it")
    : ("the inputs \(Excerpt.list(names)) have", "them")
  let (ignore, rest) = ShellOption.advice("--ignore", items: names)
  let advice = "; leave \(it) out with \(ignore)\(rest)"
  // Without names the same table would have a column too many for the model.
  console.warn(
    "\(file): \(found) no value in any training row, and so no effect on the model"
      + (data.hasNames ? advice : ""))
}
