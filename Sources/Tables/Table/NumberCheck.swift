import CSV
import MLPModel

extension FeatureColumn {
  /// The feature that the text of a field is, without blanks around it: finite, or NaN where the value
  /// is missing and may be.
  ///
  /// - Throws: what is wrong with the text.
  func number(
    _ text: Span<UInt8>, _ policy: MissingPolicy
  ) throws(ValueFault) -> Float {
    if missing.contains(text) {
      guard policy != .error else { throw .missing }
      return .nan
    }
    return origin == 0 ? try Float(finite: text) : try relative(Double(finite: text))
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
