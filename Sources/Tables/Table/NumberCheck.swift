import CSV

extension Float {
  /// The number that the text of a field stands for, without blanks around it: finite, or NaN where
  /// the value is missing and may be.
  ///
  /// - Throws: what is wrong with the text.
  init(
    feature text: Span<UInt8>, _ missing: MissingPolicy, _ missingValues: MissingValues
  ) throws(ValueFault) {
    if missingValues.contains(text) {
      guard missing != .error else { throw .missing }
      self = .nan
    } else {
      self = try Float(finite: text)
    }
  }

  /// The finite number that the text is.
  ///
  /// - Throws: what is wrong with the text.
  init(finite text: Span<UInt8>) throws(ValueFault) {
    do throws(NumberTextError) {
      self = try Float(text: text)
    } catch {
      switch error {
      case .overflow: throw .tooLarge
      case .malformed:
        let readings = commaReadings(text)
        throw readings.isEmpty ? .notANumber : .commas(readings)
      }
    }
    guard isFinite else { throw .infinite }
  }
}
