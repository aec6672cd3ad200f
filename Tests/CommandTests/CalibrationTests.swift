import Foundation
import TestSupport
import Testing

/// What a run does to the probabilities of a classifier, and what it tells about it.
@Suite struct CalibrationTests {
  private let folder: Folder
  init() throws {
    folder = try Folder()
    try folder.copyTable("digits-train.csv", as: "train.csv")
    try folder.copyTable("digits-test.csv", as: "test.csv")
  }

  /// Sure of itself: trained far past what the validation rows ask for, on a fifth of them.
  private static let train =
    "mlp-train train.csv --valid 0.5 --optimizer momentum --lr 0.3 --epochs 12 --hidden 64"

  private func temperature(of model: String) throws -> Double {
    let about = try folder.succeed("mlp-infer \(model) --describe").text
    let line = about.split(separator: "\n").first { $0.hasPrefix("  temperature ") }
    return try line.map { try #require(Double($0.dropFirst(14))) } ?? 1
  }

  @Test func makesProbabilitiesBelievableAndChangesNoDecision() throws {
    let summary = try folder.succeed("\(Self.train) -o run.h5 --json").json()
    let found = try #require(summary["temperature"] as? Double)
    #expect(found != 1)
    #expect(abs(try temperature(of: "run.h5") - found) < 1e-6)
    let before = try #require(summary["calibration_error_before"] as? Double)
    let after = try #require(summary["calibration_error"] as? Double)
    #expect(after < before)

    let plain = try folder.succeed("\(Self.train) -o plain.h5 --calibrate none --json").json()
    #expect(plain["temperature"] as? Double == 1)
    #expect(plain["calibration_error"] is NSNull)
    #expect(try temperature(of: "plain.h5") == 1)
    func evaluated(_ model: String) throws -> [String: Any] {
      try folder.succeed("mlp-infer \(model) test.csv --evaluate --label digit --json").json()
    }
    let (calibrated, raw) = (try evaluated("run.h5"), try evaluated("plain.h5"))
    #expect(calibrated["accuracy"] as? Double == raw["accuracy"] as? Double)
    // Rows that neither training nor calibration has seen are better off too.
    #expect(
      try #require(calibrated["log_loss"] as? Double) < #require(raw["log_loss"] as? Double))
    for kind in ["class", "logits"] {
      let line = "test.csv --predict \(kind)"
      #expect(
        try folder.succeed("mlp-infer run.h5 \(line)").output
          == folder.succeed("mlp-infer plain.h5 \(line)").output)
    }
  }

  @Test(arguments: ["", "--calibrate none"]) func aResumedRunHasTheSame(option: String) throws {
    try folder.succeed("\(Self.train) \(option) -o whole.h5")
    let shorter = Self.train.replacing("--epochs 12", with: "--epochs 5")
    try folder.succeed("\(shorter) \(option) -o part.h5")
    try folder.succeed("mlp-train train.csv --resume part.h5 --epochs 12 -o part.h5")
    #expect(try folder.bytes(of: "part.h5") == folder.bytes(of: "whole.h5"))
  }

  @Test(arguments: [
    "--valid 0", "--task regress", "--label #1 --task regress --valid 0.2",
  ]) func thereIsNothingToCalibrate(options: String) throws {
    let summary = try folder.succeed(
      "mlp-train train.csv \(options) --epochs 2 -o run.h5 --json"
    ).json()
    #expect(summary["temperature"] as? Double == 1)
    #expect(summary["calibration_error"] is NSNull)
  }

  @Test func theReportTellsOfIt() throws {
    try folder.succeed("\(Self.train) -o run.h5 --report report.html")
    let html = try folder.text(of: "report.html")
    let about = try folder.succeed("mlp-infer run.h5 --describe --json").json()
    #expect(html.contains(try #require(about["identity"] as? String)))
    #expect(html.contains("Before: temperature 1 ") && html.contains("After: temperature "))
    // The same page from the same run, resumed or not.
    let shorter = Self.train.replacing("--epochs 12", with: "--epochs 5")
    try folder.succeed("\(shorter) -o part.h5")
    try folder.succeed(
      "mlp-train train.csv --resume part.h5 --epochs 12 -o part.h5 --report again.html")
    #expect(try folder.text(of: "again.html") == html)
  }
}
