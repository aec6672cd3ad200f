import Elementary
import Foundation
import Testing

/// Against the C library's functions, which are right to the last place or next to it.
@Suite struct ElementaryTests {
  /// The distance in units in the last place of `expected`.
  func distance(_ found: Double, _ expected: Double) -> Double {
    found == expected ? 0 : abs(found - expected) / expected.ulp
  }

  /// Numbers of every magnitude from `low` on, `steps` in each binade.
  func sweep(_ low: Int, _ high: Int, steps: Int) -> [Double] {
    (low...high).flatMap { exponent in
      (0..<steps).map { step in
        Double(sign: .plus, exponent: exponent, significand: 1 + Double(step) / Double(steps))
      }
    }
  }

  @Test func exponentialIsCloseEverywhere() {
    let magnitudes = sweep(-40, 8, steps: 301) + sweep(9, 9, steps: 1001).filter { $0 < 709.7 }
    for magnitude in magnitudes {
      for x in [magnitude, -magnitude] {
        #expect(distance(exponential(x), exp(x)) <= 1, "\(x)")
      }
    }
  }

  @Test func exponentialHasItsEdges() {
    #expect(exponential(0) == 1)
    #expect(exponential(-0.0) == 1)
    #expect(exponential(710) == .infinity)
    #expect(exponential(.infinity) == .infinity)
    #expect(exponential(-746) == 0)
    #expect(exponential(-.infinity) == 0)
    #expect(exponential(.nan).isNaN)
    #expect(exponential(709.782712893384) == exp(709.782712893384))
    #expect(abs(exponential(-745.1) - exp(-745.1)) <= .leastNonzeroMagnitude)
  }

  @Test func logarithmIsCloseEverywhere() {
    for x in sweep(-1074, 1023, steps: 37) + sweep(-2, 1, steps: 5003) {
      #expect(distance(logarithm(x), log(x)) <= 1, "\(x)")
    }
  }

  @Test func logarithmHasItsEdges() {
    #expect(logarithm(1) == 0)
    #expect(logarithm(0) == -.infinity)
    #expect(logarithm(-1).isNaN)
    #expect(logarithm(.nan).isNaN)
    #expect(logarithm(.infinity) == .infinity)
  }

  @Test func logarithmOfOnePlusKeepsSmallNumbers() {
    for x in sweep(-60, 40, steps: 301) {
      #expect(distance(logarithmOfOnePlus(x), log1p(x)) <= 2, "\(x)")
    }
    #expect(logarithmOfOnePlus(0) == 0)
    #expect(logarithmOfOnePlus(.infinity) == .infinity)
  }

  @Test func cosineIsCloseEverywhere() {
    for step in 0...10_000 {
      let x = Double(step) / 10_000
      let expected = x <= 0.5 ? Foundation.sin(.pi * (0.5 - x)) : -Foundation.sin(.pi * (x - 0.5))
      #expect(abs(cosineOfPi(x) - expected) <= 0x1p-52, "\(x)")
    }
    #expect(cosineOfPi(0) == 1)
    #expect(cosineOfPi(0.5) == 0)
    #expect(cosineOfPi(1) == -1)
  }
}
