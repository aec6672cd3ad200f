import Foundation
import Mutants
import TestSupport

/// Damages the file at `path` as accidents do, and says how often it was still read: every bit
/// flipped, every length it can be cut to, 2,000 edits of two to nine bytes.
func damage(_ path: String) throws {
  let file = try bytes(at: path)
  guard case .admitted = try verdict(on: file) else {
    throw Finding("\(path) is no model file")
  }
  var admitted = 0
  func read(_ bytes: [UInt8]) throws {
    if case .admitted = try verdict(on: bytes) { admitted += 1 }
  }

  var damaged = file
  for bit in 0..<8 * file.count {
    damaged[bit / 8] ^= 1 << (bit % 8)
    try read(damaged)
    damaged[bit / 8] ^= 1 << (bit % 8)
  }
  for count in 0..<file.count { try read(Array(file[..<count])) }
  var random = SplitMix64(seed: UInt64(file.count))
  for _ in 0..<2000 {
    var edited = file
    let start = random.below(file.count)
    for i in start..<min(file.count, start + 2 + random.below(8)) {
      edited[i] = UInt8(random.below(256))
    }
    if edited != file { try read(edited) }
  }
  print(
    "\(path): \(8 * file.count) flips, \(file.count) truncations, 2000 edits: \(admitted) read")
  guard admitted == 0 else { throw Finding("damaged files were read") }
}
