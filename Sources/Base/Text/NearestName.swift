extension String {
  /// The one of `names` that this is most likely a misspelling of; nil where none is near.
  ///
  /// Near is within a third of the characters, capitals ignored; of two equally near the first.
  ///
  /// - Complexity: O(`count` · the length of all `names`).
  public func nearest(in names: [String]) -> String? {
    let own = Array(lowercased().unicodeScalars)
    var best: (name: String, distance: Int)?
    for name in names {
      let distance = editDistance(own, Array(name.lowercased().unicodeScalars))
      if distance <= max(1, own.count / 3), distance < best?.distance ?? .max {
        best = (name, distance)
      }
    }
    return best?.name
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
