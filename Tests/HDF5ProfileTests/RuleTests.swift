import HDF5Profile
import HDF5Tree
import Mutants
import Testing

@Suite struct RuleTests {
  static let breaches =
    Breach.ofFile + Breach.ofAddresses + Breach.ofHeaders + Breach.ofFraming + Breach.ofMessages
    + Breach.ofNames + Breach.ofLimits

  @Test(arguments: breaches)
  func isRefused(_ breach: Breach) throws {
    let image = try breach.image()
    let error = try #require(throws: ProfileError.self) {
      try parseTree(image.slice(), limits: breach.limits)
    }
    #expect(error.rule == breach.rule, "\(error)")
    #expect(error.path == breach.path, "\(error)")
    #expect(0...image.bytes.count ~= error.offset, "\(error)")
    #expect(!error.found.isEmpty && error.found != error.expected, "\(error)")
  }

  @Test func everyRuleCanBeBroken() {
    // Memory is the machine's affair.
    for rule in ProfileError.Rule.allCases where rule != .memory {
      #expect(Self.breaches.contains { $0.rule == rule }, "\(rule)")
    }
  }

  /// The change is the only reason: without it the parser takes the same files.
  @Test func whatTheBreachesStartFromIsGood() throws {
    #expect(try parseTree(Image(Trees.least()).slice()) == Trees.least())
  }

  @Test func treesAtTheLimitsAreGood() throws {
    let shape = [Int](repeating: 1, count: 32)
    let long = String(repeating: "n", count: 255)
    let trees = [
      Trees.nested(32),
      Group(members: [Member("d", Dataset(try .float32([1], shape: shape)))]),
      Group(attributes: [Attribute(long, try .int64(1))], members: [Member(long, Group())]),
    ]
    for tree in trees {
      #expect(try parseTree(Image(tree).slice()) == tree)
    }
    var limits = ProfileLimits()
    limits.objects = 3
    limits.attributes = 2
    #expect(try parseTree(Image(Trees.least()).slice(), limits: limits) == Trees.least())
  }
}
