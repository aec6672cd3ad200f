import HDF5Profile
import HDF5Tree
import Mutants
import Testing

extension Breach {
  /// Ways to break the rules about object headers.
  static let ofHeaders: [Breach] = [
    header(.headerSignature, "a continuation block", at: 0, Array("OCHK".utf8)),
    header(.headerSignature, "a version 1 header", at: 0, [1, 0, 4, 0]),
    header(.headerVersion, "version 3", at: 4, [3]),
    header(.headerFlags, "times", at: 5, [0x30]),
    header(.headerFlags, "creation orders", at: 5, [0x14]),
    header(.headerFlags, "no attribute phase change", at: 5, [0]),
    header(.headerFlags, "a size of 4 bytes", at: 5, [0x12]),
    Breach(.headerFlags, "a size of 2 bytes where 1 will do", in: "/", of: emptyRoot) {
      $0.set(565, [0x11])
      $0.bytes.insert(0, at: 571)
      $0.repairEnd()
    },
    header(.attributePhaseChange, "8 and 6", at: 6, [8, 0, 6, 0]),
    Breach(.headerChecksum, "another sum", in: "/g", repaired: false) {
      let last = $0.headers[1].range.upperBound - 1
      $0.set(last, [$0.bytes[last] ^ 0x80])
    },
  ]

  @Sendable private static func emptyRoot() -> Group { Group() }

  private static func header(
    _ rule: ProfileError.Rule, _ what: String, at offset: Int, _ new: [UInt8]
  ) -> Breach {
    Breach(rule, what, in: "/g/d") { $0.set($0.headers[2].range.lowerBound + offset, new) }
  }

  /// Ways to put messages where they do not belong, and to frame them wrongly.
  static let ofFraming: [Breach] =
    ([0, 1, 3, 4, 5, 7, 8, 9, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 255] as [UInt8]).map {
      kind in
      Breach(.messageKind, "kind \(kind) behind a group's links", in: "/g") {
        $0.messages.append(Message(kind: kind, flags: 0, body: [UInt8](repeating: 0, count: 16)))
      }
    } + [
      Breach(.messageKind, "a filter pipeline", in: "/g/d") {
        $0.messages.insert(Message(kind: 11, flags: 1, body: [2, 1, 1, 0, 0, 0, 0, 0]), at: 2)
      },
      Breach(.messageKind, "no messages", in: "/g/d") { $0.messages = [] },
      Breach(.messageKind, "no dataspace", in: "/g/d") { $0.messages.remove(at: 0) },
      Breach(.messageKind, "no datatype", in: "/g/d") { $0.messages.remove(at: 1) },
      Breach(.messageKind, "no fill value", in: "/g/d") { $0.messages.remove(at: 2) },
      Breach(.messageKind, "no layout", in: "/g/d") { $0.messages.remove(at: 3) },
      Breach(.messageKind, "no attributes and no room", in: "/g/d") { $0.messages.removeLast(2) },
      Breach(.messageKind, "an attribute info without attributes", in: "/g/d") {
        $0.messages.removeLast()
      },
      Breach(.messageKind, "an attribute without attribute info", in: "/g/d") {
        $0.messages.remove(at: 4)
      },
      Breach(.messageKind, "room behind attributes", in: "/g/d") {
        $0.messages.append(Message(kind: 0, flags: 0, body: [UInt8](repeating: 0, count: 16)))
      },
      Breach(.messageKind, "datatype before dataspace", in: "/g/d") { $0.messages.swapAt(0, 1) },
      Breach(.messageKind, "a second link info", in: "/g") {
        $0.messages.insert($0.messages[0], at: 1)
      },
      Breach(.messageKind, "no group info", in: "/g") { $0.messages.remove(at: 1) },
      Breach(.messageKind, "attributes behind links", in: "/g") { $0.messages.swapAt(3, 4) },
      Breach(.messageKind, "a dataset as the root", in: "/") {
        $0.messages = $0.members[0].members[0].messages
        $0.members = []
      },
    ]
    + ([1, 3, 5, 8, 21, 12] as [UInt8]).map { kind in
      Breach(.messageFlags, "a shared message of kind \(kind)", in: "/g/d") {
        $0.messages[try #require($0.index(of: kind))].flags ^= 2
      }
    }
    + ([2, 10, 6] as [UInt8]).map { kind in
      Breach(.messageFlags, "other flags of a message of kind \(kind)", in: "/g") {
        $0.messages[try #require($0.index(of: kind))].flags ^= 1
      }
    }
    + ([2, 10, 21] as [UInt8]).flatMap { kind in
      [-1, 1].map { change in
        Breach(.messageSize, "kind \(kind), \(change) byte", in: "/g") {
          let i = try #require($0.index(of: kind))
          if change < 0 { $0.messages[i].body.removeLast() } else { $0.messages[i].body.append(0) }
        }
      }
    }
    + ([5, 8] as [UInt8]).flatMap { kind in
      [-1, 1].map { change in
        Breach(.messageSize, "kind \(kind), \(change) byte", in: "/g/d") {
          let i = try #require($0.index(of: kind))
          if change < 0 { $0.messages[i].body.removeLast() } else { $0.messages[i].body.append(0) }
        }
      }
    } + [
      Breach(.messageSize, "past its header", in: "/g/d") {
        $0.set(try #require($0.offset("/g/d", 12)) - 3, [0xff, 0xff])
      },
      Breach(.messageSize, "a header that ends inside a message's frame", in: "/g") {
        let header = $0.headers[1].range
        $0.bytes.insert(contentsOf: [6, 0, 0], at: header.upperBound - 4)
        $0.set(header.lowerBound + 10, [$0.bytes[header.lowerBound + 10] + 3])
        let estimate = try #require($0.offset("/g", 10)) + 8
        $0.set(estimate, [$0.bytes[estimate] + 3])
        $0.repairEnd()
      },
      contents(.messageSize, "half a dataspace", in: "/g/d", of: 1, [2, 0, 0]),
      contents(.messageSize, "a dataspace and a byte", in: "/g/d", of: 1, [2, 0, 0, 0, 0]),
      contents(.messageSize, "half a link", in: "/g", of: 6, [1, 0]),
      contents(.messageSize, "a link without its address", in: "/g", of: 6, [1, 0, 1, 0x64]),
      contents(.messageSize, "a link's name past the message", in: "/g", of: 6, at: 2, [9]),
      contents(.messageSize, "half an attribute", in: "/g", of: 12, [3, 0, 2, 0, 8, 0, 4, 0]),
      contents(.messageSize, "an attribute's name past the message", in: "/g", of: 12, at: 2, [99]),
      contents(.messageSize, "a datatype past the message", in: "/g", of: 12, at: 4, [255, 255]),
      contents(.messageSize, "a dataspace past the message", in: "/g", of: 12, at: 6, [255, 255]),
    ]
}
