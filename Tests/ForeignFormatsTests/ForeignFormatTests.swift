import Testing

@testable import ForeignFormats

@Suite struct ForeignFormatTests {
  private func format(_ head: [UInt8], delimiter: Character = ",") -> ForeignFormat? {
    if case .format(let format) = ForeignFormat.recognize(head.span, isWhole: true) {
      return format
    }
    return ForeignFormat(text: head.span, delimiter: delimiter.asciiValue ?? 0)
  }

  private func format(_ text: String, delimiter: Character = ",") -> ForeignFormat? {
    format(Array(text.utf8), delimiter: delimiter)
  }

  private static func zip(_ name: String, _ content: String = "") -> [UInt8] {
    [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22)
      + [UInt8(name.utf8.count), 0, 0, 0] + Array(name.utf8) + Array(content.utf8)
      + [UInt8](repeating: 0, count: 100)
  }

  private static let beginnings: [(ForeignFormat, [UInt8])] = [
    (.bzip2, Array("BZh9".utf8) + [0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x01]),
    (.bzip2, Array("BZh1".utf8) + [0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0]),
    (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0]), (.zstd, [0x28, 0xB5, 0x2F, 0xFD, 0x20]),
    (.lz4, [0x04, 0x22, 0x4D, 0x18, 0x40]), (.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0]),
    (.compress, [0x1F, 0x9D, 0x90]), (.zlib, [0x78, 0x9C, 0x4B]),
    (.arrow, Array("ARROW1\0\0".utf8) + [0xFF]), (.arrow, Array("FEA1\0\0\0\0".utf8) + [0x77]),
    (.arrowStream, [0xFF, 0xFF, 0xFF, 0xFF, 0x20]), (.parquet, Array("PAR1\u{15}\u{4}".utf8)),
    (.orc, Array("ORC\n\u{6}\u{12}\u{4}".utf8)), (.avro, Array("Obj\u{1}\u{4}".utf8)),
    (.sqlite, Array("SQLite format 3\0\u{10}".utf8)),
    (.xls, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0]),
    (.stata, [0x72, 2, 1, 0, 4]), (.stata, Array("<stata_dta><header><release>119".utf8)),
    (.spss, Array("$FL2@(#) SPSS DATA FILE".utf8)), (.spss, Array("$FL3@(#) SPSS".utf8)),
    (
      .sas,
      [UInt8](repeating: 0, count: 12) + [0xC2, 0xEA, 0x81, 0x60, 0xB3, 0x14, 0x11, 0xCF, 0xBD]
    ),
    (.sasTransport, Array("HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!".utf8)),
    (.hdf5, [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0]),
    (.modelFile, [0x89, 0x4D, 0x4C, 0x50, 0x0D, 0x0A, 0x1A, 0x0A, 0]),
    (.pickle, [0x80, 4, 0x95]), (.pickle, [0x80, 2, 0x63]),
    (
      .torchState,
      [0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]
    ),
    (.npz, zip("arr_0.npy")), (.xlsx, zip("[Content_Types].xml")), (.xlsx, zip("xl/workbook.xml")),
    (.ods, zip("mimetype", "application/vnd.oasis.opendocument.spreadsheet")),
    (.zip, zip("mimetype", "application/vnd.oasis.opendocument.text")), (.zip, zip("table.csv")),
    (.torchState, zip("archive/data.pkl", "ccollections\nOrderedDict\n")),
    (.torchModule, zip("net/data.pkl", "ctorch.nn.modules.container\nSequential\n")),
    (.torchScript, zip("net/data.pkl", "c__torch__.Net\n")),
    (.text(encoding: "UTF-16"), [0xFF, 0xFE, 0x61, 0]),
    (.text(encoding: "UTF-16"), [0xFE, 0xFF, 0, 0x61]),
    (.text(encoding: "UTF-32"), [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]),
    (.text(encoding: "UTF-16LE"), Array("a,b,label\n1,2,3\n".utf16.flatMap { [UInt8($0), 0] })),
    (.text(encoding: "UTF-16BE"), Array("a,b,label\n1,2,3\n".utf16.flatMap { [0, UInt8($0)] })),
    (.text(encoding: "UTF-32LE"), Array("a,b,label\n".utf8).flatMap { [$0, 0, 0, 0] }),
    (.tar, Array("t.csv\0".utf8) + [UInt8](repeating: 0, count: 251) + Array("ustar\0".utf8)),
    (
      .matlab,
      Array("MATLAB 5.0 MAT-file Platform: posix".utf8) + [UInt8](repeating: 0x20, count: 89) + [
        0, 1,
      ] + Array("IM".utf8)
    ),
    (
      .matlabHDF5,
      Array("MATLAB 7.3 MAT-file, Platform: x".utf8) + [UInt8](repeating: 0x20, count: 92) + [0, 2]
        + Array("IM".utf8)
    ),
    (.spssPortable, [UInt8](repeating: 0x30, count: 456) + Array("SPSSPORT".utf8)),
  ]

  @Test(arguments: beginnings.indices) func byItsFirstBytes(_ index: Int) {
    let (expected, head) = Self.beginnings[index]
    #expect(format(head) == expected)
    // A byte at a time it is the same in the end, and never another on the way.
    for count in 1..<head.count {
      if case .format(let early) = ForeignFormat.recognize(
        head.span.extracting(0..<count), isWhole: false)
      {
        #expect(early == expected, "\(count)")
      }
    }
  }

  @Test(arguments: [
    (#"{"a":-1.179,"b":-1.148,"y":"no"}"# + "\n" + #"{"a":0.669}"# + "\n", "JSON lines"),
    (#" {"a" : 1}"#, "JSON lines"), (#"{"a\"b":1,"c":2}"#, "JSON lines"),
    (#"[{"a":1},{"a":2}]"#, "JSON"), ("[\n  {\n    \"a\": 1\n  }\n]\n", "JSON"),
    ("{\n \"a\": 1\n}\n", "JSON"), (#"{"a":{"0":1,"1":2}}"#, "JSON"), (#"{"a":[1,2]}"#, "JSON"),
    ("[[1, 2.5], [3, 4]]", "JSON"),
    ("{\"a\":[1,2],\"b\":0}\n{\"a\":[3,4],\"b\":1}\n", "JSON lines"),
    ("{\"a\":{\"0\":1},\n \"b\":{\"0\":2}}\n", "JSON"),
    ("-1 1:-1.179 2:-1.148\n-1 1:0.669 2:-2.294\n", "a LIBSVM (svmlight) file"),
    ("3 qid:1 1:1 7:0.5 # a note\n", "a LIBSVM (svmlight) file"),
    ("% a comment\n\n@RELATION 'my table'\n\n@Attribute a numeric\n@data\n1\n", "an ARFF file"),
    ("<!DOCTYPE html>\n<html><body>", "an HTML page"),
    ("<html lang=\"en\">\n <head>", "an HTML page"),
    ("<table border=\"1\" class=\"dataframe\">\n  <thead>", "an HTML page"),
    ("<?xml version='1.0' encoding='utf-8'?>\n<data>", "XML"),
    ("\u{FEFF}" + #"{"a":1}"# + "\n", "JSON lines"),
  ])
  func byItsStructure(_ text: String, _ name: String) {
    #expect(format(text)?.name == name)
  }

  /// Tables, odd ones: what they begin with is not enough.
  @Test(arguments: [
    "", "a", "a,b\n1,2\n", "@relation,y\n1,2\n", "@relation\n1\n2\n",
    "@relation t,@attribute a\n1,2\n",
    "@relation t\n1\n", "% a,b\n1,2\n", "{\n1\n2\n", "{,}\n1,2\n", "{a},{b}\n1,2\n", "[\n1\n",
    "[a],[b]\n1,2\n",
    "[1],[2]\n1,2\n", "[1,2,3]\n1,2,3\n", "\"{\"\"a\"\":1}\",y\n1,2\n", "BZh9,y\n1,2\n",
    "BZh91AY,y\n1,2\n",
    "PK,y\n1,2\n", "ORC,y\n1,2\n", "ORC\n1\n2\n", "ORCID,y\n", "PAR1,PAR2\n1,2\n", "PAR1\n1\n",
    "FEA1,FEA2\n1,2\n",
    "ARROW1,y\n1,2\n", "Obj,y\n1,2\n", "SQLite format 3,y\n1,2\n", "x,y\n1,2\n", "7z,y\n1,2\n",
    "$FL2,y\n1,2\n",
    "<html>,<body>\n1,2\n", "<a>,<b>\n1,2\n", "<5,>5\n1,2\n", "<table>\n1\n",
    "MATLAB 5.0 MAT-file,y\n1,2\n",
    "HEADER RECORD,y\n1,2\n", "ratio 1:2,y\n1,2\n", "1 1:30,2\n1,2\n", "1 2:30 1:45\n",
    "1 1:30:00 2:45\n",
    "12 1:x\n", "1\n2\n", "1 2 3\n4 5 6\n", "ustar,y\n1,2\n", "i,l\n1,2\n", "é,ü\n1,2\n",
    "\u{FEFF}a,b\n1,2\n",
  ])
  func aTableIsNone(_ text: String) {
    #expect(format(text) == nil)
    let head = Array(text.utf8)
    for count in 0...head.count {
      if case .format(let format) = ForeignFormat.recognize(
        head.span.extracting(0..<count), isWhole: false)
      {
        Issue.record("\(format.name) after \(count) bytes")
      }
    }
  }

  /// Times of the day between blanks are no indices where the blank is the delimiter.
  @Test func theDelimiterCounts() {
    #expect(format("12 1:30 2:45\n", delimiter: " ") == nil)
    #expect(format("12 1:30 2:45\n")?.name == "a LIBSVM (svmlight) file")
    #expect(format("1 1:2;3\n", delimiter: ";") == nil)
  }

  /// A table may trickle in: nothing is waited for behind the first byte that no signature has.
  @Test func aTableIsKnownByItsFirstBytes() {
    for text in ["a", "1", "-", "\"", "é", "_"] {
      let head = Array(text.utf8)
      #expect(ForeignFormat.recognize(head.span, isWhole: false) == .none, "\(text)")
    }
    #expect(ForeignFormat.recognize([UInt8]("BZ".utf8).span, isWhole: false) == .undecided)
    #expect(ForeignFormat.recognize([UInt8]("BZ".utf8).span, isWhole: true) == .none)
  }

  @Test func adviceIsForAShell() {
    #expect(
      ForeignFormat.bzip2.tableAdvice(for: "t.csv.bz2")
        == "unpack it: bzip2 -dc t.csv.bz2 > t.csv.bz2.csv")
    #expect(
      ForeignFormat.xz.tableAdvice(for: "-my 'table'.xz")
        == #"unpack it: xz -dc './-my '\''table'\''.xz' > './-my '\''table'\''.xz.csv'"#)
    #expect(
      ForeignFormat.parquet.tableAdvice(for: "a b.parquet.gz", isInGzip: true)
        == "convert it (Python with pandas and pyarrow): gzip -dc 'a b.parquet.gz' > 'a b.parquet.gz.plain' && "
        + "python3 -c 'import sys, pandas; pandas.read_parquet(sys.argv[1], dtype_backend=\"numpy_nullable\").to_csv(sys.stdout, index=False)' "
        + "'a b.parquet.gz.plain' > 'a b.parquet.gz.plain.csv'")
    #expect(ForeignFormat.zstd.tableAdvice(for: nil) == "unpack it: zstd -dc FILE > FILE.csv")
  }

  @Test func models() {
    func model(_ head: [UInt8]) -> String? { ForeignFormat(modelFile: head.span)?.name }
    #expect(model([0x08, 0x08, 0x12, 0x07] + Array("pytorch".utf8)) == "an ONNX graph")
    #expect(model([0x1C, 0, 0, 0] + Array("TFL3".utf8)) == "a TensorFlow Lite model")
    #expect(model([0x80, 4, 0x95]) == "a Python pickle")
    #expect(model(Self.zip("archive/data.pkl")) == "weights that torch.save wrote")
    #expect(model(Array(#"{"class_name": "Sequential"}"#.utf8)) == "JSON")
    #expect(model([0x78, 0x5E, 0x7A]) == "zlib data")
    // Keras's own, and ours.
    #expect(model(Self.zip("metadata.json")) == nil)
    #expect(model([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) == nil)
    #expect(model([0x89, 0x4D, 0x4C, 0x50, 0x0D, 0x0A, 0x1A, 0x0A]) == nil)
    #expect(ForeignFormat(modelFolder: { $0 == "saved_model.pb" }) == .savedModel)
    #expect(ForeignFormat(modelFolder: { _ in false }) == nil)
  }
}
