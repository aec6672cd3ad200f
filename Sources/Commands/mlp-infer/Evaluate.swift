import CommandLineTools
import MLPRuntime

func evaluate(_ arguments: ParsedArguments, _ model: Model, _ console: Console) throws {
}
