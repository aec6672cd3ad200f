import CMLP
import MLPRuntime

/// What an `mlp_model` is: a model, and its texts at fixed addresses.
final class LoadedModel: Sendable {
  let model: Model
  let features: CStrings
  let labels: CStrings
  let identity: CStrings

  init(_ model: Model) {
    self.model = model
    features = CStrings(model.input.features.map(\.name))
    labels = CStrings(model.output.labels)
    identity = CStrings(model.identity.map { [$0] } ?? [])
  }
}

/// The object that a handle stands for; what `body` gives where the handle is NULL is `absent`.
///
/// The host keeps the object alive, as the header asks of it, so the call need not.
func with<Object: AnyObject, Result>(
  _ handle: OpaquePointer?, as type: Object.Type, else absent: @autoclosure () -> Result,
  _ body: (Object) -> Result
) -> Result {
  guard let handle = unsafe handle else { return absent() }
  return unsafe Unmanaged<Object>.fromOpaque(UnsafeRawPointer(handle))
    ._withUnsafeGuaranteedRef(body)
}

/// A handle that keeps `object` until it is given to ``release(_:as:)``.
func handle(_ object: AnyObject) -> OpaquePointer {
  unsafe OpaquePointer(Unmanaged.passRetained(object).toOpaque())
}

/// Gives up what ``handle(_:)`` made; NULL is nothing.
func release<Object: AnyObject>(_ handle: OpaquePointer?, as type: Object.Type) {
  guard let handle = unsafe handle else { return }
  unsafe Unmanaged<Object>.fromOpaque(UnsafeRawPointer(handle)).release()
}
