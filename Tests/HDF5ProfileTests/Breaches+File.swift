import HDF5Profile
import HDF5Tree
import Mutants
import Testing

extension Breach {
  /// Ways to break the rules about the file and its superblock.
  static let ofFile: [Breach] = [
    Breach(.fileSize, "no bytes", in: "file") { $0.bytes = [] },
    Breach(.fileSize, "half a superblock", in: "file") {
      $0.bytes.removeLast($0.bytes.count - 559)
    },
    Breach(.userBlock, "a file in the user block", in: "file") {
      $0.set(0, Array($0.bytes[512..<520]))
    },
    Breach(.superblockSignature, "no signature", in: "file") { $0.set(515, [0x47]) },
    Breach(.superblockVersion, "version 0", in: "file") { $0.set(520, [0]) },
    Breach(.superblockVersion, "version 3", in: "file") { $0.set(520, [3]) },
    Breach(.superblockChecksum, "another sum", in: "file", repaired: false) {
      $0.set(556, [$0.bytes[556] ^ 1])
    },
    Breach(.addressSize, "addresses of 4 bytes", in: "file") { $0.set(521, [4]) },
    Breach(.addressSize, "lengths of 4 bytes", in: "file") { $0.set(522, [4]) },
    Breach(.consistencyFlags, "open for writing", in: "file") { $0.set(523, [1]) },
    Breach(.baseAddress, "0", in: "file") { $0.set(524, little(0)) },
    Breach(.superblockExtension, "at the root", in: "file") { $0.set(532, little(48)) },
    Breach(.endOfFile, "a byte missing", in: "file") { $0.bytes.removeLast() },
    Breach(.endOfFile, "a byte too many", in: "file") { $0.bytes.append(0) },
    Breach(.endOfFile, "beyond any file", in: "file") { $0.set(540, little(-1)) },
    Breach(.outsideFile, "the data end early", in: "/g/d") {
      $0.bytes.removeLast()
      $0.repairEnd()
    },
    Breach(.outsideFile, "no root group", in: "/") {
      $0.bytes.removeLast($0.bytes.count - 560)
      $0.repairEnd()
    },
    Breach(.outsideFile, "half a header", in: "/") {
      $0.bytes.removeLast($0.bytes.count - 569)
      $0.repairEnd()
    },
    Breach(.outsideFile, "a header without its messages", in: "/") {
      $0.bytes.removeLast($0.bytes.count - 590)
      $0.repairEnd()
    },
    Breach(.unusedBytes, "behind the data", in: "/") {
      $0.bytes.append(0)
      $0.repairEnd()
    },
  ]

  /// Ways to let an address lead elsewhere.
  static let ofAddresses: [Breach] = [
    Breach(.address, "a root elsewhere", in: "/") { $0.set(548, little(47)) },
    link("to the root: a cycle", in: "/g/d") { _ in 48 },
    link("to its own group: a cycle", in: "/g/d") { $0.headers[1].range.lowerBound - 512 },
    link("one byte on", in: "/g/d") { $0.headers[2].range.lowerBound - 511 },
    link("to the end of the file", in: "/g/d") { $0.bytes.count - 512 },
    link("undefined", in: "/g/d") { _ in -1 },
    link("before the superblock", in: "/g/d") { _ in -512 },
    link("that overflows", in: "/g/d") { _ in Int.max },
    Breach(.address, "a second link to an object", in: "/e", of: twoDatasets) {
      let field = try #require($0.offset("/", 6, 1)) + 4
      $0.set(field, little($0.headers[1].range.lowerBound - 512))
    },
    Breach(.address, "data of another dataset", in: "/e", of: twoDatasets) {
      let field = try #require($0.offset("/e", 8)) + 2
      $0.set(field, little($0.headers[1].range.upperBound - 512))
    },
    Breach(.address, "data over a header", in: "/g/d") {
      $0.set(try #require($0.offset("/g/d", 8)) + 2, little(48))
    },
    Breach(.address, "a hole before the data", in: "/g/d") {
      let field = try #require($0.offset("/g/d", 8)) + 2
      let end = $0.headers[2].range.upperBound
      $0.bytes.insert(contentsOf: [UInt8](repeating: 0, count: 8), at: end)
      $0.set(field, little(end + 8 - 512))
      $0.repairEnd()
    },
  ]

  private static func link(
    _ what: String, in path: String, address: @escaping @Sendable (Image) -> Int
  ) -> Breach {
    Breach(.address, "a link \(what)", in: path) {
      $0.set(try #require($0.offset("/g", 6)) + 4, little(address($0)))
    }
  }

  @Sendable private static func twoDatasets() throws -> Group {
    try Group(members: [Member("d", Dataset(.int64(1))), Member("e", Dataset(.int64(2)))])
  }
}
