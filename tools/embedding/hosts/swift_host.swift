// A host with a Swift runtime of its own beside the one in libmlp: swift_host LIBRARY MODEL NUMBER...
//
// It works with its own types, which both runtimes know by the same names, before, between and after its calls.

import Glibc

struct Host: Error, CustomStringConvertible {
  let description: String
}

protocol Named { var name: String { get } }
struct First: Named, Hashable { let name: String }
final class Second: Named { let name = "second" }

/// What asks a runtime about types: casts, conformances, keyed collections, existentials, a task.
func work() async throws {
  let values: [Any] = [First(name: "first"), Second(), 3, "text", [1.5]]
  let names = values.compactMap { ($0 as? any Named)?.name }
  guard names == ["first", "second"] else { throw Host(description: "casts found \(names)") }
  let counts = Dictionary(grouping: values.map { "\(type(of: $0))" }, by: \.count).mapValues(\.count)
  guard counts.values.reduce(0, +) == 5 else { throw Host(description: "types found \(counts)") }
  let sum = await withTaskGroup(of: Int.self) { group in
    for i in 0..<100 { group.addTask { i } }
    return await group.reduce(0, +)
  }
  guard sum == 4950 else { throw Host(description: "tasks found \(sum)") }
}

typealias Open = @convention(c) (
  UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<OpaquePointer?>?
) -> Int32
typealias Create = @convention(c) (
  OpaquePointer?, UInt32, UnsafeMutablePointer<OpaquePointer?>?
) -> Int32
typealias Predict = @convention(c) (
  OpaquePointer?, UnsafePointer<Float>?, Int, UnsafeMutablePointer<Float>?
) -> Int32
typealias Count = @convention(c) (OpaquePointer?) -> Int
typealias Free = @convention(c) (OpaquePointer?) -> Void
typealias Message = @convention(c) () -> UnsafePointer<CChar>

@main
struct Main {
  static func main() async throws {
    let arguments = CommandLine.arguments
    try await work()
    // Visible to all, which is the worst case.
    guard let library = dlopen(arguments[1], RTLD_NOW | RTLD_GLOBAL) else {
      throw Host(description: String(cString: dlerror()))
    }
    func function<F>(_ name: String, as type: F.Type) -> F { unsafeBitCast(dlsym(library, name), to: type) }
    let message = function("mlp_last_error", as: Message.self)
    let open = function("mlp_model_open", as: Open.self)
    let row = arguments.dropFirst(3).compactMap { Float($0) }

    var model: OpaquePointer?
    guard open(arguments[2], nil, &model) == 0 else { throw Host(description: String(cString: message())) }
    try await work()
    var session: OpaquePointer?
    guard function("mlp_session_create", as: Create.self)(model, 2, &session) == 0 else {
      throw Host(description: String(cString: message()))
    }
    var outputs = [Float](repeating: 0, count: function("mlp_model_output_count", as: Count.self)(model))
    for _ in 0..<1000 {
      guard function("mlp_predict", as: Predict.self)(session, row, 1, &outputs) == 0 else {
        throw Host(description: String(cString: message()))
      }
      try await work()
    }
    // An error of libmlp's Swift, which the host's must not see.
    var none: OpaquePointer?
    guard open("/nowhere.h5", nil, &none) != 0, none == nil else { throw Host(description: "opened nothing") }
    function("mlp_session_free", as: Free.self)(session)
    function("mlp_model_free", as: Free.self)(model)
    try await work()
    print(outputs.map { String($0.bitPattern, radix: 16) }.joined(separator: " "))
  }
}
