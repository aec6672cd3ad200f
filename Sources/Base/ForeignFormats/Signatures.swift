/// What the first bytes of a file say about its format.
public enum Recognition: Sendable, Equatable {
  /// A format that is not read here.
  case format(ForeignFormat)
  /// None of those that are known by their first bytes.
  case none
  /// More bytes are needed to tell.
  case undecided
}

extension ForeignFormat {
  /// The formats that begin with bytes that no text in UTF-8 begins with, or with many bytes of their own.
  ///
  /// - Parameters:
  ///   - head: the first bytes of a file.
  ///   - isWhole: whether they are all of it.
  /// - Complexity: O(signatures), and where the head is a zip archive O(head).
  public static func recognize(_ head: Span<UInt8>, isWhole: Bool) -> Recognition {
    var isUndecided = false
    for (signature, format) in signatures {
      let count = min(signature.count, head.count)
      guard (0..<count).allSatisfy({ head[$0] == signature[$0] }) else { continue }
      if count < signature.count {
        isUndecided = isUndecided || !isWhole
      } else if isUndecided {
        break  // A longer signature comes first.
      } else if format == .zip {
        return archive(head, isWhole: isWhole)
      } else {
        return .format(format)
      }
    }
    return isUndecided ? .undecided : .none
  }

  /// What the name of its first entry says that a zip archive is.
  private static func archive(_ head: Span<UInt8>, isWhole: Bool) -> Recognition {
    let nameStart = 30
    guard head.count >= nameStart else { return isWhole ? .format(.zip) : .undecided }
    let count = Int(head[26]) | Int(head[27]) << 8
    let extra = Int(head[28]) | Int(head[29]) << 8
    // The type of a document is the content of its first entry.
    let wanted = nameStart + count + extra + 64
    guard head.count >= min(wanted, 4096) || isWhole else { return .undecided }
    let name = text(head, nameStart..<nameStart + count)
    let content = text(head, nameStart + count + extra..<wanted)
    if name == "mimetype" {
      return .format(
        content.hasPrefix("application/vnd.oasis.opendocument.spreadsheet") ? .ods : .zip)
    }
    if name.hasSuffix(".npy") { return .format(.npz) }
    if name.hasPrefix("xl/") { return .format(.xlsx) }
    let isOffice = ["[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml"]
      .contains(name)
    if isOffice { return .format(.xlsx) }
    let torch = ["data.pkl", ".format_version", ".data/serialization_id", "byteorder", "version"]
    if let slash = name.firstIndex(of: "/") {
      let member = String(name[name.index(after: slash)...])
      // TorchScript begins with tensors, torch.save with the pickle.
      if member == "data/0" || member == "constants/0" { return .format(.torchScript) }
      if torch.contains(member) { return .format(pyTorch(head)) }
    }
    return .format(.zip)
  }

  /// What the pickle in the archive, which is not compressed, says that was saved with `torch.save`.
  private static func pyTorch(_ head: Span<UInt8>) -> ForeignFormat {
    if contains(head, "__torch__") { return .torchScript }
    return contains(head, "torch.nn.modules") ? .torchModule : .torchState
  }

  private static func contains(_ head: Span<UInt8>, _ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard head.count >= wanted.count else { return false }
    return (0...head.count - wanted.count).contains { start in
      wanted.indices.allSatisfy { head[start + $0] == wanted[$0] }
    }
  }

  private static func text(_ head: Span<UInt8>, _ range: Range<Int>) -> String {
    let range = range.clamped(to: 0..<head.count)
    return String(decoding: range.map { head[$0] }, as: UTF8.self)
  }

  private static let signatures: [([UInt8], ForeignFormat)] =
    [
      ([0x50, 0x4B, 0x03, 0x04], .zip),
      ([0x50, 0x4B, 0x05, 0x06], .zip),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .xz),
      ([0x28, 0xB5, 0x2F, 0xFD], .zstd),
      ([0x04, 0x22, 0x4D, 0x18], .lz4),
      ([0x02, 0x21, 0x4C, 0x18], .lz4),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .sevenZip),
      ([0x1F, 0x9D], .compress),
      ([0x78, 0x9C], .zlib), ([0x78, 0xDA], .zlib),
      (bytes("ARROW1\0\0"), .arrow),
      ([0xFF, 0xFF, 0xFF, 0xFF], .arrowStream),
      (bytes("FEA1\0\0\0\0"), .arrow),
      (bytes("PAR1\u{15}"), .parquet),
      (bytes("Obj\u{1}"), .avro),
      (bytes("SQLite format 3\0"), .sqlite),
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .xls),
      (bytes("<stata_dta><header>"), .stata),
      (bytes("$FL2@(#)"), .spss), (bytes("$FL3@(#)"), .spss),
      (
        [UInt8](repeating: 0, count: 12) + [0xC2, 0xEA, 0x81, 0x60, 0xB3, 0x14, 0x11, 0xCF], .sas
      ),
      (bytes("HEADER RECORD*******LIB"), .sasTransport),
      ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], .hdf5),
      ([0x89, 0x4D, 0x4C, 0x50, 0x0D, 0x0A, 0x1A, 0x0A], .modelFile),
      // What torch.save wrote before version 1.6: a pickle of this number.
      (
        [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19],
        .torchState
      ),
      ([0x00, 0x00, 0xFE, 0xFF], .text(encoding: "UTF-32")),
      ([0xFF, 0xFE, 0x00, 0x00], .text(encoding: "UTF-32")),
      ([0xFE, 0xFF], .text(encoding: "UTF-16")),
      ([0xFF, 0xFE], .text(encoding: "UTF-16")),
    ]
    + (UInt8(2)...5).map { ([0x80, $0], .pickle) }
    // Its level, then the beginning of a block or of the end.
    + (UInt8(ascii: "1")...UInt8(ascii: "9")).flatMap { level in
      [[0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]].map {
        (bytes("BZh") + [level] + $0, .bzip2)
      }
    }
    // A release, the order of bytes, the type of file, and a zero byte.
    + [UInt8(0x69), 0x6C, 0x6E, 0x6F, 0x71, 0x72, 0x73].flatMap { release in
      [UInt8(1), 2].map { order in ([release, order, 1, 0], .stata) }
    }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
