import JSONText

/// What `--json` prints.
public typealias JSON = JSONText.JSON
