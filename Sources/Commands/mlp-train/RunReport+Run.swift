import CommandOptions
import MLPKernels
import MLPModel
import MLPSchema
import MLPTraining
import Metrics
import TrainingReport

extension RunReport {
  /// The report of a run.
  ///
  /// - Parameters:
  ///   - trainer: the run, at its end.
  ///   - model: the model that it came to.
  ///   - ending: how it ended, as the end of a sentence.
  /// - Throws: `OutOfMemory`.
  init(
    _ trainer: Trainer, _ model: MultilayerPerceptron, ending: String, tier: KernelTier
  ) throws {
    let judged = trainer.validation ?? trainer.training
    let evaluation: Evaluation
    if let logits = try judged.labelledLogits(of: model, tier: tier) {
      evaluation = model.output.task == .multiLabel ? .labels(logits) : .classes(logits)
    } else {
      // The outputs of a regression are linear: logits and outputs are the same.
      let predicted = try judged.logits(of: model, tier: tier)
      evaluation = .values(
        model.output.labels.enumerated().map { c, name in
          ValueOutput(
            name: name, expected: judged.values(of: c),
            predicted: stride(from: c, to: predicted.count, by: model.outputCount).map {
              predicted[$0]
            })
        })
    }
    self.init(
      model: model,
      identity: ModelIdentity(
        of: model, arithmeticVersion: ArithmeticVersion.current
      ).description,
      ending: ending, epochs: trainer.history, bestEpoch: trainer.best?.report.epoch,
      data: Data(
        trainingRows: trainer.training.count, validationRows: trainer.validation?.count ?? 0,
        rowsOfClasses: trainer.rowsOfClasses),
      evaluation: evaluation)
  }
}

extension OwnFile {
  /// A report of a run.
  static let report = OwnFile(
    found: "a file that is no report of a run", mark: [UInt8](RunReport.mark.utf8))
}

extension Trainer {
  /// Of each class, the rows for training and those for validation; empty for numbers.
  var rowsOfClasses: [(training: Int, validation: Int)] {
    guard case .classes = training.table.targets else { return [] }
    let held = validation?.rowCounts
    return training.rowCounts.enumerated().map { ($1, held?[$0] ?? 0) }
  }
}

extension TrainingRows {
  /// The rows of each class.
  fileprivate var rowCounts: [Int] {
    var counts = [Int](repeating: 0, count: table.labels.count)
    if case .classes(let classes) = table.targets {
      for row in rows { counts[Int(classes[Int(row)])] += 1 }
    }
    return counts
  }

  /// The target numbers of one output.
  fileprivate func values(of output: Int) -> [Double] {
    guard case .values(let values) = table.targets else { return [] }
    return rows.map { values[Int($0) * table.labels.count + output] }
  }
}
