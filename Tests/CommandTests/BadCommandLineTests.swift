import TestSupport
import Testing

/// Command lines that cannot be followed: exit code 2.
@Suite struct BadCommandLineTests {
  private static let parsing = [
    (
      "mlp-train train.csv --epoch 3 -o old.h5",
      ["unknown option \"--epoch\"; did you mean --epochs?", "mlp-train --help"]
    ),
    ("mlp-infer model.h5 test.csv -x", ["unknown option \"-x\" (see mlp-infer --help)"]),
    ("mlp-train -o old.h5", ["DATA is missing", "mlp-train --help"]),
    ("mlp-export -o old.h5", ["SOURCE is missing", "mlp-export --help"]),
    (
      "mlp-infer test.csv model.h5",
      ["test.csv model.h5: found the model in second place, expected it first"]
    ),
    ("mlp-infer", ["MODEL is missing", "mlp-infer --help"]),
    ("mlp-infer model.h5 test.csv train.csv", ["unexpected argument \"train.csv\""]),
    ("mlp-infer model.h5 test.csv -o", ["-o needs a value"]),
    ("mlp-infer model.h5 test.csv -o --json", ["-o needs a value; found the option --json"]),
    ("mlp-infer model.h5 test.csv --evaluate=yes", ["--evaluate: found \"yes\""]),
    ("mlp-train train.csv", ["--output FILE is missing"]),
    ("mlp-export run.h5", ["--output FILE is missing"]),
  ]

  private static let values = [
    ("mlp-train train.csv --epochs 0 -o old.h5", ["--epochs: found \"0\"", "from 1 to 1000000"]),
    ("mlp-train train.csv --seed x -o old.h5", ["--seed: found \"x\", expected an integer"]),
    ("mlp-train train.csv --lr -1 -o old.h5", ["--lr: found \"-1\", expected a number above 0"]),
    ("mlp-train train.csv --lr nan -o old.h5", ["--lr: found \"nan\", expected a number above 0"]),
    ("mlp-train train.csv --hidden 3,,4 -o old.h5", ["--hidden: found \"3,,4\"", "empty items"]),
    ("mlp-train train.csv --hidden 0 -o old.h5", ["--hidden: found \"0\"", "from 1 to 65536"]),
    (
      "mlp-train train.csv --activation rely -o old.h5",
      ["--activation: found \"rely\", expected one of linear, relu,"]
    ),
    (
      "mlp-train train.csv --hidden 8 --activation relu,tanh -o old.h5",
      ["--activation: found \"relu,tanh\", expected one activation, or 1"]
    ),
    ("mlp-train train.csv --optimizer lbfgs -o old.h5", ["--optimizer: found \"lbfgs\"", "adam"]),
    (
      "mlp-train train.csv --valid 1.5 -o old.h5",
      ["--valid: ", "found 1.5", "--valid 0 trains on all rows"]
    ),
    ("mlp-train train.csv --loss hinge -o old.h5", ["--loss: found \"hinge\"", "huber"]),
    (
      "mlp-train train.csv --loss squared_error -o old.h5",
      ["targets: found classes, expected numbers for squared_error"]
    ),
    (
      "mlp-train train.csv --loss binary_cross_entropy -o old.h5",
      ["classes: found 3, expected 2 for binary_cross_entropy"]
    ),
    ("mlp-train train.csv --dropout 1 -o old.h5", ["dropout: found 1.0, expected 0 to below 1"]),
    ("mlp-train train.csv --clip 0 -o old.h5", ["--clip: found \"0\", expected a number above 0"]),
    (
      "mlp-train train.csv --class-weight setosa=2,rose=1 -o old.h5",
      [
        "--class-weight: found \"rose=1\", expected one of the classes \"setosa\", \"versicolor\", "
      ]
    ),
    (
      "mlp-train train.csv --class-weight setosa -o old.h5",
      ["--class-weight: found \"setosa\", expected CLASS=X"]
    ),
    (
      "mlp-train train.csv --label #1 --ignore species --class-weight balanced -o old.h5",
      ["class weights: found numbers to learn, expected classes"]
    ),
    (
      "mlp-train train.csv --label #1 --ignore species --label-smoothing 0.1 -o old.h5",
      ["label smoothing: found 0.1, expected 0 for squared_error"]
    ),
    (
      "mlp-train train.csv --epochs 2 --lr-schedule cosine --warmup-steps 99 -o old.h5",
      ["warmup steps: found 99, expected 0 to 7"]
    ),
    ("mlp-train train.csv --threads 0 -o old.h5", ["--threads: found \"0\", expected an integer"]),
    ("mlp-infer model.h5 test.csv --threads 2000", ["--threads: found \"2000\"", "1 to 1024"]),
    ("mlp-infer model.h5 test.csv --batch-size 0", ["--batch-size: found \"0\""]),
    ("mlp-infer model.h5 test.csv --precision 18", ["--precision: found \"18\"", "1 to 17"]),
    ("mlp-infer model.h5 test.csv --predict classes", ["--predict: found \"classes\"", "class,"]),
    ("mlp-infer model.h5 test.csv --delimiter ab", ["--delimiter: found \"ab\""]),
    ("mlp-infer model.h5 test.csv --header --no-header", ["--header and --no-header"]),
    ("mlp-infer model.h5 test.csv --evaluate", ["--evaluate needs --label COLUMN"]),
    (
      "mlp-infer model.h5 test.csv --evaluate --label species --min-accuracy 95",
      ["--min-accuracy: found \"95\", expected 0 to 1"]
    ),
    ("mlp-export run.h5 --meta licence -o old.h5", ["--meta: found \"licence\"", "KEY=VALUE"]),
    (
      "mlp-export run.h5 --meta by=us --meta by=them -o old.h5",
      ["--meta: found \"by=them\", expected another key: there is \"by=us\" already"]
    ),
    (
      "mlp-train train.csv --epochs 3 --epochs 4 -o old.h5",
      ["--epochs: found it twice, \"3\" and \"4\""]
    ),
    ("mlp-export run.h5 --force --force -o old.h5", ["--force: found it twice"]),
    (
      "mlp-infer model.h5 test.csv -o old.csv --output out.csv",
      ["--output: found it twice, \"old.csv\" and"]
    ),
    (
      "mlp-train train.csv --class-weight setosa=1 --class-weight setosa=2 -o old.h5",
      ["--class-weight: found \"setosa=2\", expected each class once"]
    ),
    ("mlp-export run.h5 --verification-rows -1 -o old.h5", ["--verification-rows: found \"-1\""]),
  ]

  /// What a command would have to pass over in silence.
  private static let contradictions = [
    ("mlp-infer model.h5 test.csv --min-accuracy 0.9", ["--min-accuracy needs --evaluate"]),
    (
      "mlp-infer model.h5 test.csv --json",
      ["--json needs --evaluate, --describe, --check or --bench"]
    ), ("mlp-infer model.h5 --check --describe", ["--describe and --check: give one of them"]),
    (
      "mlp-infer model.h5 test.csv --describe --evaluate --label species",
      ["--describe and --evaluate: give one of them"]
    ),
    (
      "mlp-infer model.h5 --describe --batch 8", ["--batch needs --bench"]
    ),
    (
      "mlp-train train.csv --resume run.h5 --lr 0.1 --hidden 8 -o old.h5",
      [
        "--hidden: found \"8\", expected \"",
        "as in the run of run.h5; leave it out, or train anew",
      ]
    ),
    (
      "mlp-train train.csv --huber-delta 2 -o old.h5", ["--huber-delta needs --loss huber"]
    ),
    (
      "mlp-train train.csv --momentum 0.5 -o old.h5",
      ["--momentum needs --optimizer momentum or nesterov"]
    ),
    (
      "mlp-train train.csv --weight-decay 0.5 -o old.h5",
      ["--weight-decay needs --optimizer adamw; others have --l2"]
    ),
    (
      "mlp-train train.csv --optimizer adamw --l2 0.5 -o old.h5",
      ["--l2 needs an --optimizer other than adamw, which has --weight-decay"]
    ),
    ("mlp-train train.csv --lr-step 5 -o old.h5", ["--lr-step needs --lr-schedule step"]),
    ("mlp-train train.csv --lr-decay 0.5 -o old.h5", ["--lr-decay needs --lr-schedule step"]),
    (
      "mlp-train train.csv --target-scale standard -o old.h5",
      ["target scaling: found standard, expected none for negative_log_likelihood"]
    ),
    (
      "mlp-train train.csv --resume run.h5 --dropout 0.5 -o old.h5",
      ["--dropout: found \"0.5\", expected \"0.0\", as in the run of run.h5"]
    ),
    (
      "mlp-train train.csv --resume run.h5 --task regress -o old.h5",
      ["--task: found \"regress\", expected \"classify\", as in the run of run.h5"]
    ),
    (
      "mlp-train train.csv --valid 0 --patience 3 -o old.h5",
      ["--patience: found no validation rows (--valid 0), expected some", "--valid 0.1"]
    ),
    ("mlp-train train.csv --min-delta 0.1 -o old.h5", ["--min-delta needs --patience N"]),
    ("mlp-train train.csv -o -", ["--output: found \"-\", expected a file, because"]),
    ("mlp-export run.h5 -o -", ["--output: found \"-\", expected a file, because"]),
    ("mlp-train train.csv -o train.csv", ["--output train.csv: found the DATA itself"]),
    ("mlp-export run.h5 -o train.csv", ["train.csv: found a file that is no model", "--force"]),
    // Files that are not there yet, too.
    (
      "mlp-train train.csv -o new.h5 --report ./new.h5",
      ["--report ./new.h5: found the --output itself, expected another file"]
    ),
    (
      "mlp-train train.csv -o new.h5 --log new.txt --report new.txt",
      ["--report new.txt: found the --log itself, expected another file"]
    ),
    (
      "mlp-export run.h5 -o run.h5",
      ["--output run.h5: found the SOURCE itself, expected another file"]
    ),
    ("mlp-train train.csv -o new.h5 --log train.csv", ["--log train.csv: found the DATA itself"]),
    (
      "mlp-train train.csv -o old.h5 --report ./train.csv",
      ["--report ./train.csv: found the DATA itself"]
    ),
    (
      "mlp-train train.csv -o old.h5 --log old.csv",
      ["--log old.csv: found a file that is no log of a run", "--force replaces it"]
    ),
    (
      "mlp-train train.csv --resume run.h5 --calibrate none -o old.h5",
      ["--calibrate: found \"none\", expected \"temperature\", as in the run of run.h5"]
    ),
    ("mlp-infer model.h5 test.csv -o ./test.csv", ["--output ./test.csv: found the INPUT itself"]),
    ("mlp-infer model.h5 test.csv -o model.h5", ["--output model.h5: found the MODEL itself"]),
    (
      "mlp-infer model.h5 test.csv --evaluate --label species -o test.csv",
      ["--output test.csv: found the INPUT itself"]
    ),
  ]

  @Test(arguments: parsing + values + contradictions)
  func says(line: String, says: [String]) throws {
    try BadInput(name: "", line: line, code: 2, says: says).check()
  }
}
