import Foundation
import HDF5Tree
import Mutants

/// `read-tree` as a child process: what the HDF5 library finds in a file, as text.
final class TreeReader {
  private let process = Process()
  private let (input, output) = (Pipe(), Pipe())

  init(path: String) throws {
    process.executableURL = URL(filePath: path)
    process.standardInput = input
    process.standardOutput = output
    // It is a finding, not our end, when the child is gone.
    signal(SIGPIPE, SIG_IGN)
    try process.run()
  }

  func read(_ file: [UInt8]) throws -> String {
    var size = UInt64(file.count).littleEndian
    var message = withUnsafeBytes(of: &size) { Data($0) }
    message.append(contentsOf: file)
    do {
      try input.fileHandleForWriting.write(contentsOf: message)
      let head = try bytes(8)
      let count = head.reversed().reduce(0) { $0 << 8 | Int($1) }
      return String(decoding: try bytes(count), as: UTF8.self)
    } catch {
      process.waitUntilExit()
      throw Finding(
        "the HDF5 library's process ended with \(process.terminationStatus)")
    }
  }

  private func bytes(_ count: Int) throws -> Data {
    var found = Data()
    while found.count < count {
      guard let more = try output.fileHandleForReading.read(upToCount: count - found.count),
        !more.isEmpty
      else { throw CocoaError(.fileReadUnknown) }
      found += more
    }
    return found
  }
}

/// What `read-tree` has to print of `tree`.
func lines(of tree: Group) -> String {
  var text = ""
  add(tree, "", to: &text)
  return text
}

private func add(_ group: Group, _ path: String, to text: inout String) {
  text += "\(path.isEmpty ? "/" : path)\n"
  add(group.attributes, path.isEmpty ? "/" : path, to: &text)
  for member in group.members {
    let path = "\(path)/\(member.name)"
    switch member.object {
    case .group(let group): add(group, path, to: &text)
    case .dataset(let dataset):
      add(dataset.value, path, to: &text)
      add(dataset.attributes, path, to: &text)
    }
  }
}

private func add(_ attributes: [Attribute], _ path: String, to text: inout String) {
  for attribute in attributes { add(attribute.value, "\(path)@\(attribute.name)", to: &text) }
}

private func add(_ values: Values, _ path: String, to text: inout String) {
  text += "\(path) \(values.type)" + values.shape.map { " \($0)" }.joined() + ": "
  let digits = Array("0123456789abcdef".utf8)
  let bytes = values.bytes.withBytes { $0.withUnsafeBytes(Array.init) }
  text += String(
    decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  text += "\n"
}
