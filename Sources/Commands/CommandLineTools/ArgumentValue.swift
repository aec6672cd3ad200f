import Text

/// The text of an option or an argument, and what it can mean.
///
/// All errors are ``CommandFailure`` with ``ExitCode/usage``, and name the option.
public struct ArgumentValue: Sendable, Equatable {
  /// What it belongs to: `--name` or `PLACE`.
  public let label: String
  /// The text as it was given; of an item of a list, what it stands for.
  public let text: String
  /// Whether it is an item of a list that was in quotes: then it is no word with a meaning of its own.
  public let isQuoted: Bool

  init(label: String, text: String, isQuoted: Bool = false) {
    self.label = label
    self.text = text
    self.isQuoted = isQuoted
  }

  /// What was given on a command line or in a file of options, as a path's text.
  ///
  /// - Parameter isPath: whether it may name a file, and so be any bytes; other values are UTF-8.
  /// - Throws: ``CommandFailure`` for other bytes, and for a NUL character, at which names end.
  init(label: String, given: String, isPath: Bool) throws(CommandFailure) {
    guard let text = isPath ? given : given.withoutPathBytes else {
      throw CommandFailure(
        .usage, "\(label): found \(Excerpt(given, limit: 80)), which is no UTF-8, expected text")
    }
    self.init(label: label, text: text)
    if text.unicodeScalars.contains("\0") {
      throw unexpected("a value without a NUL character")
    }
  }

  /// Whether it is that word, which has a meaning of its own, such as `all`.
  public func isWord(_ word: String) -> Bool { !isQuoted && text == word }

  /// The error that it is not what it has to be.
  ///
  /// - Parameter expected: what it has to be, such as `a column of the table`.
  public func unexpected(_ expected: String) -> CommandFailure {
    CommandFailure(.usage, "\(label): found \(Excerpt(text, limit: 80)), expected \(expected)")
  }

  /// An integer in `range`, decimal.
  public func integer(in range: ClosedRange<Int> = .min ... .max) throws(CommandFailure) -> Int {
    guard let value = Int(text), range.contains(value) else {
      let (low, high) = (range.lowerBound, range.upperBound)
      let bounds =
        switch (low == .min, high == .max) {
        case (true, true): ""
        case (false, true): " of at least \(low)"
        case (true, false): " of at most \(high)"
        case (false, false): " from \(low) to \(high)"
        }
      throw unexpected("an integer\(bounds)")
    }
    return value
  }

  /// A finite number that `isAllowed` accepts.
  ///
  /// - Parameter expected: what is accepted, such as `a number above 0`.
  public func number(
    _ expected: String = "a finite number", where isAllowed: (Double) -> Bool = { _ in true }
  ) throws(CommandFailure) -> Double {
    guard let value = Double(text), value.isFinite, isAllowed(value) else {
      throw unexpected(expected)
    }
    return value
  }

  /// One of the cases of `T`, by its raw value.
  public func choice<T: RawRepresentable<String> & CaseIterable>(
    _ type: T.Type = T.self
  ) throws(CommandFailure) -> T {
    guard let value = T(rawValue: text) else {
      throw unexpected("one of \(T.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return value
  }

  /// The items of the list that it is, as `ItemList` takes it apart.
  public func list() throws(CommandFailure) -> [ArgumentValue] {
    do throws(ItemList.Fault) {
      return try ItemList(parsing: text).items.map {
        ArgumentValue(label: label, text: $0.text, isQuoted: $0.isQuoted)
      }
    } catch {
      throw CommandFailure(.usage, "\(label): \(error)")
    }
  }

  /// A byte that can separate fields: one ASCII character, or `\t` or `tab` for a tab.
  public func delimiter() throws(CommandFailure) -> UInt8 {
    if text == "\\t" || text == "tab" { return UInt8(ascii: "\t") }
    let bytes = Array(text.utf8)
    guard bytes.count == 1, bytes[0] < 0x7F, bytes[0] >= 0x20 || text == "\t", text != "\"" else {
      throw unexpected("one ASCII character, or tab, and no quote")
    }
    return bytes[0]
  }
}
