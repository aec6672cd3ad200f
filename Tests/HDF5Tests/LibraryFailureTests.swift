import Glibc
import HDF5Tree
import TestSupport
import Testing

@testable import HDF5

@Suite struct LibraryFailureTests {
  @Test func aFolderThatIsNotThere() throws {
    try withFolder { folder in
      expect(folder / "no/tree.h5", Group(), "No such file or directory")
    }
  }

  @Test func aFolderInPlaceOfAFile() throws {
    try withFolder { expect($0.path, Group(), "Is a directory") }
  }

  @Test func aFullDisk() {
    expect("/dev/full", Group(), "No space left on device")
  }

  // A limit on the size of files stands in for a disk that fills up half-way, in a process of its
  // own. There H5Fclose fails too, which the library's exit handler would not survive.
  @Test func aDiskThatFillsUp() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 65_536, rlim_max: 65_536)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      let numbers = try Values.float32([Float](repeating: 1, count: 100_000), shape: [100_000])
      let tree = Group(members: [Member("d", Dataset(numbers))])
      try withFolder { folder in
        let error = #expect(throws: HDF5Error.self) {
          try writeTree(tree, to: folder / "tree.h5")
        }
        #expect(error?.object == "/d")
        #expect(error?.reason == .library(call: "H5Dwrite", message: "File too large"))
      }
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

  private func expect(_ path: String, _ tree: Group, _ message: String) {
    let error = #expect(throws: HDF5Error.self) { try writeTree(tree, to: path) }
    #expect(error?.object == path)
    guard case .library(_, message) = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
