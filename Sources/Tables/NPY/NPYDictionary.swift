/// The dictionary of a `.npy` header: a Python literal such as
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct NPYDictionary {
  /// The type of the elements; nil where they have several fields.
  private(set) var type: String?
  private(set) var isFortran = false
  private(set) var shape: [Int] = []

  private let text: [UInt8]
  private var position = 0

  /// Reads the literal; nil where it is anything else: NumPy's keys, each once, in any order, then blanks.
  init?(_ text: [UInt8]) {
    self.text = text
    guard take("{") else { return nil }
    var keys: Set<Key> = []
    while !take("}") {
      guard let key = key(), keys.insert(key).inserted, take(":"), value(of: key) else {
        return nil
      }
      guard take(",") || next == UInt8(ascii: "}") else { return nil }
    }
    guard keys == [.descr, .fortranOrder, .shape], next == nil else { return nil }
  }

  private enum Key {
    case descr, fortranOrder, shape
  }

  /// One of the keys, compared by its bytes: any other is a stranger's.
  private mutating func key() -> Key? {
    switch stringBytes() {
    case Array("descr".utf8)[...]: .descr
    case Array("fortran_order".utf8)[...]: .fortranOrder
    case Array("shape".utf8)[...]: .shape
    default: nil
    }
  }

  private mutating func value(of key: Key) -> Bool {
    switch key {
    case .descr:
      if next == UInt8(ascii: "[") { return skipList() }
      type = string()
      return type != nil
    case .fortranOrder:
      isFortran = take("True")
      return isFortran || take("False")
    case .shape:
      guard take("(") else { return false }
      while !take(")") {
        guard let number = number() else { return false }
        shape.append(number)
        guard take(",") || next == UInt8(ascii: ")") else { return false }
      }
      return true
    }
  }

  /// The byte after blanks; nil at the end.
  private var next: UInt8? {
    mutating get {
      while position < text.count, " \n".utf8.contains(text[position]) { position += 1 }
      return position < text.count ? text[position] : nil
    }
  }

  private mutating func take(_ word: String) -> Bool {
    guard next != nil, text[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func string() -> String? {
    stringBytes().flatMap { String(validating: $0, as: UTF8.self) }
  }

  private mutating func stringBytes() -> ArraySlice<UInt8>? {
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
      let end = text[(position + 1)...].firstIndex(of: quote)
    else { return nil }
    defer { position = end + 1 }
    return text[(position + 1)..<end]
  }

  private mutating func number() -> Int? {
    guard next != nil else { return nil }
    let digits = text[position...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    position += digits.count
    return Int(String(decoding: digits, as: UTF8.self))
  }

  /// Passes over a type of several fields.
  private mutating func skipList() -> Bool {
    var depth = 0
    while position < text.count {
      if text[position] == UInt8(ascii: "[") { depth += 1 }
      if text[position] == UInt8(ascii: "]") { depth -= 1 }
      position += 1
      if depth == 0 { return true }
    }
    return false
  }
}
