import Testing

@testable import CommandLineTools

@Suite struct ArgumentValueTests {
  private func value(_ text: String) -> ArgumentValue { ArgumentValue(label: "--x", text: text) }

  private func expectUsage(
    _ message: String, _ body: () throws -> Any,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: CommandFailure(.usage, message), sourceLocation: sourceLocation) {
      _ = try body()
    }
  }

  @Test func integers() throws {
    #expect(try value("-7").integer() == -7)
    #expect(try value("10").integer(in: 1...10) == 10)
    expectUsage("--x: found \"0\", expected an integer from 1 to 10") {
      try value("0").integer(in: 1...10)
    }
    expectUsage("--x: found \"0\", expected an integer of at least 1") {
      try value("0").integer(in: 1 ... .max)
    }
    for text in ["", "1.0", "1e3", " 1", "0x10", "99999999999999999999"] {
      expectUsage("--x: found \"\(text)\", expected an integer") { try value(text).integer() }
    }
  }

  @Test func numbers() throws {
    #expect(try value("1e-3").number() == 0.001)
    for text in ["", "inf", "nan", "1e999", "0,5", "1 "] {
      expectUsage("--x: found \"\(text)\", expected a finite number") { try value(text).number() }
    }
    expectUsage("--x: found \"0\", expected a number above 0") {
      try value("0").number("a number above 0") { $0 > 0 }
    }
  }

  @Test func choices() throws {
    #expect(try value("jsonl").choice(Sample.Format.self) == .jsonl)
    expectUsage("--x: found \"CSV\", expected one of csv, jsonl") {
      try value("CSV").choice(Sample.Format.self)
    }
  }

  @Test func lists() throws {
    #expect(try value("a,b c").list().map(\.text) == ["a", "b c"])
    for text in ["", "a,,b", "a,"] {
      expectUsage("--x: found \"\(text)\", expected a list a,b,… without empty items") {
        try value(text).list()
      }
    }
  }

  @Test func delimiters() throws {
    for (text, byte) in [
      (",", ","), (";", ";"), (" ", " "), ("|", "|"), ("\t", "\t"), ("\\t", "\t"), ("tab", "\t"),
    ] as [(String, Unicode.Scalar)] {
      #expect(try value(text).delimiter() == UInt8(ascii: byte))
    }
    for (text, shown) in [
      ("", ""), (";;", ";;"), ("\"", #"\""#), ("\n", #"\n"#), ("é", "é"), ("\u{7F}", #"\u{7F}"#),
      ("\u{1}", #"\u{1}"#),
    ] {
      expectUsage(
        "--x: found \"\(shown)\", expected one ASCII character, or tab, and no quote"
      ) { try value(text).delimiter() }
    }
  }
}
