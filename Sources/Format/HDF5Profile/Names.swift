import Storage

extension Parser {
  /// A name: printable ASCII without a slash, not empty and not ".", which HDF5 takes for the group
  /// itself.
  func name(_ place: Range<Int>, _ bytes: RawSpan) throws(ProfileError) -> String {
    guard place.count <= limits.nameBytes else {
      throw error(.nameBytes, at: place.lowerBound, "\(place.count)", "at most \(limits.nameBytes)")
    }
    let found = bytes.extracting(place)
    var isName = !found.isEmpty && !found.isEqual(to: [UInt8(ascii: ".")])
    for i in 0..<found.byteCount {
      let byte = found.integer(UInt8.self, at: i) ?? 0
      if byte < 0x20 || byte > 0x7e || byte == UInt8(ascii: "/") { isName = false }
    }
    guard isName else {
      throw error(
        .name, at: place.lowerBound, found.hexadecimal,
        "printable ASCII, no slash, not empty, not \".\"")
    }
    return text(found)
  }

  /// The first name that another one before it equals, with its offset.
  ///
  /// - Complexity: O(n).
  func repeated(_ names: some Collection<(String, Int)>) -> (String, Int)? {
    guard names.count > 1 else { return nil }
    var seen = Set<String>(minimumCapacity: names.count)
    return names.first { !seen.insert($0.0).inserted }
  }
}
