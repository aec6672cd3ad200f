// Scores one row: score MODEL NUMBER...

import Glibc
import MLPRuntime

@main
struct Score {
  static func main() {
    do {
      let model = try Model(path: CommandLine.arguments.dropFirst().first ?? "model.h5")
      let session = try Session(model)
      let row = CommandLine.arguments.dropFirst(2).compactMap { Float($0) }
      for (label, result) in zip(model.output.labels, try session.predict(row)) {
        print("\(label),\(result)")
      }
    } catch {
      print("score: \(error)")
      exit(1)
    }
  }
}
