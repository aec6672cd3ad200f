// What makes an input one. Each check is one rule of SCHEMA.md, "Rules".

extension MultilayerPerceptron {
  func checkInput() throws(InvalidModel) {
    guard !input.features.isEmpty else {
      throw InvalidModel("input", found: "no features", "1 or more")
    }
    for (i, feature) in input.features.enumerated() { try check(feature, at: i) }
    let imputed = input.features.count { $0.imputed != nil }
    guard imputed == 0 || imputed == input.features.count else {
      throw InvalidModel(
        "features", found: "\(imputed) with a value for missing ones",
        "\(input.features.count) or none")
    }
    try checkUnique(input.features.map(\.name), "feature names")
    if !input.categories.isEmpty { try checkCategories() }
  }

  private func check(_ feature: Feature, at i: Int) throws(InvalidModel) {
    guard feature.offset.isFinite, feature.scale.isFinite else {
      throw InvalidModel(
        "feature \(i)", found: "offset \(feature.offset), scale \(feature.scale)",
        "finite numbers")
    }
    if let range = feature.range {
      guard range.lowerBound.isFinite, range.upperBound.isFinite else {
        throw InvalidModel("feature \(i)", found: "range \(range)", "finite numbers")
      }
    }
    if let imputed = feature.imputed, !imputed.isFinite {
      throw InvalidModel("feature \(i)", found: "imputed value \(imputed)", "a finite number")
    }
  }

  private func checkCategories() throws(InvalidModel) {
    var next = 0
    for (k, category) in input.categories.enumerated() {
      guard !category.levels.isEmpty else {
        throw InvalidModel("category \(k)", found: "no levels", "1 or more")
      }
      try checkUnique(category.levels, "levels of category \(k)")
      guard category.firstFeature >= next else {
        throw InvalidModel(
          "category \(k)", found: "first feature \(category.firstFeature)",
          "\(next) or more, behind those of the category before")
      }
      guard category.firstFeature < inputCount else {
        throw InvalidModel(
          "category \(k)", found: "first feature \(category.firstFeature)", "below \(inputCount)")
      }
      let left = inputCount - category.firstFeature
      guard category.levels.count <= left else {
        throw InvalidModel(
          "category \(k)", found: "\(category.levels.count) levels",
          "at most \(left), one for each feature from \(category.firstFeature) on")
      }
      next = category.firstFeature + category.levels.count
    }
    try checkUnique(input.columns.map(\.name), "column names")
  }
}
