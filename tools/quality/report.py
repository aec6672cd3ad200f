"""What runs of tables.py and images.py say, as a page."""

import math
import statistics


def mean_and_error(values):
    """The mean, and its standard error; 0 of a single value."""
    error = statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return statistics.mean(values), error


def shown(values):
    mean, error = mean_and_error(values)
    return f"{mean:.4f} ± {error:.4f}"


def table_cells(table):
    """(accuracies, log-losses) of both ways."""
    return {way: tuple(zip(*table[way])) for way in ("ours", "scikit-learn")}


def targets(tables, images):
    """(text, value, bound, whether it is met)."""
    for table in tables["tables"] if tables else []:
        cells = table_cells(table)
        # Both saw the same folds, so differences repeat by repeat say more than the means apart.
        differences = [a - b for a, b in zip(cells["ours"][0], cells["scikit-learn"][0])]
        mean, error = mean_and_error(differences)
        yield (f"{table['table']}: accuracy above scikit-learn's", f"{mean:+.4f} ± {error:.4f}",
               "at least 0", mean >= 0)
    if images:
        accuracies = images["accuracies"]
        ours, torch = (statistics.mean(accuracies[way]) for way in ("ours", "PyTorch"))
        yield "Fashion-MNIST: accuracy", f"{ours:.4f}", "at least 0.895", ours >= 0.895
        yield ("Fashion-MNIST: accuracy above PyTorch's", f"{ours - torch:+.4f}", "at least -0.003, at most 0.003",
               abs(ours - torch) <= 0.003)


def command(recipe):
    return " ".join(f"--{name.replace('_', '-')} {value}" for name, value in recipe.items())


def lines(tables, images):
    yield "# How well it learns"
    yield ""
    yield "Made by `tools/quality/run`; ± is the standard error of a mean."
    yield ""
    for text, value, bound, is_met in targets(tables, images):
        yield f"- [{'x' if is_met else ' '}] {text}: {value}, wanted {bound}"
    if tables:
        repeats = len(tables["tables"][0]["ours"])
        yield ""
        yield "## Small tables"
        yield ""
        yield f"{tables['folds']}-fold cross-validation, stratified, {repeats} times with other folds and weights, beside"
        yield f"scikit-learn {tables['scikit-learn']}: `{command(tables['settings'])}`."
        yield ""
        yield "| table | accuracy: ours | scikit-learn's | log-loss: ours | scikit-learn's |"
        yield "| --- | ---: | ---: | ---: | ---: |"
        for table in tables["tables"]:
            cells = table_cells(table)
            figures = [shown(cells[way][what]) for what in (0, 1) for way in cells]
            yield f"| {table['table'].replace('_', ' ')} | " + " | ".join(figures) + " |"
    if images:
        accuracies = images["accuracies"]
        yield ""
        yield "## Fashion-MNIST"
        yield ""
        yield f"Test accuracy after training on all 60,000 images, {len(accuracies['ours'])} seeds each, beside PyTorch"
        yield f"{images['PyTorch']}: `{command(images['recipe'])}`."
        yield ""
        yield "| | mean | each seed |"
        yield "| --- | ---: | --- |"
        for way, values in accuracies.items():
            yield f"| {way} | {shown(values)} | {', '.join(f'{value:.4f}' for value in values)} |"


def text(tables, images):
    return "\n".join(lines(tables, images)) + "\n"
