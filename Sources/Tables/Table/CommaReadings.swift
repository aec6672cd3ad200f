import CSV

/// The numbers that a text with commas may stand for, written with a decimal point and nothing else: `3,821` is 3.821
/// where a comma is the decimal sign, and 3821 where it separates thousands.
///
/// None where it is no number, and for more than 40 bytes.
func commaReadings(_ text: Span<UInt8>) -> [String] {
  guard text.count <= 40, text.indices.contains(where: { text[$0] == UInt8(ascii: ",") }) else {
    return []
  }
  let text = String(decoding: [UInt8](copying: text), as: UTF8.self)
  let sign = text.prefix { $0 == "-" || $0 == "+" }
  let number = text.dropFirst(sign.count)
  guard sign.count <= 1 else { return [] }
  return [
    reading(number, grouping: ".", point: ","), reading(number, grouping: ",", point: "."),
  ].compactMap { reading in reading.map { sign + $0 } }
}

/// The number with a decimal point, where `point` is its decimal sign and `grouping` is between its thousands; nil where
/// it is none.
private func reading(_ number: Substring, grouping: Character, point: Character) -> String? {
  let parts = number.split(separator: point, omittingEmptySubsequences: false)
  guard parts.count == 1 || (parts.count == 2 && !parts[1].isEmpty) else { return nil }
  let groups = parts[0].split(separator: grouping, omittingEmptySubsequences: false)
  // Thousands, or as in India a thousand and then hundreds.
  let isGrouped =
    groups.count == 1
    || ((1...3).contains(groups[0].utf8.count) && groups[0].first != "0"
      && groups.last?.utf8.count == 3
      && (groups.dropFirst().allSatisfy { $0.utf8.count == 3 }
        || groups.dropLast().dropFirst().allSatisfy { $0.utf8.count == 2 }))
  let plain = ([groups.joined()] + parts.dropFirst().map(String.init)).joined(separator: ".")
  guard isGrouped, (try? Double(text: plain.utf8.span))?.isFinite == true else { return nil }
  return plain
}
