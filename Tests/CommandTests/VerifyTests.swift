import Foundation
import TestSupport
import Testing

/// `mlp-export --verify DATA`: the export beside its source.
@Suite struct VerifyTests {
  /// Every source with rows: what it was trained on, or was run on.
  private static let sources = ForeignModelTests.sources.filter {
    $0.refused == nil && $0.archive == nil
  }

  @Test(arguments: sources) func anExportIsAsNearAsRoundingLets(
    _ source: ForeignModelTests.Source
  ) throws {
    try withFolder { folder in
      let table = source.inputs.map { $0.map { "\($0)" }.joined(separator: ",") + "\n" }.joined()
      try folder.write(table, to: "rows.csv")
      // Without names of columns they are matched by position.
      let ending = try folder.succeed(
        source.export(to: "m.h5", in: folder) + " --verify rows.csv --no-header --json")
      let verified = try #require(try ending.json()["verified"] as? [String: Any])
      #expect(verified["rows"] as? Int == source.inputs.count)
      #expect(verified["changed"] as? Int == 0)
      let relative = verified["relative"] as? [String: Any]
      let size = try #require(relative?["difference"] as? Double)
      if source.file.hasPrefix("sklearn/") {
        // A model file runs in the same runtime on both sides.
        #expect(size == 0)
        #expect(ending.errors.contains("to the bit"))
      } else {
        #expect(size > 0)
        #expect(size <= 2e-6)
        #expect(ending.errors.contains("in double precision"))
      }
    }
  }

  /// A folded layer's rounding moves a row across the border between two classes that are as likely as each
  /// other: such a row is found, and nothing is written.
  @Test func aChangedClassStopsTheExport() throws {
    try withFolder { folder in
      // z = x: what x + 1 - 1 loses in float32 decides about the sign of x.
      try folder.write(Self.tinyStep, to: "net.py")
      _ = try output(of: python, [folder / "net.py", folder / "net.h5"])
      try folder.write("x\n1e-10\n0.5\n", to: "rows.csv")
      let ending = try folder.run(
        "mlp-export net.h5 -o m.h5 --feature-names x --verify rows.csv")
      #expect(ending.status == 5)
      #expect(ending.errors.contains("found another class in 1 of 2 rows, the first in line 2"))
      #expect(!FileManager.default.fileExists(atPath: folder / "m.h5"))
      try folder.write("x\n0.5\n", to: "rows.csv")
      try folder.succeed("mlp-export net.h5 -o m.h5 --feature-names x --verify rows.csv")
    }
  }

  /// A Keras 2 file of Rescaling(1, offset 1), Dense(1), Dense(1, sigmoid) whose weights are 1 and whose second
  /// bias is -1.
  private static let tinyStep = """
    import json, sys
    import h5py
    import numpy as np

    def layer(name, kind, **config):
        return {"class_name": kind, "config": {"name": name, **config}}

    layers = [
        layer("shift", "Rescaling", scale=1.0, offset=1.0, batch_input_shape=[None, 1]),
        layer("hidden", "Dense", units=1, activation="linear", use_bias=False),
        layer("last", "Dense", units=1, activation="sigmoid", use_bias=True),
    ]
    with h5py.File(sys.argv[1], "w") as file:
        config = {"class_name": "Sequential", "config": {"name": "net", "layers": layers}}
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = "2.15.0"
        weights = file.create_group("model_weights")
        weights.attrs["layer_names"] = np.array([l["config"]["name"] for l in layers], "S")
        for name, arrays in [("shift", {}), ("hidden", {"kernel:0": [[1]]}), ("last", {"kernel:0": [[1]], "bias:0": [-1]})]:
            group = weights.create_group(name)
            group.attrs["weight_names"] = np.array([f"{name}/{a}" for a in arrays], "S")
            for array, values in arrays.items():
                group[f"{name}/{array}"] = np.array(values, "f8")

    """

  @Test(arguments: [
    ("--verify none.csv", 3, "none.csv: "),
    ("--verify wrong.csv", 3, "wrong.csv: found no column for 4 of the model's 4 features"),
    ("--verify empty.csv", 3, "empty.csv: found no rows"),
  ]) func refusesInALine(_ option: String, status: Int, says: String) throws {
    let folder = try Folder.withIris()
    try folder.write("a,b\n1,2\n", to: "wrong.csv")
    let header = try folder.text(of: "test.csv").split(separator: "\n")[0]
    try folder.write("\(header)\n", to: "empty.csv")
    let ending = try folder.run("mlp-export model.h5 -o m.h5 \(option)")
    #expect(ending.status == Int32(status))
    #expect(ending.errors.contains(says), "\(ending.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder / "m.h5"))
  }
}
