import Foundation
import MLPReader
import Mutants
import TestSupport

/// Prints how many of the files in `folders` break each rule, as they are or repaired.
///
/// - Returns: whether each rule is broken by one at least.
func coverage(of folders: [String]) throws -> Bool {
  var counts = Dictionary(uniqueKeysWithValues: ReadError.Reason.rules.map { ($0, 0) })
  var files = 0
  for folder in folders {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    for name in names where !name.hasPrefix(".") {
      files += 1
      let file = try bytes(at: "\(folder)/\(name)")
      for stage in [file] + Repair.allCases.map({ repaired(file, $0) }) {
        if let rule = try lowLimit(brokenBy: stage) { counts["profile \(rule)", default: 0] += 1 }
        if case .refused(let rule) = try verdict(on: stage) { counts[rule, default: 0] += 1 }
      }
    }
  }
  let missing = counts.filter { $0.value == 0 }.keys.sorted()
  for (rule, count) in counts.sorted(by: { $0.key < $1.key }) { print("\(count)\t\(rule)") }
  print("\(files) files, \(counts.count - missing.count) of \(counts.count) rules")
  for rule in missing { print("never: \(rule)") }
  return missing.isEmpty
}
