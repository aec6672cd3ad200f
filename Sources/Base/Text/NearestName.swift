extension String {
  /// The one of `names` that this is most likely a misspelling of; nil where none is near.
  ///
  /// Near is within a third of the characters, capitals ignored; of two equally near the first. Nobody misspells a
  /// text of more than 64 characters, or reads a list of more than 10,000 names: such a text has none, and the names
  /// behind these are ignored.
  ///
  /// - Complexity: O(the length of 10,000 names), whatever the texts are.
  public func nearest(in names: some Sequence<String>) -> String? {
    let sizeLimit = 64
    guard let own = scalars(atMost: sizeLimit) else { return nil }
    let limit = max(1, own.count / 3)
    var best: (name: String, distance: Int)?
    for name in names.prefix(10_000) {
      guard let other = name.scalars(atMost: own.count + limit), other.count >= own.count - limit
      else { continue }
      let distance = editDistance(own, other)
      if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
  }

  /// The characters (Unicode scalars), without capitals; nil where there are more than `limit`.
  private func scalars(atMost limit: Int) -> [Unicode.Scalar]? {
    // A scalar has one byte at least, and four at most.
    guard utf8.count <= 4 * limit else { return nil }
    let scalars = Array(lowercased().unicodeScalars)
    return scalars.count <= limit ? scalars : nil
  }
}

/// The fewest insertions, deletions and replacements that turn `a` into `b` (Levenshtein 1965).
///
/// - Complexity: O(`a.count` · `b.count`).
func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
