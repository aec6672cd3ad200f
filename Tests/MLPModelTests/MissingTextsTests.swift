import MLPModel
import Testing

/// A list of texts has one form.
@Suite struct MissingTextsTests {
  @Test(arguments: [
    (["?", "NA", "?"], ["?", "NA"]), (["b", "a"], ["a", "b"]), (["", " ", "nan", "-NaN(7)"], []),
    ([" ?\t"], ["?"]), (["-999.0", "-999", "-9.99e2"], ["-999"]), (["1e3"], ["1000"]),
    (["+0.50", ".5"], ["0.5"]), (["-0", "0e99999999999999999999"], ["0"]),
    (["12e-1", "5e-324"], ["0." + String(repeating: "0", count: 323) + "5", "1.2"]),
    (["1.#IND", "inf", "0x1"], ["0x1", "1.#IND", "inf"]),
    (["é", "e\u{301}"], ["e\u{301}", "é"]),
    (["\u{10FFFF}", "\u{FFFF}"], ["\u{FFFF}", "\u{10FFFF}"]),
  ])
  func oneForm(given: [String], form: [String]) throws {
    let list = try MissingTexts(given)
    #expect(list.texts.map { Array($0.utf8) } == form.map { Array($0.utf8) })
    #expect(try MissingTexts(exactly: form) == list)
    #expect(try MissingTexts(given.reversed()) == list)
    if given.map({ Array($0.utf8) }) != form.map({ Array($0.utf8) }) {
      #expect(throws: InvalidModel.self) { _ = try MissingTexts(exactly: given) }
    }
  }

  @Test(arguments: [
    "1e1024", "-1e1023", "1e-1023", "1e99999999999999999999", "1e-99999999999999999999",
  ])
  func numbersThatAreTooLong(_ text: String) {
    #expect(throws: InvalidModel.self) { _ = try MissingTexts([text]) }
  }

  @Test func numbersThatAreJustShortEnough() throws {
    for text in ["1e1023", "-1e1022", "1e-1022"] {
      #expect(try MissingTexts([text]).texts.first?.utf8.count == 1024)
    }
  }

  /// Canonically equivalent texts are other bytes, and so other lists.
  @Test func bytesCount() throws {
    #expect(try MissingTexts(["é"]) != MissingTexts(["e\u{301}"]))
    #expect(try Set([MissingTexts(["é"]), MissingTexts(["e\u{301}"]), .builtIn]).count == 3)
  }

  @Test func theBuiltInOneIsOneHoweverItIsWritten() throws {
    let builtIn = MissingTexts.builtIn
    #expect(try MissingTexts(builtIn.texts.reversed() + ["", "nan"]) == builtIn)
    #expect(try MissingTexts(exactly: builtIn.texts).isBuiltIn)
    #expect(try !MissingTexts(Array(builtIn.texts.dropLast())).isBuiltIn)
    #expect(try MissingTexts([]) != builtIn)
    #expect(builtIn.texts.count == 14)
  }

  @Test func unions() throws {
    let a = try MissingTexts(["?", "-1"])
    #expect(try MissingTexts(union: [a, MissingTexts(["x", "?"]), a]).texts == ["-1", "?", "x"])
    #expect(try MissingTexts(union: [.builtIn, MissingTexts(["NA"])]).isBuiltIn)
  }

  /// Only the columns' own lists count: one for each, whatever the number of its features.
  @Test func listsOfColumns() throws {
    let input = InputDescription(
      features: ["a", "k=u", "k=v", "b"].map { Feature(name: $0) },
      categories: [CategoricalColumn(name: "k", firstFeature: 1, levels: ["u", "v"])],
      privacyNote: "note")
    #expect(!input.hasMissingTexts)
    let lists = try [["1"], ["2"], ["3"]].map { try MissingTexts($0) }
    let changed = input.with(missing: lists)
    #expect(changed.columns.map(\.missing) == lists)
    #expect(changed.hasMissingTexts)
    #expect(changed.withoutRanges.columns.map(\.missing) == lists)
    #expect(changed.features[1].missing.isBuiltIn && changed.privacyNote == "note")
    #expect(changed.with(missing: [.builtIn, .builtIn, .builtIn]) == input)
    #expect(changed.features[0].named("z").missing == lists[0])
  }
}
