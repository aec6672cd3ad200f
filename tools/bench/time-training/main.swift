// Trains a network in this process and tells how long epochs take, for tools/bench/train:
//
//   time-training DATA ROWS FEATURES CLASSES HIDDEN BATCH THREADS
//
// DATA holds float32, little-endian: the features [ROWS, FEATURES], then the class of each row. For every
// number read from standard input, one a line, so many epochs follow, and a line of output: the loss of the
// last, then the seconds of each.

import Files
import MLPTraining
import Storage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

func makeTrainer(_ arguments: [String]) throws -> Trainer {
  let numbers = arguments.map { Int($0) ?? 0 }
  let (rows, features, classes) = (numbers[2], numbers[3], numbers[4])
  let file = try readFile(arguments[1], atMost: 1 << 30)
  let values = FloatBlock(ByteSlice(file))?.array ?? []
  let split = rows * features
  guard values.count == split + rows else {
    throw TrainingError.table(
      "data", found: "\(values.count) numbers", expected: "\(split + rows)")
  }
  let table = try TrainingTable(
    featureNames: (0..<features).map { "x\($0)" }, features: Array(values[..<split]),
    labels: (0..<classes).map(String.init), targets: .classes(values[split...].map { Int32($0) }))
  let hidden = arguments[5].split(separator: ",").map {
    TrainingConfiguration.HiddenLayer(width: Int($0) ?? 0)
  }
  return try Trainer(
    TrainingConfiguration(
      hidden: hidden, loss: .negativeLogLikelihood,
      optimiser: .sgd(SGD(learningRate: 0.01, momentum: 0.9)), batchSize: numbers[6],
      scaling: .none),
    training: table.allRows, threads: numbers[7])
}

func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

guard CommandLine.arguments.count == 8 else {
  fatalError("usage: time-training DATA ROWS FEATURES CLASSES HIDDEN BATCH THREADS")
}
let trainer = try makeTrainer(CommandLine.arguments)
while let line = readLine() {
  var loss = 0.0
  let seconds = try (0..<(Int(line) ?? 0)).map { _ -> Double in
    let start = now()
    loss = try trainer.trainEpoch()?.loss ?? .nan
    return now() - start
  }
  print(loss, seconds.map(\.description).joined(separator: " "))
  fflush(nil)
}
