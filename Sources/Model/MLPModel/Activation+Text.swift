extension Activation {
  /// The activation that a person writes as its tag, with parameters behind colons where they are not the
  /// usual ones: `relu`, `leaky_relu:negative_slope=0.2`, `clipped_relu:max_value=1:threshold=0.5`.
  ///
  /// - Returns: nil for an unknown tag or parameter, one twice, or a value that is no finite number.
  public init?(text: String) {
    let words = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let usual = Activation(tag: words[0]) else { return nil }
    var given: [String: Float] = [:]
    for word in words.dropFirst() {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, usual.parameters.contains(where: { $0.name == parts[0] }),
        let value = Float(parts[1]), value.isFinite,
        given.updateValue(value, forKey: parts[0]) == nil
      else { return nil }
    }
    self.init(tag: usual.tag) { name in
      given[name] ?? usual.parameters.first { $0.name == name }?.value
    }
  }
}
