// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names are those of mlp.h, which says what each does.

import CMLP
import MLPModel
import MLPRuntime
import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@c @implementation
public func mlp_model_open(
  _ path: UnsafePointer<CChar>?, _ identity: UnsafePointer<CChar>?,
  _ model: UnsafeMutablePointer<OpaquePointer?>?
) -> mlp_status {
  unsafe load(identity, into: model) { identity throws(Failure) in
    guard let path = unsafe path else { throw .argument("path: found NULL, expected text") }
    // Any bytes: a path need not be UTF-8.
    let bytes = unsafe UnsafeRawBufferPointer(start: path, count: strlen(path))
    do throws(LoadError) {
      return try Model(path: String(pathBytes: unsafe Array(bytes)), identity: identity)
    } catch {
      throw Failure(error)
    }
  }
}

@c @implementation
public func mlp_model_read(
  _ bytes: UnsafeRawPointer?, _ byteCount: Int, _ identity: UnsafePointer<CChar>?,
  _ model: UnsafeMutablePointer<OpaquePointer?>?
) -> mlp_status {
  unsafe load(identity, into: model) { identity throws(Failure) in
    guard byteCount >= 0, unsafe bytes != nil || byteCount == 0 else {
      throw .argument("bytes: found NULL or a size beyond any memory, expected a model file")
    }
    let file = unsafe UnsafeRawBufferPointer(start: bytes, count: byteCount)
    do throws(LoadError) {
      return try Model(bytes: unsafe file.bytes, identity: identity)
    } catch {
      throw Failure(error)
    }
  }
}

@c @implementation
public func mlp_model_free(_ model: OpaquePointer?) { unsafe release(model, as: LoadedModel.self) }

@c @implementation
public func mlp_model_input_count(_ model: OpaquePointer?) -> Int {
  unsafe with(model, as: LoadedModel.self, else: 0) { $0.model.inputCount }
}

@c @implementation
public func mlp_model_output_count(_ model: OpaquePointer?) -> Int {
  unsafe with(model, as: LoadedModel.self, else: 0) { $0.model.outputCount }
}

@c @implementation
public func mlp_model_label_count(_ model: OpaquePointer?) -> Int {
  unsafe with(model, as: LoadedModel.self, else: 0) { $0.model.output.labels.count }
}

@c @implementation
public func mlp_model_weight_count(_ model: OpaquePointer?) -> Int {
  unsafe with(model, as: LoadedModel.self, else: 0) { $0.model.weightCount }
}

@c @implementation
public func mlp_model_task(_ model: OpaquePointer?) -> mlp_task {
  unsafe with(model, as: LoadedModel.self, else: 0) {
    switch $0.model.output.task {
    case .classification: mlp_task(MLP_CLASSIFICATION)
    case .multiLabel: mlp_task(MLP_MULTI_LABEL)
    case .regression: mlp_task(MLP_REGRESSION)
    }
  }
}

@c @implementation
public func mlp_model_feature_name(_ model: OpaquePointer?, _ index: Int) -> UnsafePointer<CChar>? {
  unsafe with(model, as: LoadedModel.self, else: nil) {
    unsafe $0.model.input.features.names.zeroTerminated(at: index)
  }
}

@c @implementation
public func mlp_model_feature_origin(_ model: OpaquePointer?, _ index: Int) -> Double {
  unsafe with(model, as: LoadedModel.self, else: 0) {
    let features = $0.model.input.features
    return features.indices.contains(index) ? features.numbers(at: index).origin : 0
  }
}

@c @implementation
public func mlp_model_label(_ model: OpaquePointer?, _ index: Int) -> UnsafePointer<CChar>? {
  unsafe with(model, as: LoadedModel.self, else: nil) {
    unsafe $0.model.output.labels.zeroTerminated(at: index)
  }
}

@c @implementation
public func mlp_model_identity(_ model: OpaquePointer?) -> UnsafePointer<CChar>? {
  unsafe with(model, as: LoadedModel.self, else: nil) {
    unsafe $0.identity.zeroTerminated(at: 0)
  }
}

@c @implementation
public func mlp_model_imputes(_ model: OpaquePointer?) -> Int32 {
  unsafe with(model, as: LoadedModel.self, else: 0) { $0.model.input.imputes ? 1 : 0 }
}

@c @implementation
public func mlp_model_verified_row_count(_ model: OpaquePointer?) -> Int {
  unsafe with(model, as: LoadedModel.self, else: 0) {
    if case .passed(let rows) = $0.model.verification { rows } else { 0 }
  }
}

/// Makes a model and its handle.
private func load(
  _ identity: UnsafePointer<CChar>?, into place: UnsafeMutablePointer<OpaquePointer?>?,
  _ make: (String?) throws(Failure) -> Model
) -> mlp_status {
  prepare { () throws(Failure) in
    guard let place = unsafe place else { throw .argument("model: found NULL, expected a place") }
    unsafe place.pointee = nil
    let memory = MemoryWatch()
    let identity = unsafe identity == nil ? nil : try unsafe text(identity, "identity")
    let loaded = try LoadedModel(try make(identity))
    try memory.check()
    unsafe place.pointee = handle(loaded)
  }
}

/// An argument that is text.
private func text(_ text: UnsafePointer<CChar>?, _ what: String) throws(Failure) -> String {
  guard let text = unsafe text else { throw .argument("\(what): found NULL, expected text") }
  // What is no UTF-8 would become another text.
  guard let text = unsafe String(validatingCString: text) else {
    throw .argument("\(what): found bytes that are no UTF-8, expected text in UTF-8")
  }
  return text
}
