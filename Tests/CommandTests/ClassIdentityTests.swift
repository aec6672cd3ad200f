import TestSupport
import Testing

/// Labels that are numbers are one class only where they are exactly the same number.
@Suite struct ClassIdentityTests {
  private static let ids = ["479386071891505153", "479386071891505163", "600000000000000001"]

  private static func folder() throws -> Folder {
    let folder = try Folder()
    try folder.copyTable("cases/bigid_label3.csv", as: "train.csv")
    return folder
  }

  /// Two of the three ids are the same double.
  @Test func longIdsAreClassesOfTheirOwn() throws {
    let folder = try Self.folder()
    try folder.succeed(
      "mlp-train train.csv --label author --epochs 3 --class-weight \(Self.ids[1]).0=2 -o run.h5")
    let found = try folder.succeed("mlp-infer run.h5 train.csv --evaluate --label author --json")
      .json()
    let classes = try #require(found["classes"] as? [[String: Any]])
    #expect(classes.map { $0["label"] as? String } == Self.ids)
    #expect(classes.map { $0["rows"] as? Int } == [134, 133, 133])

    let other = "a,b,author\n1,2,479386071891505154\n"
    let ending = try folder.run(
      "mlp-infer run.h5 - --evaluate --label author", input: other)
    #expect(ending.status == 3)
    #expect(ending.errors.contains("found \"479386071891505154\", expected one of the labels"))
  }

  @Test func aClassIsWeighedOnce() throws {
    let folder = try Self.folder()
    let weights = "\(Self.ids[1])=2,+\(Self.ids[1]).0=3"
    let ending = try folder.run(
      "mlp-train train.csv --label author --class-weight \(weights) -o a.h5")
    #expect(ending.status == 2)
    #expect(
      ending.errors
        == "mlp-train: error: --class-weight: found \"+\(Self.ids[1]).0=3\", expected each class once\n"
    )
    let none = try folder.run(
      "mlp-train train.csv --label author --class-weight 479386071891505154=2 -o a.h5")
    #expect(none.status == 2)
    #expect(none.errors.contains("expected one of the classes \"\(Self.ids[0])\""))
  }
}
