extension [Float] {
  /// Makes room for `count` numbers, with the memory that is there where it is enough.
  ///
  /// The numbers that were there stay, so this is for what is about to be written.
  package mutating func resize(to count: Int) {
    if count > self.count {
      append(contentsOf: repeatElement(0, count: count - self.count))
    } else {
      removeLast(self.count - count)
    }
  }
}
