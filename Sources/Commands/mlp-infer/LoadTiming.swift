import CommandLineTools
import MLPRuntime

/// How many seconds it took until the model gave its first row.
///
/// In a process that has done nothing else, this is where memory is touched for the first time and
/// most of the program's own pages too; the system's cache of files decides about the rest.
struct LoadTiming: CustomStringConvertible {
  /// From the path to a checked model: read, seal, parse.
  let read: Double
  /// Weights packed, verification rows run.
  let prepare: Double
  /// A session, and one row through it.
  let firstRow: Double

  var description: String {
    "loaded in \((read + prepare + firstRow).scientific) s: read \(read.scientific), "
      + "prepare \(prepare.scientific), first row \(firstRow.scientific)"
  }

  /// Loads the model and runs a row.
  static func measure(_ arguments: ParsedArguments) throws -> (Session, LoadTiming) {
    let start = now()
    let file = try modelFile(arguments)
    let afterRead = now()
    let model = try load(file)
    let afterPacking = now()
    let row = inputs(rows: 1, of: model)
    let ready = now()
    let session = try Session.make(arguments, for: model)
    _ = try session.predict(row)
    return (
      session,
      LoadTiming(
        read: afterRead - start, prepare: afterPacking - afterRead, firstRow: now() - ready)
    )
  }
}
