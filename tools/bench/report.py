"""Writes table.md and chart.svg beside a run's measurements.jsonl.

    report.py FOLDER
"""

import pathlib
import statistics
import sys

import chart
import nets
import results
import targets
from results import OURS, PEERS, count

MISSES_SHOWN = 12


def number(value):
    """Three significant digits."""
    return f"{value:.{max(0, 2 - int(f'{value:e}'.split('e')[1]))}f}"


def table(columns, rows):
    yield "| " + " | ".join(columns) + " |"
    yield "| --- |" + " ---: |" * (len(columns) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def heading(run):
    about = run.about
    yield "# Inference, side by side"
    yield ""
    yield f"Made by `tools/bench/run` from `measurements.jsonl`; chart: `chart.svg`. {about['cpu']},"
    yield f"{about['l2_bytes'] >> 10} KiB of L2 a core, {about['l3_bytes'] >> 20} MiB of L3, {about['system']};"
    yield f"{about['tier']} kernels of revision {about['revision']}; {', '.join(about['versions'])}."
    yield ""
    yield "float32, softmax included, the same weights for all, inputs from 0 to 1. Each cell in turn, one engine"
    yield f"after the other, best of {count(about['passes'], 'pass')}, in rounds of about a millisecond for"
    yield f"{about['own_seconds']} s (ours) and {about['seconds']} s (each way to call a peer). Ours is called in its"
    yield "own process; the peers through Python, with inputs and outputs bound beforehand, by the fastest of the"
    yield "ways in `peers.py`: a few microseconds of theirs are Python's. All engines agreed on all outputs within"
    yield f"{about['difference']:.1e} of the largest (tolerance {about['tolerance']:.0e})."
    for name, reason in about["left_out"].items():
        yield f"Left out: {name} ({reason})."
    if about["busy_cpus"] > 0.1:
        yield ""
        yield f"**Other programs kept {about['busy_cpus']:.2f} CPUs busy: these figures are noise.**"


def target_list(run):
    yield "## Targets"
    yield ""
    for target in targets.targets(run):
        missed = target.missed
        if not target.values:
            yield f"- [ ] {target.text}: not measured."
            continue
        wanted = " or ".join(sorted({number(wanted) for _, _, wanted in target.values}))
        share = f"met in {len(target.values) - len(missed)} of {len(target.values)}"
        yield f"- [{' ' if missed else 'x'}] {target.text}, wanted {wanted}: {share}"
        shown = missed[:MISSES_SHOWN] or target.values[:1]
        for what, value, wanted in shown:
            short = f", short by {100 * (1 - value / wanted):.1f} %" if missed else " is the least"
            yield f"  - {what}: {number(value)}{short}"
        if len(missed) > len(shown):
            yield f"  - and {len(missed) - len(shown)} more, in the table below"


def cell_table(run):
    yield "## Cells, the worst first"
    yield ""
    yield "Microseconds of a call, the least and (median); × is the faster peer's least over ours. GFLOP/s count the"
    yield "dense layers; weights is how fast a single row passes through the weights, in GB/s."
    yield ""

    def microseconds(cell, engine):
        variant = cell.variants[engine]
        least, median = number(cell.seconds[engine] * 1e6), number(cell.median(engine) * 1e6)
        return f"{least} ({median})" + (f" {variant}" if variant and cell.threads > 1 else "")

    def row(cell):
        share = run.read_share(cell) if cell.batch == 1 else None
        return [
            cell.net.name, str(cell.batch), str(cell.threads), number(cell.times_as_fast),
            *(microseconds(cell, engine) for engine in (OURS, *PEERS)),
            number(cell.gigaflops()), f"{100 * run.fma_share(cell):.0f} %",
            number(cell.weight_gigabytes_per_second) if share else "", f"{100 * share:.0f} %" if share else "",
        ]

    columns = ["net", "rows", "threads", "×", OURS, *PEERS.values()]
    columns += ["GFLOP/s", "of FMA peak", "weights", "of bandwidth"]
    yield from table(columns, map(row, sorted(run.cells.values(), key=lambda cell: cell.times_as_fast)))


def single_rows(run):
    yield "## Single rows on one thread"
    yield ""
    yield "Microseconds a row: one call after the other, and each call waiting for the last one's output."
    yield "RTNeural is cited from an earlier run, not measured here: back to back, softmax included, on one core"
    yield "on which ONNX Runtime's Python call took 6.8, 7.7 and 12.7 µs for the first three."
    yield ""
    rows = []
    for net in nets.NETS:
        if cell := run.cells.get((net.name, 1, 1)):
            cited = [number(c) if c else "" for c in targets.RTNEURAL.get(net.name, (None, None))]
            rows.append([net.name, number(cell.ours * 1e6), number(cell.dependent * 1e6), *cited])
    columns = ["net", "back to back", "each after the last", "RTNeural, compile-time", "RTNeural, run-time"]
    yield from table(columns, rows)


def loading(run):
    yield "## Loading"
    yield ""
    yield "Microseconds from a path to the first row of 784-512-512-10, in processes that have done nothing else, the"
    yield "file in the system's cache: the least and (median) of each part. The file has no verification rows; those"
    yield "that `mlp-export` adds cost a batch of 16. Memory is in huge pages where the system gives them, or kept from"
    yield "them; most of the time goes into pages that are touched for the first time."
    yield ""

    def microseconds(values):
        return f"{number(min(values) * 1e6)} ({number(statistics.median(values) * 1e6)})"

    rows = [
        [f"{pages} pages", str(len(loads)), *map(microseconds, [*zip(*loads), [*map(sum, loads)]])]
        for pages, loads in run.loads.items()
    ]
    yield from table(["", "processes", "read and check", "pack", "first row", "in all"], rows)


def machine(run):
    yield "## The machine, measured in the same run"
    yield ""
    yield "Best of all passes, all threads together. FMA from registers, in GFLOP/s; reads of so many bytes"
    yield "again and again, in GB/s."
    yield ""
    threads = sorted(run.fma)
    rows = [["FMA"] + [number(run.fma[t]) for t in threads]]
    for size in sorted({size for size, _ in run.read}):
        rows.append([f"{size:,} bytes"] + [number(run.read[size, t]) for t in threads])
    yield from table(["", *(count(t, "thread") for t in threads)], rows)


def write(folder):
    folder = pathlib.Path(folder)
    run = results.Run((folder / "measurements.jsonl").read_text().splitlines(), nets.NETS)
    parts = (heading, target_list, cell_table, single_rows, loading, machine)
    text = "\n\n".join("\n".join(part(run)) for part in parts)
    (folder / "table.md").write_text(text + "\n")
    (folder / "chart.svg").write_text(chart.svg(run, nets.NETS))
    return "\n".join(target_list(run))


if __name__ == "__main__":
    print(write(sys.argv[1]))
