/// The version of the three commands.
public let packageVersion = "0.1.0"
