import Foundation
import TestSupport
import Testing

/// A run that was stopped, however it was, goes on as if it had not been.
@Suite struct ResumeTests {
  private let folder: Folder
  init() throws { folder = try .withIris() }

  @Test(arguments: [
    "--optimizer sgd", "--optimizer momentum --l2 0.01", "--optimizer adam",
    "--optimizer nesterov --momentum 0.8 --dropout 0.3 --clip 0.5",
    "--optimizer adamw --lr-schedule step --lr-step 2 --lr-decay 0.5 --warmup-steps 9",
    "--class-weight setosa=2 --label-smoothing 0.1",
    "--sample-weight petal_width_cm --class-weight balanced",
    "--label sepal_length_cm --ignore species --loss huber --huber-delta 0.5",
    "--valid 0 --scale minmax", "--patience 3 --min-delta 0.01 --lr 0.1", "--ignore #1,#3",
    "--features petal_width_cm,petal_length_cm --hidden 8,8 --activation tanh,relu",
    "--label petal_width_cm --ignore species --no-ranges", "--batch-size 7 --seed 9 --valid 0.3",
  ])
  func afterAnEpoch(options: String) throws {
    try folder.succeed("mlp-train train.csv --epochs 9 \(options) -o whole.h5")
    try folder.succeed("mlp-train train.csv --epochs 4 \(options) -o half.h5")
    #expect(try folder.bytes(of: "half.h5") != folder.bytes(of: "whole.h5"))
    // The run's own settings are welcome, so that one file of options serves both.
    try folder.succeed("mlp-train train.csv --resume half.h5 --epochs 9 \(options) -o same.h5")
    #expect(try folder.bytes(of: "same.h5") == folder.bytes(of: "whole.h5"))
    try folder.succeed("mlp-train train.csv --resume half.h5 --epochs 9 -o half.h5")
    #expect(try folder.bytes(of: "half.h5") == folder.bytes(of: "whole.h5"))
  }

  @Test func oneFileOfOptionsServesBoth() throws {
    try folder.write(
      """
      label = species
      ignore = sepal_width_cm
      hidden = 8,4
      activation = tanh
      optimizer = momentum
      lr = 0.050
      epochs = 4
      batch-size = 16
      valid = 0.20
      missing = ?,-99
      seed = 7
      no-ranges = true
      class-weight = setosa=2,virginica=0.5
      """, to: "run.conf")
    try folder.succeed("mlp-train train.csv --config run.conf --epochs 9 -o whole.h5")
    try folder.succeed("mlp-train train.csv --config run.conf -o half.h5")
    try folder.succeed(
      "mlp-train train.csv --config run.conf --resume half.h5 --epochs 9 -o half.h5")
    #expect(try folder.bytes(of: "half.h5") == folder.bytes(of: "whole.h5"))
  }

  /// Every setting that a checkpoint records, written otherwise, or as the default that it was.
  @Test(arguments: [
    (
      "",
      "--label #5 --task classify --hidden 64 --activation relu --batch-size 32 --calibrate temperature"
    ),
    (
      "",
      "--task auto --loss auto --optimizer adam --lr 1e-3 --l2 0.0 --dropout 0 --lr-schedule constant"
    ),
    (
      "",
      "--loss negative_log_likelihood --warmup-steps 0 --label-smoothing 0 --impute error --scale standard"
    ),
    ("", "--no-ranges=false --seed 1 --valid 0.10 --class-weight setosa=1 --target-scale none"),
    (
      "",
      "--missing NA,n/a,null,NULL,None,nan,NaN,-nan,-NaN,<NA>,N/A,#NA,#N/A,1.#QNAN,1.#IND,-1.#IND,-1.#QNAN"
        + ",\"#N/A\\u0020N/A\""
    ), ("--ignore #1,sepal_width_cm", "--ignore sepal_width_cm --ignore sepal_length_cm"),
    ("--ignore #1,#2", "--features petal_length_cm,petal_width_cm --ignore #2"),
    ("--features petal_width_cm,petal_length_cm", "--features #4,#3 --ignore #1"),
    ("--hidden 8,8 --activation tanh", "--hidden 8 --hidden 8 --activation tanh,tanh"),
    ("--hidden none", "--hidden none --activation tanh"),
    ("--class-weight balanced", "--class-weight balanced"),
    (
      "--class-weight virginica=2.0,setosa=0.5", "--class-weight setosa=.5,versicolor=1,virginica=2"
    ),
    ("--missing ?,-99", "--missing -99.0,?"),
    ("--optimizer adamw", "--optimizer adamw --weight-decay 0.010 --lr 0.001"),
    ("--optimizer sgd", "--lr 1e-2 --l2 0"), ("--optimizer momentum", "--momentum .9"),
    ("--optimizer nesterov --momentum 0.8", "--momentum 0.80 --optimizer nesterov"),
    ("--lr-schedule step", "--lr-step 30 --lr-decay 0.10"),
    ("--patience 3", "--min-delta 0 --patience 3"), ("--clip 1", "--clip 1.0"),
    ("--label #1 --ignore species", "--task regress --loss squared_error --target-scale standard"),
    ("--label #1 --ignore species --loss huber", "--huber-delta 1.0 --loss huber"),
    ("--sample-weight #4", "--sample-weight petal_width_cm"),
    ("--valid test.csv", "--valid ./test.csv"),
    ("--unknown-level zeros", "--unknown-level zeros"),
  ])
  func theSameSettingsAreWelcome(options: String, again: String) throws {
    try folder.succeed("mlp-train train.csv --epochs 1 \(options) -o half.h5")
    let valid = options.contains("--valid") && !again.contains("--valid") ? options : ""
    let ending = try folder.run("mlp-train train.csv --resume half.h5 \(again) \(valid) --dry-run")
    #expect(ending.status == 0, "\(ending.errors)")
  }

  /// One at a time; found and expected are said, and nothing is written.
  @Test(arguments: [
    ("", "--label #1", ##"--label: found "#1", expected "species", as in the run of half.h5"##),
    ("", "--ignore #1", ##"--ignore: found "#1", expected none"##),
    ("--ignore #1", "--ignore #1,#2", ##"--ignore: found "#1,#2", expected "sepal_length_cm""##),
    (
      "--ignore #1,#2", "--ignore #1",
      ##"--ignore: found "#1", expected "sepal_length_cm,sepal_width_cm""##
    ),
    (
      "--features #1,#2", "--features #2,#1",
      ##"--features: found "#2,#1", expected "sepal_length_cm,sepal_width_cm""##
    ),
    ("", "--categorical #1", ##"--categorical: found "#1", expected none"##),
    ("", "--sample-weight #1", ##"--sample-weight: found "#1", expected none"##),
    ("--sample-weight #1", "--sample-weight #2", ##"found "#2", expected "sepal_length_cm""##),
    ("", "--task regress", #"--task: found "regress", expected "classify""#),
    (
      "--label #1 --ignore species --task regress", "--task classify",
      #"found "classify", expected "regress""#
    ),
    (
      "--label #4 --ignore species --task classify", "--task auto",
      #"found "auto (regression of these labels)", expected "classify""#
    ),
    ("", "--impute mean", #"found "mean", expected "error""#),
    ("", "--scale none", #"expected "standard""#),
    ("", "--no-ranges", #"--no-ranges: found "true", expected "false""#),
    ("--no-ranges", "--no-ranges=false", #"found "false", expected "true""#),
    ("", "--valid 0.2", #"--valid: found "0.2", expected "0.1""#),
    ("", "--valid test.csv", #"--valid: found "test.csv", expected "0.1""#),
    ("--valid test.csv", "--valid 0.1", #"found "0.1", expected the table of validation rows"#),
    ("--missing ?", "--missing ?,-", #"--missing: found "?,-", expected "?""#),
    ("", "--hidden 8", #"--hidden: found "8", expected "64""#),
    ("--hidden 8,4", "--hidden 4,8", #"found "4,8", expected "8,4""#),
    ("--hidden none", "--hidden 8", #"found "8", expected "none""#),
    ("", "--hidden none", #"expected "64""#),
    (
      "--hidden 8,4 --activation tanh,relu", "--activation relu,tanh",
      #"found "relu,tanh", expected "tanh,relu""#
    ),
    ("", "--batch-size 31", #"--batch-size: found "31", expected "32""#),
    ("", "--patience 3", #"--patience: found "3", expected none"#),
    ("--patience 3", "--min-delta 0.1", #"--min-delta: found "0.1", expected "0.0""#),
    ("--calibrate none", "--calibrate temperature", #"expected "none", as in"#),
    ("", "--seed 2", #"--seed: found "2", expected "1""#),
    ("", "--dropout 0.5", #"expected "0.0""#),
    ("", "--loss binary_cross_entropy", #"expected "negative_log_likelihood""#),
    ("--label #1 --ignore species --loss huber", "--loss auto", #"found "auto", expected "huber""#),
    ("--label #1 --ignore species --loss huber", "--huber-delta 2", #"found "2", expected "1.0""#),
    ("", "--huber-delta 2", #"--huber-delta: found "2", expected none"#),
    ("", "--label-smoothing 0.1", #"expected "0.0""#),
    ("", "--target-scale standard", #"expected "none""#),
    (
      "--class-weight setosa=2", "--class-weight balanced",
      #"found "balanced", expected "setosa=2.0,"#
    ),
    ("", "--class-weight setosa=2", #"--class-weight: found "setosa=2", expected none"#),
    ("", "--optimizer sgd", #"found "sgd", expected "adam""#),
    ("", "--lr 0.01", #"expected "0.001""#),
    ("", "--momentum 0.9", "expected none"), ("", "--weight-decay 0.01", "expected none"),
    ("--optimizer adamw", "--l2 0.1", "expected none"), ("", "--l2 0.1", #"expected "0.0""#),
    ("--optimizer nesterov", "--optimizer momentum", #"found "momentum", expected "nesterov""#),
    ("", "--clip 1", #"--clip: found "1", expected none"#),
    ("", "--lr-schedule step", #"found "step", expected "constant""#),
    ("--lr-schedule step", "--lr-step 3", #"found "3", expected "30""#),
    ("--lr-schedule step", "--lr-decay 0.2", #"found "0.2", expected "0.1""#),
    ("", "--warmup-steps 2", #"found "2", expected "0""#),
    ("", "--lr x", #"found "x", expected "0.001""#),
  ])
  func otherSettingsAreRefused(options: String, other: String, says: String) throws {
    try folder.succeed("mlp-train train.csv --epochs 1 \(options) -o half.h5")
    let valid = options.contains("--valid") && !other.contains("--valid") ? options : ""
    let before = try folder.bytes(of: "half.h5")
    let ending = try folder.run("mlp-train train.csv --resume half.h5 \(other) \(valid) -o half.h5")
    #expect(ending.status == 2)
    #expect(ending.errors.contains(says), "\(ending.errors)")
    #expect(ending.errors.hasSuffix("; leave it out, or train anew without --resume\n"))
    #expect(try folder.bytes(of: "half.h5") == before)
  }

  /// Which of the texts were none of the levels, and columns that had no value, which no option names.
  @Test func ofColumnsOfText() throws {
    let rows = (1...40).map { "c\($0 % 3),,\($0),\($0),\($0 % 2 == 0 ? "a" : "b")\n" }
    try folder.write("kind,nothing,n,id,y\n" + rows.joined(), to: "t.csv")
    let options = "--categorical kind --unknown-level zeros --impute mean --ignore id"
    try folder.succeed("mlp-train t.csv --epochs 4 \(options) -o whole.h5")
    try folder.succeed("mlp-train t.csv --epochs 2 \(options) -o half.h5")
    for again in ["", options, "--ignore nothing,id", "--features kind,nothing,n --categorical #1"]
    {
      try folder.succeed("mlp-train t.csv --resume half.h5 --epochs 4 \(again) -o new.h5")
      #expect(try folder.bytes(of: "new.h5") == folder.bytes(of: "whole.h5"))
    }
    for (other, says) in [
      ("--unknown-level error", #"found "error", expected "zeros""#),
      ("--ignore nothing", #"expected "nothing,id""#),
      ("--categorical n", #"found "n", expected "kind""#),
    ] {
      let ending = try folder.run("mlp-train t.csv --resume half.h5 \(other) -o new.h5")
      #expect(ending.status == 2)
      #expect(ending.errors.contains(says), "\(ending.errors)")
    }
  }

  /// Without names the features do not tell which columns they were.
  @Test(arguments: [
    "--ignore #2,#6", "--features #4,#1", "--label #3 --ignore #7,#5", "--sample-weight #6", "",
  ])
  func ofATableWithoutNames(options: String) throws {
    let rows = try folder.text(of: "train.csv").split(separator: "\n").dropFirst()
    let numbers = rows.map { $0.replacing("setosa", with: "0").replacing(/[a-z]+/, with: "1") }
    try folder.write(
      numbers.map { $0 + ",1,\($0.hasSuffix("0") ? "a" : "b")\n" }.joined(), to: "rows.csv")
    let train = "mlp-train rows.csv --no-header"
    try folder.succeed("\(train) --epochs 4 \(options) -o whole.h5")
    try folder.succeed("\(train) --epochs 2 \(options) -o half.h5")
    try folder.succeed("\(train) --resume half.h5 --epochs 4 -o half.h5")
    #expect(try folder.bytes(of: "half.h5") == folder.bytes(of: "whole.h5"))
  }

  /// Enough epochs that their lines do not fit into a pipe: the run cannot end before it is stopped.
  private static let epochs = 2000

  /// Starts a run that writes `part.h5`, lets two epochs pass, sends `signal`, and waits for the end.
  private func stop(
    _ signal: Int32, options: String = ""
  ) throws -> (status: Int32, reason: Process.TerminationReason, errors: String) {
    let (log, errors) = (Pipe(), Pipe())
    let process = try folder.start(
      "mlp-train train.csv --epochs \(Self.epochs) -o part.h5 --log - \(options)",
      output: log, errors: errors)
    let lines = log.fileHandleForReading
    // The line of the second epoch comes after the checkpoint of the first.
    var head = ""
    while !head.contains(#"{"epoch":2,"#) {
      head += String(decoding: try #require(try lines.read(upToCount: 1)), as: UTF8.self)
    }
    kill(process.processIdentifier, signal)
    _ = lines.readDataToEndOfFile()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, process.terminationReason, said)
  }

  private func expectToGoOn(
    options: String = "", at place: SourceLocation = #_sourceLocation
  ) throws {
    try folder.succeed("mlp-train train.csv --epochs \(Self.epochs) -o whole.h5 \(options)")
    try folder.succeed("mlp-train train.csv --resume part.h5 -o part.h5", at: place)
    #expect(
      try folder.bytes(of: "part.h5") == folder.bytes(of: "whole.h5"), sourceLocation: place)
  }

  @Test(.hangGuard, arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func afterASignal(signal: Int32, code: Int32) throws {
    let end = try stop(signal)
    #expect(end.status == code)
    #expect(end.reason == .exit)
    let said = try Regex(
      "mlp-train: error: interrupted in epoch [0-9]+ of \(Self.epochs); wrote part.h5: 3 classes of \"species\" from 4 inputs; "
        + "to continue, "
        + "give the table with --resume part.h5 --output part.h5\n")
    #expect(try said.wholeMatch(in: end.errors) != nil)
    try expectToGoOn()
  }

  /// A checkpoint is worth having before an epoch is over, where one takes an hour.
  @Test(.hangGuard) func afterAnInterruptOfTheFirstEpoch() throws {
    let options = "--valid test.csv --progress always"
    // Interrupts itself as it first shows the epoch: whoever waits for that from outside may come too late.
    try folder.write(
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <signal.h>
      #include <string.h>
      #include <unistd.h>

      ssize_t write(int file, const void *bytes, size_t count) {
        static int is_done;
        ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
        if (!is_done && memmem(bytes, count, "epoch 1/2", 9)) {
          is_done = 1;
          kill(getpid(), SIGINT);
        }
        return next(file, bytes, count);
      }
      """, to: "interrupt.c")
    _ = try output(
      of: "gcc",
      ["-shared", "-fPIC", folder / "interrupt.c", "-o", folder / "interrupt.so", "-ldl"])
    let ending = try folder.run(
      "mlp-train train.csv --epochs 2 -o part.h5 --threads 1 --batch-size 1 \(options)",
      environment: ["LD_PRELOAD": folder / "interrupt.so"])
    #expect(ending.status == 130)
    let expected = """
      mlp-train: error: interrupted in epoch 1 of 2; wrote part.h5: 3 classes of "species" from \
      4 inputs; its model has not been through a whole epoch; to continue, give the table with --valid test.csv --resume part.h5 --output part.h5

      """
    #expect(ending.errors.hasSuffix(expected))
    try folder.succeed("mlp-train train.csv --valid test.csv --resume part.h5 -o part.h5")
    try folder.succeed(
      "mlp-train train.csv --epochs 2 -o whole.h5 --batch-size 1 \(options)")
    #expect(try folder.bytes(of: "part.h5") == folder.bytes(of: "whole.h5"))
  }

  /// A schedule that ends with the run, and units dropped in its middle.
  @Test(.hangGuard, arguments: ["cosine", "one-cycle"])
  func afterAnInterruptOfASchedule(schedule: String) throws {
    let options = "--lr-schedule \(schedule) --dropout 0.25 --optimizer adamw --clip 1"
    #expect(try stop(SIGINT, options: options).status == 130)
    try expectToGoOn(options: options)
    let refusal = try folder.run("mlp-train train.csv --resume part.h5 --epochs 2001 -o part.h5")
    #expect(refusal.status == 2)
    #expect(refusal.errors.contains("--epochs: found 2001, expected 2000 or fewer"))
  }

  @Test(.hangGuard) func afterAKill() throws {
    let end = try stop(SIGKILL, options: "--checkpoint-every 1")
    #expect(end.status == SIGKILL)
    #expect(end.reason == .uncaughtSignal)
    try folder.succeed("mlp-infer part.h5 test.csv")
    try expectToGoOn()
    // Nor does a file stay that was being written.
    #expect(
      folder.names == ["model.h5", "part.h5", "run.h5", "test.csv", "train.csv", "whole.h5"])
  }

  @Test(.hangGuard) func aKilledRunLeavesTheCheckpointBeforeIt() throws {
    try folder.write(folder.bytes(of: "run.h5"), to: "part.h5")
    #expect(try stop(SIGKILL).status == SIGKILL)
    #expect(try folder.bytes(of: "part.h5") == folder.bytes(of: "run.h5"))
  }

  @Test(.hangGuard) func anInterruptedRunLeavesItsLog() throws {
    let (output, errors) = (Pipe(), Pipe())
    let process = try folder.start(
      "mlp-train train.csv --epochs 1000000 -o part.h5 --log log.jsonl --progress always",
      output: output, errors: errors)
    _ = try text(of: errors, until: "train  [")
    process.interrupt()
    _ = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(folder.names.contains("log.jsonl"))
  }

  /// What comes out of `pipe` until `part` is in it.
  private func text(of pipe: Pipe, until part: String) throws -> String {
    var text = ""
    while !text.contains(part) {
      let more = pipe.fileHandleForReading.availableData
      try #require(!more.isEmpty)
      text += String(decoding: more, as: UTF8.self)
    }
    return text
  }

  /// What was good before an epoch that diverged is kept.
  @Test func afterALossThatIsNoNumber() throws {
    try folder.write("a,y\n" + (1...40).map { "\($0),\($0)\n" }.joined(), to: "line.csv")
    let ending = try folder.run(
      "mlp-train line.csv --task regress --hidden none --scale none --optimizer sgd --lr 0.1 "
        + "--epochs 1000 -o part.h5")
    #expect(ending.status == 1)
    let said = try Regex("training diverged in epoch [0-9]+, step [0-9]+: the loss is .*; try a ")
    #expect(ending.errors.contains(said))
    #expect(
      ending.errors.contains(
        "; part.h5 has the run as it was before that epoch: numbers of \"y\" from 1 input\n"))
    try folder.succeed("mlp-infer part.h5 line.csv")
  }

  /// A log is not worth a run: what it came to is kept.
  @Test func afterALogThatCannotBeWritten() throws {
    let ending = try folder.run("mlp-train train.csv --epochs 9 --log /dev/full -o part.h5")
    #expect(ending.status == 1)
    #expect(
      ending.errors == """
        mlp-train: error: /dev/full: cannot write it: No space left on device; part.h5 has the run \
        as it was then: 3 classes of "species" from 4 inputs

        """)
    try folder.succeed("mlp-train train.csv --epochs 9 -o whole.h5")
    try folder.succeed("mlp-train train.csv --resume part.h5 -o part.h5")
    #expect(try folder.bytes(of: "part.h5") == folder.bytes(of: "whole.h5"))
  }
}
