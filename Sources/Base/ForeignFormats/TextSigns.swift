extension ForeignFormat {
  /// The format of a text that is no table, by the structure of its beginning; nil where it may be one.
  ///
  /// A name in a header is never enough: what counts is what no table of delimited fields begins with.
  ///
  /// - Parameters:
  ///   - head: the first bytes, as many as there are at the moment.
  ///   - delimiter: what is between the fields of a table.
  /// - Complexity: O(head).
  public init?(text head: Span<UInt8>, delimiter: UInt8) {
    let hasMark = head.count >= 3 && head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF
    let scanner = TextScanner(head, from: hasMark ? 3 : 0)
    let found =
      Self.wideText(head) ?? Self.container(head) ?? scanner.json ?? scanner.markup
      ?? scanner.arff ?? scanner.svmlight(delimiter)
    guard let found else { return nil }
    self = found
  }

  /// UTF-16 or UTF-32 without a mark, of ASCII: one of two bytes is zero, or three of four are.
  private static func wideText(_ head: Span<UInt8>) -> ForeignFormat? {
    func hasZeros(_ pattern: [Bool]) -> Bool {
      head.count >= 16
        && (0..<16).allSatisfy { (head[$0] == 0) == pattern[$0 % pattern.count] }
    }
    if hasZeros([false, true]) { return .text(encoding: "UTF-16LE") }
    if hasZeros([true, false]) { return .text(encoding: "UTF-16BE") }
    if hasZeros([false, true, true, true]) { return .text(encoding: "UTF-32LE") }
    return hasZeros([true, true, true, false]) ? .text(encoding: "UTF-32BE") : nil
  }

  /// Formats whose first bytes are letters, with bytes of theirs further on.
  private static func container(_ head: Span<UInt8>) -> ForeignFormat? {
    func has(_ text: String, at offset: Int) -> Bool {
      let bytes = Array(text.utf8)
      return head.count >= offset + bytes.count
        && bytes.indices.allSatisfy { head[offset + $0] == bytes[$0] }
    }
    func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 9 && byte != 10 && byte != 13 }
    if has("ustar", at: 257), head.extracting(0..<257).indices.contains(where: { head[$0] == 0 }) {
      return .tar
    }
    if has("IM", at: 126) || has("MI", at: 126) {
      if has("MATLAB 5.0 MAT-file", at: 0) { return .matlab }
      if has("MATLAB 7.3 MAT-file", at: 0) { return .matlabHDF5 }
    }
    if has("ORC", at: 0), (3..<min(24, head.count)).contains(where: { isControl(head[$0]) }) {
      return .orc
    }
    // Behind ten lines of 40 characters and a table of 256, or the same with line ends.
    return (456...472).contains { has("SPSSPORT", at: $0) } ? .spssPortable : nil
  }
}

/// The beginning of a text, to look for what no table begins with.
private struct TextScanner {
  private let bytes: [UInt8]

  init(_ head: Span<UInt8>, from start: Int) {
    bytes = (start..<head.count).map { head[$0] }
  }

  /// The position of the first byte from `start` on that is no blank and no line end.
  private func skipBlanks(_ start: Int) -> Int {
    var next = start
    while next < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[next]) { next += 1 }
    return next
  }

  private func byte(_ position: Int) -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  /// The lines, the last of which may be cut.
  private var lines: [ArraySlice<UInt8>] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      line.last == 0x0D ? line.dropLast() : line
    }
  }

  // MARK: - JSON

  /// An object with a first member, or an array of objects or of arrays of numbers.
  ///
  /// In a table a field with a quote in it is in quotes from its first byte on.
  var json: ForeignFormat? {
    let start = skipBlanks(0)
    switch byte(start) {
    case UInt8(ascii: "{"):
      guard let value = firstValue(ofObjectAt: start) else { return nil }
      return isOneDocument(start, value) ? .json : .jsonLines
    case UInt8(ascii: "["):
      let first = skipBlanks(start + 1)
      if byte(first) == UInt8(ascii: "{") {
        return firstValue(ofObjectAt: first) == nil ? nil : .json
      }
      return byte(first) == UInt8(ascii: "[") && isArrayOfNumbers(first) ? .json : nil
    default: return nil
    }
  }

  /// Where the value of the first member of an object begins; nil where it is none.
  private func firstValue(ofObjectAt start: Int) -> Int? {
    var next = skipBlanks(start + 1)
    guard byte(next) == UInt8(ascii: "\"") else { return nil }
    next += 1
    while let found = byte(next), found != UInt8(ascii: "\""), found >= 0x20 {
      next += found == UInt8(ascii: "\\") ? 2 : 1
    }
    guard byte(next) == UInt8(ascii: "\"") else { return nil }
    next = skipBlanks(next + 1)
    return byte(next) == UInt8(ascii: ":") ? skipBlanks(next + 1) : nil
  }

  /// Whether the object goes over several lines, or is columns and not a row.
  private func isOneDocument(_ start: Int, _ value: Int) -> Bool {
    let isNested = byte(value) == UInt8(ascii: "{") || byte(value) == UInt8(ascii: "[")
    guard let end = bytes[start...].firstIndex(of: 0x0A) else { return isNested }
    guard bytes[start..<end].last(where: { $0 != 0x0D && $0 != 0x20 }) == UInt8(ascii: "}") else {
      return true
    }
    return isNested && byte(skipBlanks(end)) != UInt8(ascii: "{")
  }

  private func isArrayOfNumbers(_ start: Int) -> Bool {
    guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "]")) else { return false }
    let behind = byte(skipBlanks(end + 1))
    guard behind == UInt8(ascii: ",") || behind == UInt8(ascii: "]") else { return false }
    return bytes[start + 1..<end].split(separator: UInt8(ascii: ",")).allSatisfy { isNumber($0) }
  }

  // MARK: - Other texts

  /// A page or a document: a first tag, and then another.
  var markup: ForeignFormat? {
    let start = skipBlanks(0)
    let text = String(decoding: bytes[start..<min(bytes.count, start + 1024)], as: UTF8.self)
    let lower = text.lowercased()
    guard let end = text.firstIndex(of: ">") else { return nil }
    let second = text[text.index(after: end)...].first { !$0.isWhitespace }
    guard second == "<" else { return nil }
    if lower.hasPrefix("<?xml ") { return lower.contains("<html") ? .html : .xml }
    let tags = ["<!doctype html", "<html", "<table"]
    return tags.contains { tag in
      lower.hasPrefix(tag) && [" ", ">", "\n", "\r\n"].contains(lower.dropFirst(tag.count).first)
    } ? .html : nil
  }

  /// Behind comments `@relation` and a name, and `@attribute` in the next line that says something.
  var arff: ForeignFormat? {
    let words = lines.prefix(1000).filter { line in
      let first = line.first { $0 != 0x20 && $0 != 0x09 }
      return first != nil && first != UInt8(ascii: "%")
    }.prefix(2).map { line in
      String(decoding: line.prefix(256), as: UTF8.self).lowercased().split(
        whereSeparator: \.isWhitespace)
    }
    guard words.count == 2, words[0].count > 1, words[1].count > 1 else { return nil }
    return words[0][0] == "@relation" && words[1][0] == "@attribute" ? .arff : nil
  }

  /// A line of a label and then indices, ascending, with numbers, and no delimiter in it.
  func svmlight(_ delimiter: UInt8) -> ForeignFormat? {
    guard delimiter != 0x20, let end = bytes.firstIndex(of: 0x0A) else { return nil }
    let line = bytes[..<end]
    if line.contains(delimiter) { return nil }
    let data = line.prefix { $0 != UInt8(ascii: "#") }
    let words = data.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    guard let label = words.first, words.count > 1, isNumber(label) else { return nil }
    var last = -1
    for (place, word) in words.dropFirst().enumerated() {
      let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      guard parts.count == 2, isNumber(parts[1]) else { return nil }
      if place == 0, parts[0].elementsEqual("qid".utf8) { continue }
      guard let index = Int(String(decoding: parts[0], as: UTF8.self)), index > last else {
        return nil
      }
      last = index
    }
    return last >= 0 ? .svmlight : nil
  }

  private func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    let plain = text.filter { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    return Double(String(decoding: plain, as: UTF8.self)) != nil
  }
}
