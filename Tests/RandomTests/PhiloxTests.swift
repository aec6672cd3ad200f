import Random
import Testing

@Suite struct PhiloxTests {
  /// The known answers of the Random123 distribution for philox4x32-10, counter and key zero.
  @Test func givesThePublishedAnswer() {
    var generator = Philox(seed: 0, stream: 0)
    #expect(
      [generator.next(), generator.next(), generator.next(), generator.next()]
        == [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8])
  }

  @Test func streamsAndSeedsDiffer() {
    var first = Philox(seed: 1, stream: 1)
    var other = Philox(seed: 1, stream: 2)
    var reseeded = Philox(seed: 2, stream: 1)
    let draw = first.next()
    #expect(draw != other.next())
    #expect(draw != reseeded.next())
  }

  @Test func boundedDrawsStayInBoundsAndReachThem() {
    var generator = Philox(seed: 7, stream: 0)
    let draws = (0..<1000).map { _ in generator.below(5) }
    #expect(Set(draws) == [0, 1, 2, 3, 4])
    #expect((0..<1000).allSatisfy { _ in (0..<1).contains(generator.unitFloat()) })
  }

  @Test func shufflingKeepsTheElementsAndRepeats() {
    var first = Array(0..<100)
    var second = first
    var generator = Philox(seed: 3, stream: 9)
    first.shuffle(using: &generator)
    generator = Philox(seed: 3, stream: 9)
    second.shuffle(using: &generator)
    #expect(first == second)
    #expect(first != Array(0..<100))
    #expect(first.sorted() == Array(0..<100))
  }
}
