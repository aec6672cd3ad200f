/// The largest of everything that a model file may hold, so that what a reader allocates and does
/// is bounded by more than the file's own word.
///
/// Part of the schema: a writer keeps to them and a reader refuses what does not.
public enum Limits {
  /// Bytes of a file that a reader takes unless its caller says otherwise: one model's weights, not
  /// a disk image that somebody named by mistake.
  public static let fileByteCount = 4 << 30

  /// Layers: several times the deepest net published, and few enough that one group's links stay in
  /// its header.
  public static let layerCount = 1024

  /// Features, and outputs of any one layer: 4 MiB of float32 a row, so that scratch space for a
  /// batch is bounded.
  public static let width = 1 << 20

  /// Columns of text: a table of more would be no table, and as many groups stay in one's header.
  public static let categoryCount = 1024

  /// Lists of texts that are missing values: as many as there may be columns of text.
  public static let missingListCount = 1024

  /// Texts of one such list: several times what the longest of other tools has.
  public static let missingTextCount = 256

  /// Bytes of a feature's name, a level, a label or a missing value: a name, not a document.
  ///
  /// All names of a dataset take the space of its longest.
  public static let nameByteCount = 1024

  /// Bytes of any other text: an object's header, where attributes lie, has 64 KiB.
  public static let textByteCount = 60_000

  /// Facts in the provenance: an object's header has room for about as many.
  public static let provenanceCount = 1000

  /// Verification rows: they run at every load.
  public static let verificationRowCount = 1024

  /// Entries of `required_features`.
  public static let requiredFeatureCount = 64
}
