import CMLPKernels

/// How packed weights [`inputCount`, `outputCount`] lie in memory: in panels of columns, each with a row of
/// `width(of:)` floats for every input; behind them the bias.
public struct PanelLayout: Sendable, Equatable {
  /// The rows of the matrix.
  public let inputCount: Int
  /// The columns of the matrix.
  public let outputCount: Int

  /// A layout; nil for a shape that no memory holds.
  public init?(inputCount: Int, outputCount: Int) {
    let (elements, overflow) = inputCount.multipliedReportingOverflow(by: outputCount)
    guard inputCount >= 1, outputCount >= 1, !overflow, elements < Int.max / 128 else { return nil }
    self.inputCount = inputCount
    self.outputCount = outputCount
  }

  /// The number of panels; panel p has the columns from 32 p on.
  public var panelCount: Int { Self.panelCount(outputCount) }

  static func panelCount(_ outputCount: Int) -> Int {
    outputCount > 64 ? (outputCount + 31) / 32 : 1
  }

  /// Floats between two inputs in a panel: 16 or 32, or for at most 64 outputs the least power of two that
  /// holds them.
  public func width(of panel: Int) -> Int { mlp_panel_width(outputCount, panel) }

  /// Where a panel starts.
  public func start(of panel: Int) -> Int { 32 * panel * inputCount }

  /// Where the bias starts: a multiple of 16.
  public var biasStart: Int { mlp_panel_floats(inputCount, outputCount) }

  /// The floats that weights and bias take: a multiple of 16.
  public var floatCount: Int { biasStart + mlp_row_floats(outputCount) }
}
