import Foundation
import HDF5Profile
import HDF5Tree
import Mutants
import Storage
import Synchronization
import Testing

@Suite struct ParseTreeTests {
  @Test func readsEveryElementTypeAndShape() throws {
    let tree = try Trees.small()
    let parsed = try parseTree(Image(tree).slice())
    #expect(parsed == tree)
    let weights = try #require(parsed.group("layers")?.group("0")?.dataset("weights"))
    #expect(weights.value.floats?.array == [1, -2, 3, 0.5, 0, 9])
    #expect(weights.attributes.map(\.name) == ["unit", "scale"])
    #expect(parsed.attribute("names")?.value.texts == ["a", "héllo"])
    #expect(parsed.dataset("offset")?.value.doubles == [3.5])
  }

  @Test func readsAnEmptyRoot() throws {
    #expect(try parseTree(Image(Group()).slice()) == Group())
  }

  @Test func doesNotCopyArrays() throws {
    let file = try Image(Trees.small()).slice()
    let parsed = try parseTree(file)
    #expect(parsed.dataset("classes")?.value.bytes.owner === file.owner)
    #expect(parsed.attribute("names")?.value.bytes.owner === file.owner)
  }

  @Test func leavesTheUserBlockToItsCaller() throws {
    var image = Image(try Trees.small())
    image.set(0, [UInt8](repeating: 0xa5, count: 512))
    #expect(try parseTree(image.slice()) == Trees.small())
  }

  /// A thousand groups of a dataset each, and an object with a thousand attributes.
  @Test func readsWideTrees() throws {
    var tree = Group()
    for i in 0..<1000 {
      let bias = Dataset(try .float32([Float(i)], shape: [1]))
      tree.members.append(Member("\(i)", Group(members: [Member("bias", bias)])))
    }
    var table = Dataset(try .int64(3))
    for i in 0..<1000 {
      table.attributes.append(Attribute("key_\(i)", try .uint64(UInt64(i))))
    }
    tree.members.append(Member("table", table))
    #expect(try parseTree(Image(tree).slice()) == tree)
  }

  /// Reading one group inside another takes stack: as many as are allowed have to fit that of a
  /// thread which somebody else started.
  @Test func readsTheDeepestTreeOnASmallStack() throws {
    let file = try Image(Trees.nested(ProfileLimits().depth)).slice()
    let isRead = Mutex(false)
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      let tree = try? parseTree(file)
      isRead.withLock { $0 = tree != nil }
      done.signal()
    }
    thread.stackSize = 64 << 10
    thread.start()
    done.wait()
    #expect(isRead.withLock { $0 })
  }

  @Test func aMessageToAPersonSaysWhatAndWhere() throws {
    var image = Image(try Trees.least())
    let offset = try #require(image.offset("/g/d", 8))
    image.set(offset, [3, 2])
    image.repairChecksums()
    let error = try #require(throws: ProfileError.self) { try parseTree(image.slice()) }
    #expect(
      error.description
        == "/g/d: data layout message at byte \(offset): found 0x0302, expected 0x0301")
  }
}
