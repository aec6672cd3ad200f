/// The frame of a chart: two axes, a grid, and where a pair of numbers lies in it.
///
/// A chart is 400 units wide, which a narrow page scales down, a wide one up.
struct Plot {
  let x: Axis
  let y: Axis
  private static let (left, right, top, bottom) = (52.0, 376.0, 12.0, 214.0)

  /// The chart as SVG.
  ///
  /// - Parameters:
  ///   - description: what it shows, for who cannot see it.
  ///   - xTitle: what runs along the bottom.
  ///   - yTitle: what runs up the side.
  ///   - content: what is drawn over the grid.
  func svg(_ description: String, x xTitle: String, y yTitle: String, content: HTML) -> HTML {
    """
    <svg viewBox="0 0 400 256" role="img" aria-label="\(description)">
    \(grid)\(content)<text class="title" x="220" y="250" text-anchor="middle">\(xTitle)</text>
    <text class="title" transform="translate(11 113) rotate(-90)" text-anchor="middle">\
    \(yTitle)</text>
    </svg>

    """
  }

  private var grid: HTML {
    let across = y.ticks.map { tick -> HTML in
      let height = v(tick.value)
      return """
        <line class="grid" x1="\(Self.left.fixed(1))" x2="\(Self.right.fixed(1))" y1="\(height)" \
        y2="\(height)"/><text x="46" y="\(height)" dy="4" text-anchor="end">\(tick.label)</text>

        """
    }
    let up = x.ticks.map { tick -> HTML in
      """
      <text x="\(h(tick.value))" y="231" text-anchor="middle">\(tick.label)</text>

      """
    }
    return across.joined() + up.joined()
  }

  /// The horizontal coordinate of a value.
  func h(_ value: Double) -> String {
    coordinate(Self.left + (Self.right - Self.left) * x.place(of: value))
  }

  /// The vertical coordinate of a value.
  func v(_ value: Double) -> String {
    coordinate(Self.bottom - (Self.bottom - Self.top) * y.place(of: value))
  }

  private func coordinate(_ value: Double) -> String {
    // The minus of text is none of SVG.
    let value = value.isFinite ? max(-1000, min(1000, value)) : 0
    return (value < 0 ? "-" : "") + abs(value).fixed(1)
  }

  /// A line through the points whose coordinates are finite.
  func line(_ points: [(x: Double, y: Double)], _ style: String) -> HTML {
    let drawn = points.filter { $0.x.isFinite && $0.y.isFinite }
    // One point alone would be no line.
    if drawn.count == 1 { return dots(drawn, style, radius: 3) }
    let path = drawn.map { "\(h($0.x)),\(v($0.y))" }.joined(separator: " ")
    return "<polyline class=\"\(style)\" points=\"\(path)\"/>\n"
  }

  /// A dot at each of the points.
  func dots(_ points: [(x: Double, y: Double)], _ style: String, radius: Double) -> HTML {
    let circles = points.map {
      "<circle class=\"\(style)\" cx=\"\(h($0.x))\" cy=\"\(v($0.y))\" r=\"\(radius.fixed(1))\"/>"
        as HTML
    }
    return "\(circles.joined())\n"
  }

  /// A line up the whole chart.
  func upright(at value: Double, _ style: String) -> HTML {
    let place = h(value)
    return """
      <line class="\(style)" x1="\(place)" x2="\(place)" y1="\(Self.top.fixed(1))" \
      y2="\(Self.bottom.fixed(1))"/>

      """
  }

  /// A rectangle between two corners.
  func bar(
    _ low: (x: Double, y: Double), _ high: (x: Double, y: Double), _ style: String, title: HTML
  ) -> HTML {
    let top = Self.bottom - (Self.bottom - Self.top) * y.place(of: high.y)
    let height = (Self.bottom - Self.top) * (y.place(of: high.y) - y.place(of: low.y))
    let start = Self.left + (Self.right - Self.left) * x.place(of: low.x)
    let width = (Self.right - Self.left) * (x.place(of: high.x) - x.place(of: low.x))
    return """
      <rect class="\(style)" x="\(coordinate(start + 0.5))" y="\(coordinate(top))" \
      width="\(coordinate(max(0, width - 1)))" height="\(coordinate(max(0, height)))">\
      <title>\(title)</title></rect>

      """
  }
}

extension Array {
  /// At most `limit` of the elements, evenly spaced, the last among them.
  func thinned(to limit: Int) -> [Element] {
    guard count > limit else { return self }
    return (1...limit).map { self[$0 * count / limit - 1] }
  }
}
