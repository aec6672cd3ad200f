import CMLP
import MLPRuntime
import Storage
import Text

/// What an `mlp_model` is: a model, and its identity at a fixed address, as the model's own texts are.
final class LoadedModel: Sendable {
  let model: Model
  let identity: TextList

  init(_ model: Model) throws(Failure) {
    self.model = model
    do {
      identity = try TextList(model.identity.map { [$0] } ?? []).copied()
    } catch {
      throw Failure(.outOfMemory(error))
    }
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
