// What makes an input one. Each check is one rule of SCHEMA.md, "Rules".

import Text

extension MultilayerPerceptron {
  func checkInput() throws(InvalidModel) {
    guard !input.features.isEmpty else {
      throw InvalidModel(.features, found: "no features", "1 or more")
    }
    if !input.features.areNumbersFinite {
      for (i, feature) in input.features.numbers.enumerated() { try check(feature, at: i) }
    }
    let imputed = input.features.imputedCount
    guard imputed == 0 || imputed == input.features.count else {
      throw InvalidModel(
        .features, found: "\(imputed) with a value for missing ones",
        "\(input.features.count) or none")
    }
    let names = try checkUnique(input.features.names, .names)
    if !input.categories.isEmpty { try checkCategories(among: names) }
  }

  private func check(_ feature: FeatureNumbers, at i: Int) throws(InvalidModel) {
    guard feature.origin.isFinite else {
      throw InvalidModel(
        .origin, found: "\(feature.origin) at element \(i)", "finite numbers")
    }
    try checkFinite(feature.offset, .offset, i)
    try checkFinite(feature.scale, .scale, i)
    if let range = feature.range {
      try checkFinite(range.lowerBound, .minimum, i)
      try checkFinite(range.upperBound, .maximum, i)
    }
    if let imputed = feature.imputed { try checkFinite(imputed, .imputed, i) }
  }

  private func checkFinite(
    _ number: Float, _ part: ModelPart, _ i: Int
  ) throws(InvalidModel) {
    guard number.isFinite else {
      throw InvalidModel(part, found: "\(number) at element \(i)", "finite numbers")
    }
  }

  private func checkCategories(among features: TextIndex) throws(InvalidModel) {
    var next = 0
    for (k, category) in input.categories.enumerated() {
      guard !category.levels.isEmpty else {
        throw InvalidModel(.levels(category: k), found: "no levels", "1 or more")
      }
      try checkUnique(category.levels, .levels(category: k))
      guard category.firstFeature >= next else {
        throw InvalidModel(
          .firstFeature(category: k), found: "\(category.firstFeature)",
          "\(next) or more, behind those of the category before")
      }
      guard category.firstFeature < inputCount else {
        throw InvalidModel(
          .firstFeature(category: k), found: "\(category.firstFeature)", "below \(inputCount)")
      }
      let left = inputCount - category.firstFeature
      guard category.levels.count <= left else {
        throw InvalidModel(
          .levels(category: k), found: "\(category.levels.count) levels",
          "at most \(left), one for each feature from \(category.firstFeature) on")
      }
      next = category.firstFeature + category.levels.count
      if let i = (category.firstFeature..<next).first(where: {
        input.features.numbers(at: $0).origin != 0
      }) {
        throw InvalidModel(
          .origin,
          found:
            "\(input.features.numbers(at: i).origin) at element \(i), a level of category \(k)",
          "0 for levels")
      }
      if let i = (category.firstFeature..<next).first(where: {
        !input.features.missing(at: $0).isBuiltIn
      }) {
        throw InvalidModel(
          .missing, found: "a list at element \(i), a level of category \(k)",
          "one for the column alone")
      }
    }
    // Of the features those of no category are columns, under a name that no other feature has.
    let names = TextList(input.categories.map(\.name))
    try checkUnique(names, .columns)
    for name in names {
      guard let i = features.index(of: name), !input.categories.contains(where: { $0.covers(i) })
      else { continue }
      throw InvalidModel(.columns, found: "\"\(name)\" twice", "each once")
    }
  }
}
