import Foundation
import MLPModel
import TestSupport
import Testing

@testable import TrainingReport

/// The page of a run: well-formed, alone, and true.
@Suite struct RunReportTests {
  /// What a page could be made of, and what could go wrong in it.
  static let pages: [(String, @Sendable () throws -> RunReport)] = [
    ("classes", { try Samples.classes() }),
    ("hostile names", { try Samples.classes { "\(hostile) \($0)" } }),
    ("two classes", { try Samples.classes(2, temperature: 1) }),
    ("many classes", { try Samples.classes(30, rows: 300) }),
    ("one epoch", { try Samples.classes(epochs: 1) }),
    ("large counts", { try Samples.classes(200, rows: 6000, epochs: 2000) }),
    ("no epoch", { try Samples.classes(epochs: 0) }),
    ("many epochs", { try Samples.classes(epochs: 5000) }),
    ("one row", { try Samples.classes(rows: 1) }),
    ("labels", { try Samples.labels() }),
    ("a regression", { try Samples.regression() }),
    ("a large regression", { try Samples.regression(rows: 5000) }),
    ("a perfect regression", { try Samples.regression(rows: 1) { _ in 0 } }),
    ("a wild regression", { try Samples.regression { _ in 3e38 } }),
  ]

  /// An XML parser is stricter than any browser; the events are those of each element.
  private func elements(_ html: String) throws -> [String] {
    let folder = try Folder()
    try folder.write(html, to: "page.html")
    let program = """
      import sys, xml.etree.ElementTree as tree
      for e in tree.parse(sys.argv[1]).iter():
          print(e.tag, *(f"{k}={v}" for k, v in e.attrib.items()))
      """
    return try output(of: python, ["-c", program, folder / "page.html"])
      .split(separator: "\n").map(String.init)
  }

  @Test(arguments: pages)
  func isWellFormedAndNeedsNothingElse(
    name: String, make: @Sendable () throws -> RunReport
  ) throws {
    let html = try make().html
    #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">\n"))
    let elements = try elements(html)
    let tags = Set(elements.compactMap { $0.split(separator: " ").first.map(String.init) })
    #expect(tags.isDisjoint(with: ["script", "link", "img", "iframe", "object", "embed", "use"]))
    for word in ["href", "src=", "url(", "@import", "http:", "https:", "onload", "javascript:"] {
      #expect(!html.contains(word), "\(word)")
    }
    // Every coordinate is a number.
    for element in elements where element.hasPrefix("polyline ") || element.hasPrefix("circle ") {
      #expect(!element.contains("nan") && !element.contains("inf"), "\(element)")
    }
    #expect(!html.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(html.utf8.count < 400_000)
    #expect(try make().html == html)
  }

  /// What a reader sees: the text of each element, after a parser has resolved what the source escapes.
  private func texts(_ html: String) throws -> [String] {
    let folder = try Folder()
    try folder.write(html, to: "page.html")
    let program = """
      import sys, xml.etree.ElementTree as tree
      page = tree.parse(sys.argv[1]).getroot()
      page.find("head").clear()
      print(*(text for text in page.itertext() if text.strip()), sep=chr(0))
      """
    return try output(of: python, ["-c", program, folder / "page.html"])
      .split(separator: "\0").map(String.init)
  }

  @Test(arguments: pages)
  func nothingIsEscapedTwice(name: String, make: @Sendable () throws -> RunReport) throws {
    let texts = try texts(try make().html)
    #expect(texts.contains("Training report"))
    // Characters of names that are shown as escapes: nothing else is.
    let foreign = #/\\u\{(0|1B|202E|FFFE|FFFF|FDD0)\}/#
    for text in texts {
      let own = text.replacing(foreign, with: "")
      #expect(!own.contains(#/\\u\{|\\[nrt]|&(amp|lt|gt|quot|#[0-9]+|#x[0-9A-Fa-f]+);/#), "\(text)")
    }
  }

  @Test func largeCountsAreInGroupsWhereverTheyStand() throws {
    let texts = try texts(try Samples.classes(200, rows: 6000, epochs: 2000).html)
    func value(of term: String) -> String? {
      texts.firstIndex(of: term).map { texts[$0 + 1] }
    }
    #expect(value(of: "best epoch") == "1\u{2009}000")
    #expect(value(of: "parameters") == "1\u{2009}430")
    #expect(value(of: "validation rows") == "6\u{2009}000")
    #expect(texts.contains { $0.contains("On the 6\u{2009}000 validation rows, which") })
    #expect(texts.contains { $0.hasPrefix("Classification by a network 4 → 6 → 200") })
    let regression = try self.texts(try Samples.regression(rows: 5000).html)
    #expect(
      regression.contains {
        $0.contains("Predicted against actual (1\u{2009}000 of 5\u{2009}000 rows)")
      })
  }

  @Test func namesAreShownAndNeverTaken() throws {
    let html = try Samples.classes { "\(hostile) \($0)" }.html
    #expect(html.contains("&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt; ]]&gt; "))
    #expect(!html.contains("<script"))
    #expect(!html.unicodeScalars.contains("\u{202E}"))
    #expect(html.contains("acme.note"))
  }

  @Test func tellsHowGoodTheClassifierIs() throws {
    let html = try Samples.classes().html
    // 45 of 60 are right; 15 of each class; every wrong one is taken for the next class.
    #expect(html.contains("<dt>accuracy</dt><dd>75.0 %</dd>"))
    #expect(html.contains("<th scope=\"row\">class 0</th><td>0.7500</td><td>0.7500</td>"))
    #expect(html.contains("After: temperature 1.5000 · expected calibration error"))
    #expect(html.contains("On the 60 validation rows"))
    #expect(html.contains("<dt>batch size</dt><dd>32</dd>"))
    #expect(html.contains(String(repeating: "0f", count: 32)))
  }

  @Test func tellsHowGoodTheLabelsAre() throws {
    let html = try Samples.labels().html
    // Of 40 rows the first label is wrong in 10, the second in 8, both in 2.
    #expect(html.contains("<dt>macro F1</dt><dd>0.7333</dd>"))
    #expect(html.contains("<dt>rows with all right</dt><dd>60.0 %</dd>"))
    // It applies to 20 rows and is said of 10 of them and of none else.
    #expect(
      html.contains(
        "<th scope=\"row\">label 0</th><td>1.0000</td><td>0.5000</td>"
          + "<td>0.6667</td><td>20</td>"))
    #expect(!html.contains("True class down"))
  }

  @Test func tellsHowGoodTheRegressionIs() throws {
    let html = try Samples.regression { _ in 0.5 }.html
    #expect(html.contains("<dt>RMSE</dt><dd>0.5000</dd>"))
    #expect(html.contains("<dt>MAE</dt><dd>0.5000</dd>"))
    #expect(html.contains("On the 200 training rows, which it has learned by heart"))
    #expect(html.contains("Residuals"))
    #expect(!html.contains("Confusion"))
  }

  @Test func followsTheReadersLightOrDark() throws {
    let html = try Samples.classes().html
    #expect(html.contains("@media (prefers-color-scheme: dark)"))
    #expect(html.contains("name=\"viewport\""))
  }
}

@Suite struct AxisTests {
  @Test(
    arguments: [
      (0.0, 1.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (0, 100, ["0", "20", "40", "60", "80", "100"]),
      (-3, 12, ["−5", "0", "5", "10", "15"]),
      (0.012, 0.019, ["0.012", "0.014", "0.016", "0.018", "0.020"]),
    ] as [(Double, Double, [String])])
  func marksRoundNumbers(from: Double, to: Double, labels: [String]) {
    let axis = Axis([from, to])
    #expect(axis.ticks.map(\.label) == labels)
    #expect(axis.place(of: from) >= 0 && axis.place(of: to) <= 1)
    #expect(axis.ticks.allSatisfy { -1e-9...1 + 1e-9 ~= axis.place(of: $0.value) })
  }

  @Test func marksPowersOfTenWhereNumbersSpanMany() {
    let axis = Axis([0.004, 700], mayBeLogarithmic: true)
    #expect(axis.ticks.map(\.label) == ["0.01", "0.1", "1", "10", "100"])
    #expect(abs(axis.place(of: 0.004)) < 1e-12 && abs(axis.place(of: 700) - 1) < 1e-12)
    #expect(Axis([0.4, 7], mayBeLogarithmic: true).place(of: 0.4) < 0.2)
  }

  @Test(
    arguments: [[], [2, 2], [.nan, .infinity], [0, 0], [-1e30, 1e30], [1e-30, 2e-30]] as [[Double]])
  func hasRoomForAnything(values: [Double]) {
    let axis = Axis(values)
    #expect(axis.ticks.count >= 2)
    for value in values where value.isFinite {
      #expect(-1e-6...1 + 1e-6 ~= axis.place(of: value))
    }
  }
}

@Suite struct FigureTests {
  @Test(
    arguments: [
      (0.0, "0.0000"), (0.12345, "0.1235"), (-0.5, "−0.5000"), (12.345, "12.35"), (123.45, "123.5"),
      (-54321, "−54321"), (2.5e-7, "2.5e-07"), (1e300, "1e+300"), (.nan, "nan"), (.infinity, "inf"),
    ] as [(Double, String)])
  func areShort(value: Double, text: String) { #expect(value.figure == text) }

  @Test func groupsOfThree() {
    #expect(
      [0, 999, 1000, -1_234_567].map(\.grouped.source) == [
        "0", "999", "1\u{2009}000", "−1\u{2009}234\u{2009}567",
      ])
  }
}
