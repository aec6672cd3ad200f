import CSV
import CommandLineTools
import MLPModel
import Table

/// A table that a command line names, with the header read, whose rows models take block by block.
public final class InputTable {
  /// Its columns.
  public let columns: Columns

  /// How much of it was read, from 0 to 1; nil where nobody can know.
  public var fractionRead: Double? { meter.fraction }

  private var reader: TableReader
  private let meter: ReadMeter
  /// What the command line says that missing values are; nil where it says nothing.
  private let missingTexts: MissingTexts?

  /// Opens the table at `path`, or standard input for `-`.
  ///
  /// - Throws: `CommandFailure` with exit code 2 for options and 3 for a table that cannot be read.
  public init(_ path: String, _ arguments: ParsedArguments) throws(CommandFailure) {
    let dialect = try TableOptions.dialect(arguments)
    let header = try TableOptions.headerMode(arguments)
    missingTexts = try TableOptions.missingTexts(arguments)
    let meter = ReadMeter()
    self.meter = meter
    let reader = try failing(with: .input) {
      try TableReader(
        path: path, dialect: dialect, header: header, stop: Interrupt.readStop,
        onRead: { meter.fraction = $1 })
    }
    columns = reader.columns
    self.reader = reader
  }

  /// What takes a model's rows out of the blocks: what is missing there is what the command line says, or else
  /// what the model says of each column, and becomes what the model has for it, or an error.
  ///
  /// - Parameters:
  ///   - map: where the features are.
  ///   - input: what the model takes.
  ///   - label: the position of the label's column, where labels are wanted.
  ///   - kept: the positions of columns to be copied.
  ///   - policy: what becomes of rows that cannot be used.
  ///   - wantsGaps: whether the batches are to say which features have no number.
  public func parser(
    _ map: ColumnMap, _ input: InputDescription, label: Int? = nil, kept: [Int] = [],
    onFault policy: RowPolicy = .fail, wantsGaps: Bool = false
  ) -> TableParser {
    reader.parser(
      map, label: label, kept: kept,
      missing: input.imputedValues.map(MissingPolicy.values) ?? .error,
      missingTexts: missingTexts, onFault: policy, wantsGaps: wantsGaps)
  }

  /// Reads the next rows, unless the user has interrupted the run; false at the end.
  ///
  /// - Parameters:
  ///   - rows: at most that many are read.
  ///   - outcome: what an interrupted run has written, for its message.
  /// - Throws: `CommandFailure` with exit code 3 for what cannot be read, 130 after Ctrl-C, 143 after SIGTERM.
  public func next(
    _ block: inout Block, atMost rows: Int, orInterrupted outcome: String
  ) throws(CommandFailure) -> Bool {
    do {
      if !Interrupt.requested { return try reader.next(&block, atMost: rows) }
    } catch {
      if !Interrupt.requested { throw CommandFailure(.input, "\(error)") }
    }
    throw CommandFailure(Interrupt.exitCode, "interrupted; \(outcome)")
  }
}

/// Where the reading of a table is.
private final class ReadMeter {
  var fraction: Double?
}
