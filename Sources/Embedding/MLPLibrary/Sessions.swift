// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names are those of mlp.h, which says what each does.

import CMLP
import MLPRuntime
import Threads

@c @implementation
public func mlp_session_create(
  _ model: OpaquePointer?, _ threads: UInt32, _ session: UnsafeMutablePointer<OpaquePointer?>?
) -> mlp_status {
  prepare { () throws(Failure) in
    guard let session = unsafe session else {
      throw .argument("session: found NULL, expected a place")
    }
    unsafe session.pointee = nil
    let memory = MemoryWatch()
    guard threads <= 1024 else {
      throw .argument("threads: found \(threads), expected at most 1024")
    }
    let loaded = unsafe with(model, as: LoadedModel.self, else: nil) { Optional($0) }
    guard let loaded else { throw .argument("model: found NULL, expected a model") }
    let made: Session
    do throws(LoadError) {
      made = try Session(
        loaded.model, threads: threads == 0 ? availableProcessors() : Int(threads))
    } catch {
      throw Failure(error)
    }
    try memory.check()
    unsafe session.pointee = handle(made)
  }
}

@c @implementation
public func mlp_session_free(_ session: OpaquePointer?) {
  unsafe release(session, as: Session.self)
}

@c @implementation
public func mlp_predict(
  _ session: OpaquePointer?, _ rows: UnsafePointer<Float>?, _ rowCount: Int,
  _ outputs: UnsafeMutablePointer<Float>?
) -> mlp_status {
  unsafe run(session, rows, rowCount, outputs, width: \.outputCount) {
    session, rows, outputs throws(Failure) in
    do throws(ShapeError) {
      try session.predict(rows, into: &outputs)
    } catch {
      throw .argument(error.description)
    }
  }
}

@c @implementation
public func mlp_predict_logits(
  _ session: OpaquePointer?, _ rows: UnsafePointer<Float>?, _ rowCount: Int,
  _ logits: UnsafeMutablePointer<Float>?
) -> mlp_status {
  unsafe run(session, rows, rowCount, logits, width: \.outputCount) {
    session, rows, logits throws(Failure) in
    do throws(ShapeError) {
      try session.predictLogits(rows, into: &logits)
    } catch {
      throw .argument(error.description)
    }
  }
}

@c @implementation
public func mlp_predict_classes(
  _ session: OpaquePointer?, _ rows: UnsafePointer<Float>?, _ rowCount: Int,
  _ classes: UnsafeMutablePointer<Int32>?
) -> mlp_status {
  unsafe run(session, rows, rowCount, classes, width: classCount) {
    session, rows, classes throws(Failure) in
    do throws(ClassError) {
      try session.predictClasses(rows, into: &classes)
    } catch {
      throw .argument(error.description)
    }
  }
}

private func classCount(_: Model) -> Int { 1 }

/// Checks the arguments of a prediction and makes spans of them.
///
/// - Parameter width: how many elements a row of `outputs` has.
@inline(__always)
private func run<Output>(
  _ session: OpaquePointer?, _ rows: UnsafePointer<Float>?, _ rowCount: Int,
  _ outputs: UnsafeMutablePointer<Output>?, width: (Model) -> Int,
  _ body: (Session, Span<Float>, inout MutableSpan<Output>) throws(Failure) -> Void
) -> mlp_status {
  unsafe with(session, as: Session.self, else: refuse("session: found NULL, expected a session")) {
    session in
    guard rowCount != 0 else { return mlp_status(MLP_OK) }
    guard let rows = unsafe rows, unsafe isAligned(UnsafeRawPointer(rows)) else {
      return refuse("rows: found NULL or no address of a float, expected row_count rows")
    }
    guard let outputs = unsafe outputs, unsafe isAligned(UnsafeRawPointer(outputs)) else {
      return refuse(
        "results: found NULL or no address of a number, expected room for row_count rows")
    }
    let (inputs, tooMany) = rowCount.multipliedReportingOverflow(by: session.model.inputCount)
    let (results, tooLarge) = rowCount.multipliedReportingOverflow(by: width(session.model))
    guard rowCount > 0, !tooMany, !tooLarge, max(inputs, results) <= addressableNumberCount else {
      return refuse("row_count: found \(UInt(bitPattern: rowCount)), which no memory holds")
    }
    let x = unsafe Span(_unsafeStart: rows, count: inputs)
    var y = unsafe MutableSpan(_unsafeStart: outputs, count: results)
    return call { () throws(Failure) in try body(session, x, &y) }
  }
}

/// Numbers of four bytes; more than any process can address: CPUs of today translate 57 bits, of which the system has
/// half.
private let addressableNumberCount = (1 << 56) / 4

private func isAligned(_ address: UnsafeRawPointer) -> Bool { UInt(bitPattern: address) % 4 == 0 }

private func refuse(_ message: String) -> mlp_status {
  call { () throws(Failure) in throw .argument(message) }
}
