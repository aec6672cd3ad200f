import JSONText

// The numbers of a configuration, each read once by one of these, with its type and its range.

/// What a number among a layer's settings has to be.
enum KerasNumber {
  /// A whole number, written as one.
  case whole(ClosedRange<Int>)
  /// A number, or a list of one.
  case number(ClosedRange<Double>)
  /// The extents of rows, a batch's first.
  case shape

  /// The widest row of a model file.
  static let largestWidth = 1 << 20
  /// The largest float32.
  static let greatest = Double(Float.greatestFiniteMagnitude)
  /// Every finite float32.
  static let finite = -greatest...greatest

  /// The settings that are numbers; all are checked, also those that change nothing where a model is used.
  static let ofSetting: [String: KerasNumber] = [
    "units": .whole(1...largestWidth), "input_dim": .whole(1...largestWidth),
    "lora_rank": .whole(1...largestWidth), "lora_alpha": .number(finite),
    "batch_shape": .shape, "batch_input_shape": .shape,
    "rate": .number(0...1), "momentum": .number(0...1), "renorm_momentum": .number(0...1),
    "stddev": .number(0...greatest), "l1": .number(0...greatest), "l2": .number(0...greatest),
    "epsilon": .number(0...greatest), "max_value": .number(0...greatest),
    "threshold": .number(0...greatest), "theta": .number(finite), "alpha": .number(finite),
    "negative_slope": .number(finite),
  ]
}

extension KerasLayer {
  /// Refuses a number that is none, or out of its range, whether it is read later or not.
  ///
  /// - Throws: ``KerasError``.
  func checkNumbers() throws(KerasError) {
    guard case .object(let members) = settings else { return }
    for member in members where member.value != .null {
      switch KerasNumber.ofSetting[member.name] {
      case .whole(let range): _ = try integer(member.name, in: range)
      case .number(let range): _ = try number(member.name, default: 0, in: range)
      case .shape: _ = try shape(member.name)
      case nil: break
      }
    }
  }

  /// The setting of that name as a whole number.
  func integer(_ key: String, in range: ClosedRange<Int>) throws(KerasError) -> Int {
    guard let number = settings[key]?.integer, range.contains(number) else {
      throw unexpected(
        key, settings[key] ?? .null,
        "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// The setting of that name as one number, or its default where there is none.
  func number(
    _ key: String, default value: Double, in range: ClosedRange<Double> = KerasNumber.finite
  ) throws(KerasError) -> Double {
    guard let setting = settings.member(key) else { return value }
    guard let numbers = setting.numbers, numbers.count == 1, range.contains(numbers[0]) else {
      let bounds =
        switch (range.lowerBound, range.upperBound) {
        case (-KerasNumber.greatest, KerasNumber.greatest): ", finite in float32"
        case (let least, KerasNumber.greatest): ", \(least) or more, finite in float32"
        case (let least, let most): " from \(least) to \(most)"
        }
      throw unexpected(key, setting, "a number" + bounds)
    }
    return numbers[0]
  }

  /// The numbers of a setting; nil where there is none, or null.
  func numbers(_ key: String) throws(KerasError) -> [Double]? {
    guard let setting = settings[key] else { return nil }
    guard let numbers = setting.numbers, !numbers.isEmpty else {
      throw unexpected(key, setting, "a number, or a list of numbers")
    }
    return numbers
  }

  /// The extents that a setting says rows have, the batch's first; nil for those that are open, and where there is no
  /// such setting.
  func shape(_ key: String) throws(KerasError) -> [Int?]? {
    guard let setting = settings[key] else { return nil }
    guard let values = setting.values, !values.isEmpty,
      values.allSatisfy({ $0 == .null || 1...KerasNumber.largestWidth ~= $0.integer ?? 0 })
    else {
      throw unexpected(
        key, setting,
        "a list: null for the rows, then the extents of each, from 1 to \(KerasNumber.largestWidth)"
      )
    }
    return values.map(\.integer)
  }

  /// The axis that a setting says, alone or as a list of one; nil for anything else.
  func axis(_ setting: JSON) -> Int? {
    if let values = setting.values { return values.count == 1 ? values[0].integer : nil }
    return setting.integer
  }
}
