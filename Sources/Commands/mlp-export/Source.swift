import CommandLineTools
import MLPImport
import MLPReader

/// Reads the source; says where it is not a model file as this package writes them.
func source(_ arguments: ParsedArguments, _ console: Console) throws -> ModelFile {
  let path = try arguments.value(of: Options.source).text
  do throws(ImportError) {
    let (file, form) = try importModel(path: path)
    let found =
      switch form {
      case .sealed: ""
      case .unsealed: "has no seal"
      case .reencoded: "has no seal of its own and another form of HDF5, read by the HDF5 library"
      }
    if !found.isEmpty {
      console.note(
        "\(path): \(found); the model has the identity it states, \(file.header.identity)")
    }
    return file
  } catch {
    throw CommandFailure(error.isAboutFile ? .model : .failure, error.description)
  }
}
