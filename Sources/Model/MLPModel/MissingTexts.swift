import Text

/// The texts of a column's cells that are missing values, beside an empty cell and NaN (SCHEMA.md, "Missing values").
///
/// A cell is compared without the blanks around it, byte for byte; a text that is a number stands for that number
/// however it is written. Lists that mean the same are one value, whatever they were made from.
///
/// Copies share one list, and are compared and hashed in no time: a file may have a list for a million columns.
public struct MissingTexts: Sendable, Equatable {
  /// The list of a column that has no other: those of pandas' `read_csv` that are not NaN.
  public static let builtIn = MissingTexts(list: nil)

  private static let builtInTexts = [
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
    "NULL", "None", "n/a", "null",
  ]

  /// The texts with their hash, which is taken once.
  private final class List: Sendable {
    let texts: [String]
    let hash: Int

    init(_ texts: [String]) {
      self.texts = texts
      var hasher = Hasher()
      for var text in texts {
        text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0 as UInt8)
      }
      hash = hasher.finalize()
    }
  }

  /// Nil for the built-in texts.
  private let list: List?

  private init(list: List?) { self.list = list }

  /// A list of those texts, in any order.
  ///
  /// Blanks around a text, texts that are missing in every list, and repetitions are left out; numbers get the form
  /// that ``texts`` has.
  ///
  /// - Throws: ``InvalidModel`` for a number that takes more than 1,024 digits without an exponent.
  /// - Complexity: O(n log n).
  public init(_ texts: [String]) throws(InvalidModel) {
    var found: [String] = []
    for text in texts {
      let trimmed = text.trimmed
      if trimmed.isEmpty || trimmed.utf8.isNaN { continue }
      guard trimmed.utf8.isNumber else {
        found.append(String(trimmed))
        continue
      }
      let number = ExactDecimal(String(trimmed))
      guard let plain = number?.plainText(atMost: Self.numberByteLimit) else {
        throw InvalidModel(
          .missing, found: "\(Excerpt(text))",
          "a number of at most \(Self.numberByteLimit) characters without an exponent")
      }
      found.append(plain)
    }
    self.init(inForm: found)
  }

  private static let numberByteLimit = TextKey.nameByteLimit

  /// The list that has exactly those ``texts``.
  ///
  /// - Throws: ``InvalidModel`` where a list of these texts has other ones, or others in another order.
  public init(exactly texts: [String]) throws(InvalidModel) {
    try self.init(texts)
    guard !areSame(self.texts, texts) else { return }
    let i = zip(texts, self.texts).enumerated().first { !isSame($1.0, $1.1) }?.offset
    let place = i ?? min(texts.count, self.texts.count)
    throw InvalidModel(
      .missing, found: "\(Excerpt(texts[place])) at element \(place) of a list",
      "texts in ascending order, each once, numbers in their plain form, "
        + "none with blanks around it, empty or NaN")
  }

  /// The texts of any of `lists`.
  ///
  /// - Complexity: O(n log n) in the texts of different lists.
  public init(union lists: [MissingTexts]) {
    let different = Set(lists)
    self = different.count == 1 ? lists[0] : MissingTexts(inForm: different.flatMap(\.texts))
  }

  /// The texts, in their form, in any order and repeated.
  private init(inForm texts: [String]) {
    var list: [String] = []
    for text in texts.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    where list.last.map({ !isSame($0, text) }) ?? true { list.append(text) }
    self.list = areSame(list, Self.builtInTexts) ? nil : List(list)
  }

  /// The texts in ascending order of their bytes, each once: none is empty, NaN, or has blanks around it; a number
  /// has a minus sign where it is below 0, no exponent, and no zeros that say nothing.
  public var texts: [String] { list?.texts ?? Self.builtInTexts }

  /// Whether this is ``builtIn``.
  public var isBuiltIn: Bool { list == nil }

  /// Whether the lists have the same texts.
  public static func == (a: MissingTexts, b: MissingTexts) -> Bool {
    switch (a.list, b.list) {
    case (nil, nil): true
    case (let a?, let b?): a === b || a.hash == b.hash && areSame(a.texts, b.texts)
    default: false
    }
  }
}

extension MissingTexts: Hashable {
  /// Hashes the bytes of the texts.
  public func hash(into hasher: inout Hasher) { hasher.combine(list?.hash) }
}

/// Texts are the same by their bytes: `==` of `String` compares what they look like.
private func isSame(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

private func areSame(_ a: [String], _ b: [String]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
}

extension String {
  /// The text without the spaces and tabs around it.
  ///
  /// By scalars: a combining mark behind a space does not hide it.
  fileprivate var trimmed: Substring {
    var rest = unicodeScalars[...]
    while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    while rest.last == " " || rest.last == "\t" { rest.removeLast() }
    return Substring(rest)
  }
}

extension Substring.UTF8View {
  /// Whether a table's reader takes all of the bytes for NaN: `nan` in any case, with a sign or none, and with
  /// letters, digits and underscores in parentheses behind it or none.
  fileprivate var isNaN: Bool {
    var rest = self
    rest.skipSign()
    for letter in "nan".utf8 {
      guard let byte = rest.popFirst(), byte | 0x20 == letter else { return false }
    }
    guard let open = rest.popFirst() else { return true }
    guard open == UInt8(ascii: "("), rest.popLast() == UInt8(ascii: ")") else { return false }
    return rest.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  /// Whether all of the bytes are a decimal number, as `-0.5`, `+1.` and `.5e3` are.
  fileprivate var isNumber: Bool {
    var rest = self
    rest.skipSign()
    var figures = rest.skipDigits()
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      figures += rest.skipDigits()
    }
    guard figures > 0 else { return false }
    guard let mark = rest.popFirst() else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    rest.skipSign()
    return rest.skipDigits() > 0 && rest.isEmpty
  }

  private mutating func skipSign() {
    if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { removeFirst() }
  }

  /// Skips digits, and says how many there were.
  private mutating func skipDigits() -> Int {
    let digits = prefix { UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") }
    let count = digits.count
    removeFirst(count)
    return count
  }
}
