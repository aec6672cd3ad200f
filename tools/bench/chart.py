"""The chart of a run: each engine's share of what the machine allows, a panel for each network."""

import html
import math

from results import OURS, PEERS, count

COLORS = {OURS: "#0072b2", "onnxruntime": "#e69f00", "openvino": "#009e73"}
SLOWER = "#b00020"
ACROSS, PANEL, PLOT = 4, (260, 182), (208, 108)
LEFT, TOP = 42, 40  # of the plot in its panel
HEAD, BETWEEN = 88, 34
BAR = 13
TITLE = "Share of what the machine allows, by rows in a call"
NOTES = [
    "100 % is the peak of fused multiply-adds, or of reading the weights once a call where that takes longer.",
    "× is how many times as fast as the faster peer.",
]


def text(x, y, content, size=11, anchor="middle", fill="#333333", weight="normal"):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{fill}" '
        f'font-weight="{weight}">{html.escape(content)}</text>'
    )


def bar(x, y, width, height, fill):
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


def limit(run, cell):
    """GFLOP/s that the machine allows."""
    gigabytes = run.read.get((cell.net.weight_bytes, cell.threads), math.inf)
    return min(run.fma[cell.threads], gigabytes / 4 * 2 * cell.batch)


def panel(run, cells):
    """The elements of one network's panel, at the origin."""
    yield text(LEFT, TOP - 22, cells[0].net.name, 12, "start", weight="bold")
    for percent in (0, 50, 100):
        y = TOP + PLOT[1] * (1 - percent / 100)
        yield bar(LEFT, y, PLOT[0], 1, "#d4d4d4")
        yield text(LEFT - 6, y + 4, f"{percent} %", 10, "end")
    for i, cell in enumerate(cells):
        middle = LEFT + PLOT[0] * (i + 0.5) / len(cells)
        highest = 0
        for k, (engine, color) in enumerate(COLORS.items()):
            # A little over 1 where the machine was slower while its limit was measured.
            height = PLOT[1] * min(1.08, cell.gigaflops(engine) / limit(run, cell))
            highest = max(highest, height)
            yield bar(middle + (k - len(COLORS) / 2) * BAR, TOP + PLOT[1] - height, BAR - 1, height, color)
        fill, weight = (SLOWER, "bold") if cell.times_as_fast < 1 else ("#333333", "normal")
        yield text(middle, TOP + PLOT[1] - highest - 5, times(cell.times_as_fast), 10, fill=fill, weight=weight)
        yield text(middle, TOP + PLOT[1] + 15, f"{cell.batch:,}", 10)


def times(ratio):
    # Rounded down, so that what is slower than a peer does not read 1.00.
    return f"{math.floor(100 * ratio) / 100:.2f}×" if ratio < 10 else f"{ratio:.0f}×"


def legend():
    names = {OURS: "this package, in process"} | {k: f"{name}, from Python" for k, name in PEERS.items()}
    x = 20
    for engine, color in COLORS.items():
        yield bar(x, 39, 12, 12, color)
        yield text(x + 18, 50, names[engine], 12, "start")
        x += 46 + 7 * len(names[engine])


def svg(run, nets):
    counts = sorted({cell.threads for cell in run.cells.values()})
    shown = [net for net in nets if any(key[0] == net.name for key in run.cells)]
    block = math.ceil(len(shown) / ACROSS) * PANEL[1] + BETWEEN
    width, height = ACROSS * PANEL[0], HEAD + len(counts) * block
    parts = [bar(0, 0, width, height, "#ffffff"), text(20, 26, TITLE, 16, "start", "#111111", "bold")]
    parts += [*legend(), text(20, 74, " ".join(NOTES), 12, "start")]
    for b, threads in enumerate(counts):
        top = HEAD + b * block
        parts.append(text(20, top + 24, count(threads, "thread"), 14, "start", "#111111", "bold"))
        for i, net in enumerate(shown):
            keys = sorted(key for key in run.cells if key[0] == net.name and key[2] == threads)
            if keys:
                x, y = i % ACROSS * PANEL[0], top + BETWEEN + i // ACROSS * PANEL[1]
                inside = "\n".join(panel(run, [run.cells[key] for key in keys]))
                parts.append(f'<g transform="translate({x},{y})">\n{inside}\n</g>')
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="system-ui, DejaVu Sans, sans-serif">\n{body}\n</svg>\n'
    )
