import CSV
import MLPModel

extension FeatureColumn {
  /// The feature that the text of a field is, without blanks around it: finite, or NaN where the value
  /// is missing and may be.
  ///
  /// - Throws: what is wrong with the text.
  func number(
    _ text: Span<UInt8>, _ missing: MissingPolicy, _ missingValues: MissingValues
  ) throws(ValueFault) -> Float {
    guard origin != 0, !missingValues.contains(text) else {
      return try Float(feature: text, missing, missingValues)
    }
    return try relative(Double(finite: text))
  }

  /// The feature that a finite number is.
  ///
  /// - Throws: ``ValueFault/tooLarge`` where no float holds it.
  func relative(_ raw: Double) throws(ValueFault) -> Float {
    let number = Feature.relative(raw, to: origin)
    guard number.isFinite else { throw .tooLarge }
    return number
  }
}

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
      throw ValueFault(error, in: text)
    }
    guard isFinite else { throw .infinite }
  }
}

extension Double {
  /// The finite number that the text is.
  ///
  /// - Throws: what is wrong with the text.
  init(finite text: Span<UInt8>) throws(ValueFault) {
    do throws(NumberTextError) {
      self = try Double(text: text)
    } catch {
      throw ValueFault(error, in: text)
    }
    guard isFinite else { throw .infinite }
  }

  /// A number to learn, in double precision; finite as a float too, because the model answers in floats.
  ///
  /// - Throws: what is wrong with the text.
  init(target text: Span<UInt8>) throws(ValueFault) {
    self = try Double(finite: text)
    guard Float(self).isFinite else { throw .tooLarge }
  }
}

extension ValueFault {
  fileprivate init(_ error: NumberTextError, in text: Span<UInt8>) {
    switch error {
    case .overflow: self = .tooLarge
    case .malformed:
      let readings = commaReadings(text)
      self = readings.isEmpty ? .notANumber : .commas(readings)
    }
  }
}
