import Glibc
import HDF5Tree
import TestSupport
import Testing

@testable import HDF5

@Suite struct LibraryFailureTests {
  /// A limit on the memory of a process of its own. There H5Fclose fails too, which the library's exit
  /// handler would not survive.
  @Test func memoryThatRunsOut() async {
    await #expect(processExitsWith: .success) {
      // 64 MiB: blocks of more than 32 go back to the system when they are freed.
      let numbers = try Values.float32([Float](repeating: 1, count: 1 << 24), shape: [1 << 24])
      let tree = Group(members: [Member("d", Dataset(numbers))])
      try withAddressSpace(pages() * 4096 + (8 << 20)) {
        let error = #expect(throws: HDF5Error.self) { try fileImage(of: tree) }
        #expect(error == HDF5Error(object: "/d", reason: .memory))
      }
      #expect(try bytes(of: tree).count > 1 << 26)
    }
  }

  /// The disk is no affair of the library's: not even a file that it could not open there.
  @Test func aLimitOnFilesChangesNothing() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit(rlim_cur: 0, rlim_max: 0)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
      #expect(try !bytes(of: Group()).isEmpty)
    }
  }

  @Test func anotherReleaseOfTheLibrary() throws {
    let headers = Release(1, 10, 8)
    try headers.check(Release(1, 10, 11))
    for other in [Release(1, 14, 8), Release(2, 10, 8)] {
      let reason = HDF5Error.Reason.release(headers: "1.10.8", library: "\(other)")
      #expect(throws: HDF5Error(object: "libhdf5", reason: reason)) { try headers.check(other) }
    }
  }
}

/// How many pages of address space this process has.
private func pages() throws -> Int {
  let line = String(decoding: try TestSupport.bytes(at: "/proc/self/statm"), as: UTF8.self)
  return try #require(line.split(separator: " ").first.flatMap { Int($0) })
}

/// Calls `body` while this process may have at most so many bytes of addresses.
private func withAddressSpace(_ count: Int, _ body: () throws -> Void) throws {
  let kind = __rlimit_resource_t(RLIMIT_AS.rawValue)
  var old = rlimit()
  try #require(getrlimit(kind, &old) == 0)
  var limit = rlimit(rlim_cur: rlim_t(count), rlim_max: old.rlim_max)
  try #require(setrlimit(kind, &limit) == 0)
  defer { setrlimit(kind, &old) }
  try body()
}
