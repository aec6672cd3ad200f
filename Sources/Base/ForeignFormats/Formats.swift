// The formats, each with what makes of it what is read here. Every conversion was run.

extension ForeignFormat {
  // MARK: - Compression and archives

  static let bzip2 = ForeignFormat("bzip2 data", table: .filter("bzip2 -dc"))
  static let xz = ForeignFormat("xz data", table: .filter("xz -dc"))
  static let zstd = ForeignFormat("zstd data", table: .filter("zstd -dc"))
  static let lz4 = ForeignFormat("lz4 data", table: .filter("lz4 -dc"))
  static let compress = ForeignFormat("data of Unix compress", table: .filter("gzip -dc"))
  static let zlib = ForeignFormat(
    "zlib data",
    table: .python(
      "import sys, zlib; sys.stdout.buffer.write(zlib.decompress(open(sys.argv[1], \"rb\").read()))",
      needs: "its own library"),
    model: pickleModel)
  static let sevenZip = ForeignFormat(
    "a 7z archive", table: .extraction("python3 -m py7zr x", needs: "Python with py7zr"))
  static let tar = ForeignFormat("a tar archive", table: .filter("tar -xOf"))
  static let zip = ForeignFormat("a zip archive", table: .filter("unzip -p"))

  // MARK: - Tables

  static let npz = ForeignFormat(
    "an archive of NumPy arrays (npz)",
    table: .pythonFile(
      "import sys, numpy; a = numpy.load(sys.argv[1]); "
        + "numpy.save(sys.argv[2], numpy.column_stack([a[k] for k in a.files]))",
      suffix: ".npy", needs: "numpy; puts its arrays side by side"))
  static let arrow = pandas(
    "an Arrow or Feather file", "read_feather(sys.argv[1], dtype_backend=\"numpy_nullable\")",
    "pyarrow")
  static let arrowStream = ForeignFormat(
    "an Arrow stream",
    table: .python(
      "import sys, pyarrow; "
        + "pyarrow.ipc.open_stream(sys.argv[1]).read_pandas(integer_object_nulls=True).to_csv(sys.stdout, index=False)",
      needs: "pandas and pyarrow"))
  static let parquet = pandas(
    "a Parquet file", "read_parquet(sys.argv[1], dtype_backend=\"numpy_nullable\")", "pyarrow")
  static let orc = pandas(
    "an ORC file", "read_orc(sys.argv[1], dtype_backend=\"numpy_nullable\")", "pyarrow")
  static let avro = ForeignFormat(
    "an Avro file",
    table: .python(
      "import sys, fastavro, pandas; "
        + "pandas.DataFrame(fastavro.reader(open(sys.argv[1], \"rb\")), dtype=object)"
        + ".to_csv(sys.stdout, index=False)",
      needs: "pandas and fastavro"))
  static let xls = pandas(
    "an Excel workbook (xls)", "read_excel(sys.argv[1], dtype=object)", "xlrd")
  static let xlsx = pandas(
    "an Excel workbook (xlsx)", "read_excel(sys.argv[1], dtype=object)", "openpyxl")
  static let ods = pandas(
    "an OpenDocument spreadsheet (ods)", "read_excel(sys.argv[1], dtype=object)", "odfpy")
  static let stata = pandas("a Stata file (dta)", "read_stata(sys.argv[1])")
  static let spss = pandas("an SPSS file (sav)", "read_spss(sys.argv[1])", "pyreadstat")
  static let spssPortable = statistics("an SPSS file (por)", "read_por")
  static let sas = statistics("a SAS file (sas7bdat)", "read_sas7bdat")
  static let sasTransport = statistics("a SAS file (xport)", "read_xport")
  static let sqlite = ForeignFormat(
    "an SQLite database",
    table: .python(
      "import sys, sqlite3, pandas; c = sqlite3.connect(sys.argv[1]); "
        + "t = c.execute(\"select name from sqlite_master where type = ?\", [\"table\"]).fetchone()[0]; "
        + "pandas.read_sql(\"select * from \" + chr(34) + t.replace(chr(34), 2 * chr(34)) + chr(34), c, dtype_backend=\"numpy_nullable\")"
        + ".to_csv(sys.stdout, index=False)",
      needs: "pandas; its first table"))
  static let pickle = ForeignFormat(
    "a Python pickle",
    table: .python(
      "import sys, pandas; pandas.read_pickle(sys.argv[1]).to_csv(sys.stdout, index=False)",
      needs: "pandas; only where you trust the file, because a pickle runs code"),
    model: pickleModel)
  static let json = ForeignFormat(
    "JSON",
    table: .python(
      "import sys, json, pandas; "
        + "pandas.DataFrame(json.load(open(sys.argv[1])), dtype=object).to_csv(sys.stdout, index=False)",
      needs: "pandas"),
    model: .words(
      "the architecture of a Keras model goes with --architecture, and its weights are SOURCE"))
  static let jsonLines = ForeignFormat(
    "JSON lines",
    table: .python(
      "import sys, json, pandas; "
        + "pandas.DataFrame(map(json.loads, filter(str.strip, open(sys.argv[1]))), dtype=object)"
        + ".to_csv(sys.stdout, index=False)",
      needs: "pandas"))
  static let svmlight = ForeignFormat(
    "a LIBSVM (svmlight) file",
    table: .python(
      "import sys, pandas; from sklearn.datasets import load_svmlight_file; "
        + "x, y = load_svmlight_file(sys.argv[1]); "
        + "pandas.DataFrame(x.toarray()).add_prefix(\"x\").assign(label=y).to_csv(sys.stdout, index=False)",
      needs: "pandas and scikit-learn"))
  static let arff = ForeignFormat(
    "an ARFF file",
    table: .python(
      "import sys, pandas; from scipy.io import arff; d, m = arff.loadarff(sys.argv[1]); "
        + "pandas.DataFrame([[v.decode() if isinstance(v, bytes) else v for v in r] for r in d], "
        + "columns=m.names()).to_csv(sys.stdout, index=False)",
      needs: "pandas and scipy"))
  static let hdf5 = ForeignFormat(
    "an HDF5 file",
    table: .python(
      "import sys, h5py, pandas; p = sys.argv[1]; f = h5py.File(p); n = []; "
        + "f.visititems(lambda k, v: n.append(k) if getattr(v, \"ndim\", 0) == 2 else None); "
        + "d = pandas.read_hdf(p) if any(\"pandas_type\" in v.attrs for v in f.values()) "
        + "else pandas.DataFrame(f[n[0]][()]).add_prefix(\"x\"); d.to_csv(sys.stdout, index=False)",
      needs: "pandas, h5py and tables; its first table or array of two dimensions"))
  static let matlab = ForeignFormat(
    "a MATLAB file (mat)",
    table: .pythonFile(
      "import sys, scipy.io, numpy; m = scipy.io.loadmat(sys.argv[1]); "
        + "numpy.save(sys.argv[2], "
        + "numpy.ascontiguousarray([v for k, v in m.items() if k[0] != \"_\"][0]))",
      suffix: ".npy", needs: "numpy and scipy; its first variable"))
  static let matlabHDF5 = ForeignFormat(
    "a MATLAB file (mat, version 7.3)",
    table: .pythonFile(
      "import sys, h5py, numpy; f = h5py.File(sys.argv[1]); n = []; "
        + "f.visititems(lambda k, v: n.append(k) if getattr(v, \"ndim\", 0) == 2 else None); "
        + "numpy.save(sys.argv[2], numpy.ascontiguousarray(f[n[0]][()].T))",
      suffix: ".npy", needs: "numpy and h5py; its first variable"))
  static let html = pandas("an HTML page", "read_html(sys.argv[1])[0]", "lxml")
  static let xml = pandas("XML", "read_xml(sys.argv[1], dtype=str)", "lxml")

  /// Text in another encoding, as `iconv` calls it.
  static func text(encoding: String) -> ForeignFormat {
    ForeignFormat(
      "text in \(encoding)", table: .filter("iconv -t UTF-8 -f \(encoding)", verb: "convert"))
  }

  private static func pandas(
    _ name: String, _ call: String, _ package: String? = nil
  ) -> ForeignFormat {
    ForeignFormat(
      name,
      table: .python(
        "import sys, pandas; pandas.\(call).to_csv(sys.stdout, index=False)",
        needs: "pandas\(package.map { " and \($0)" } ?? "")"))
  }

  private static func statistics(_ name: String, _ call: String) -> ForeignFormat {
    ForeignFormat(
      name,
      table: .python(
        "import sys, pyreadstat; "
          + "pyreadstat.\(call)(sys.argv[1])[0].to_csv(sys.stdout, index=False)",
        needs: "pandas and pyreadstat"))
  }

  // MARK: - Models

  static let modelFile = ForeignFormat(
    "a model file", table: .words("give a table in its place; a model comes before the table"))
  static let torchState = ForeignFormat(
    "weights that torch.save wrote",
    model: .pythonFile(
      "import sys, torch, safetensors.torch as s; "
        + "s.save_file(torch.load(sys.argv[1], map_location=\"cpu\", weights_only=True), sys.argv[2])",
      suffix: ".safetensors",
      needs: "torch and safetensors; then give OUT with --activations, one for each layer"))
  static let torchModule = ForeignFormat(
    "a model that torch.save wrote",
    model: .pythonFile(
      "import sys, torch, mlpmodel; "
        + "mlpmodel.save(torch.load(sys.argv[1], weights_only=False), sys.argv[2])",
      suffix: ".h5",
      needs:
        "torch and this package's tools/python; only where you trust the file, because it runs code"
    ))
  static let torchScript = ForeignFormat(
    "a TorchScript archive",
    model: .pythonFile(
      "import sys, torch, safetensors.torch as s; "
        + "s.save_file(torch.jit.load(sys.argv[1], map_location=\"cpu\").state_dict(), sys.argv[2])",
      suffix: ".safetensors",
      needs: "torch and safetensors; only where you trust the file, because it runs code; "
        + "then give OUT with --activations, one for each layer"))
  static let onnx = ForeignFormat(
    "an ONNX graph",
    model: .pythonFile(
      "import sys, mlpmodel; mlpmodel.save(sys.argv[1], sys.argv[2])", suffix: ".h5",
      needs: "onnx and this package's tools/python"))
  static let tfLite = ForeignFormat(
    "a TensorFlow Lite model", model: .words("save the Keras model that it was made from as .keras")
  )
  static let savedModel = ForeignFormat(
    "a SavedModel folder of TensorFlow",
    model: .words("load it in the Keras that wrote it, and save it as .keras"))

  private static let pickleModel = Conversion.pythonFile(
    "import sys, joblib, mlpmodel; mlpmodel.save(joblib.load(sys.argv[1]), sys.argv[2])",
    suffix: ".h5",
    needs:
      "joblib and this package's tools/python; only where you trust the file, because it runs code")
}
