"""What a run of measure.py says, as a page."""

RESIDENT_LIMIT = 64 << 20


def least(table, engine, threads):
    for cell in table["cells"]:
        if (cell["engine"], cell["threads"]) == (engine, threads):
            return min(cell["seconds"])
    return None


def targets(results):
    """(text, value, wanted, whether more is better)."""
    wide, pixels = results["tables"]
    ours = {threads: least(wide, "mlp-infer", threads) for threads in (1, 2)}
    for threads in (1, 2):
        ratio = least(wide, "polars", threads) / ours[threads]
        yield f"decimals, {threads} of 2 threads: times as fast as polars + ONNX Runtime", ratio, 4, True
    yield "decimals: times as fast on two threads as on one", ours[1] / ours[2], 1.7, True
    ratio = least(pixels, "pandas", 1) / least(pixels, "mlp-infer", 1)
    yield "pixels, 1 thread: times as fast as pandas + ONNX Runtime", ratio, 5, True
    starts = results["starts"]
    ratio = starts["one row"]["median"] / starts["empty"]["median"]
    yield "one row, a process of its own: times an empty Swift program's time (medians)", ratio, 2.5, False
    resident = [cell["resident"] for table in results["tables"] for cell in table["cells"]
                if cell["engine"] == "mlp-infer"]
    largest = max(*resident, results["stream"]["resident"])
    yield "largest resident set of mlp-infer, MB", largest / 2**20, RESIDENT_LIMIT / 2**20, False


def lines(results):
    about, stream, starts = results["about"], results["stream"], results["starts"]
    yield "# Tables, side by side"
    yield ""
    yield f"Made by `tools/bench/tables/run`. {about['cpu']}; revision {about['revision']}; best of {about['passes']},"
    yield "in turn; load average at the start " + f"{about['load']:.1f}. `mlp-infer` is timed as a whole process; the"
    yield "peers (`peer.py`) from opening the table to having written the predictions, without Python's start and imports."
    yield ""
    for text, value, wanted, is_more in targets(results):
        met = value >= wanted if is_more else value <= wanted
        bound = "at least" if is_more else "at most"
        yield f"- [{'x' if met else ' '}] {text}: {value:.2f}, wanted {bound} {wanted:g}"
    for table in results["tables"]:
        yield ""
        yield f"## {table['table']}"
        yield ""
        yield f"{table['bytes']:,} bytes through {table['net']} to a CSV of probabilities, which differ by at most"
        yield f"{table['difference']:.0e}."
        yield ""
        yield "| | threads | seconds | MB/s | resident MB |"
        yield "| --- | ---: | ---: | ---: | ---: |"
        for cell in table["cells"]:
            seconds = min(cell["seconds"])
            yield (f"| {cell['engine']} | {cell['threads']} | {seconds:.2f} | {table['bytes'] / seconds / 1e6:.0f} | "
                   f"{cell['resident'] >> 20} |")
    yield ""
    yield "## A stream, and a single row"
    yield ""
    yield f"{stream['bytes'] / 1e9:.1f} GB from a pipe, {stream['rows']:,} rows in and out: {stream['seconds']:.1f} s,"
    yield f"{stream['resident'] >> 20} MB resident."
    yield ""
    yield "| milliseconds of a process | least | median |"
    yield "| --- | ---: | ---: |"
    for name, times in starts.items():
        yield f"| {name} | {times['least'] * 1e3:.2f} | {times['median'] * 1e3:.2f} |"


def text(results):
    return "\n".join(lines(results)) + "\n"
