import HDF5Tree

/// Small trees to parse.
enum Trees {
  /// A bit of everything: each element type, scalars and arrays, attributes on each kind of object,
  /// a group without members.
  @Sendable static func small() throws -> Group {
    try Group(
      attributes: [
        Attribute("schema_version", .uint64(1)), Attribute("names", .strings(["a", "héllo"])),
      ],
      members: [
        Member(
          "layers",
          Group(members: [
            Member(
              "0",
              Group(
                attributes: [Attribute("activation", .string("relu"))],
                members: [
                  Member(
                    "weights",
                    Dataset(
                      .float32([1, -2, 3, 0.5, 0, 9], shape: [2, 3]),
                      attributes: [
                        Attribute("unit", .string("")), Attribute("scale", .float64(0.25)),
                      ])),
                  Member("bias", Dataset(.float32([1, 2, 3], shape: [3]))),
                ]))
          ])),
        Member("empty", Group()),
        Member("classes", Dataset(.int64([-1, 0, 1], shape: [3]))),
        Member("offset", Dataset(.float64(3.5))),
      ])
  }

  /// A group `/g` of one dataset `/g/d`, with an attribute on each: the least to break a rule in.
  @Sendable static func least() throws -> Group {
    try Group(members: [
      Member(
        "g",
        Group(
          attributes: [Attribute("a", .uint64(7))],
          members: [
            Member(
              "d",
              Dataset(
                .float32([1, 2, 3, 4, 5, 6], shape: [2, 3]),
                attributes: [Attribute("b", .string("text"))]))
          ]))
    ])
  }

  /// Groups inside each other, `depth` of them below the root.
  static func nested(_ depth: Int) -> Group {
    (0..<depth).reduce(Group()) { inner, _ in Group(members: [Member("g", inner)]) }
  }
}
