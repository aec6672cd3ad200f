import Glibc
import TestSupport
import Testing

@testable import Files

@Suite struct FloatCacheTests {
  let folder: Folder
  init() throws { folder = try Folder() }

  @Test func givesBackWhatItTook() throws {
    let cache = try FloatCache(folder: folder.path)
    // No name: nothing is left however the process ends.
    #expect(folder.names == [])
    var expected: [Float] = []
    for length in [0, 1, 5000, 3] {
      let numbers = (0..<length).map { Float($0) - 0.5 }
      try cache.append(numbers.span)
      expected += numbers
    }
    let map = try cache.map()
    #expect(map.count == 5004)
    map.expectRandomAccess()
    #expect(map.withSpan { all in all.indices.map { all[$0] } } == expected)
  }

  @Test func takesNumbersAsBytesToo() throws {
    let cache = try FloatCache(folder: folder.path)
    let numbers: [Float] = [1, -0.0, 2.5]
    try cache.append(numbers.span)
    try cache.append(bytes: numbers.span.bytes)
    let map = try cache.map()
    #expect(map.withSpan { all in all.indices.map { all[$0] } } == numbers + numbers)
  }

  @Test func outlivesTheFileThatItWasMadeIn() throws {
    func mapped() throws -> [Float] {
      let cache = try FloatCache(folder: folder.path)
      try cache.append(([1, 2, 3] as [Float]).span)
      let map = try cache.map()
      return map.withSpan { all in all.indices.map { all[$0] } }
    }
    #expect(try mapped() == [1, 2, 3])
  }

  @Test func mayBeEmpty() throws {
    let map = try FloatCache(folder: folder.path).map()
    #expect(map.count == 0)
    #expect(map.withSpan { $0.isEmpty })
  }

  @Test func aFolderThatIsNotThere() throws {
    let missing = folder / "missing"
    #expect(throws: FileError(path: missing, operation: .open, reason: .system(ENOENT))) {
      _ = try FloatCache(folder: missing)
    }
  }

  @Test(arguments: [FileError.Operation.open, .remove])
  func aCallThatFailsIsAnError(operation: FileError.Operation) throws {
    let calls = SystemCalls { $0 == operation ? EIO : nil }
    #expect(throws: FileError(path: folder.path, operation: operation, reason: .system(EIO))) {
      _ = try FloatCache(folder: folder.path, calls: calls)
    }
  }

  @Test func aFullDisk() throws {
    let calls = SystemCalls { $0 == .write ? ENOSPC : nil }
    let cache = try FloatCache(folder: folder.path, calls: calls)
    #expect(throws: FileError(path: folder.path, operation: .write, reason: .system(ENOSPC))) {
      try cache.append(([1] as [Float]).span)
    }
  }
}
