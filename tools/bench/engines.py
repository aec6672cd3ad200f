"""Runs the engines and the machine's own measurement in processes that keep to given CPUs."""

import contextlib
import csv
import io
import json
import os
import pathlib
import subprocess
import sys

import numpy as np

# The exit status of mlp-infer where a model file has what it does not know.
WRONG_MODEL = 4


def cores():
    """One CPU of every core that this process may use."""
    found = {}
    for cpu in sorted(os.sched_getaffinity(0)):
        siblings = pathlib.Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        found.setdefault(siblings.read_text() if siblings.exists() else cpu, cpu)
    return list(found.values())


def pinned(threads):
    """For subprocess: as many cores as threads, the last ones, because the first serves interrupts."""
    chosen = cores()[-threads:]
    return {"preexec_fn": lambda: os.sched_setaffinity(0, chosen), "text": True}


class CommandFailed(RuntimeError):
    def __init__(self, command, done):
        super().__init__(done.stderr.strip() or f"{command[0]}: exit status {done.returncode}")
        self.status = done.returncode


def output(command, threads, **options):
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | pinned(threads) | options
    done = subprocess.run(command, **options)
    if done.returncode:
        raise CommandFailed(command, done)
    return done.stdout


class Ours:
    def __init__(self, command, model):
        self.command, self.model = command, model

    def tier(self):
        text = output([self.command, self.model, "--bench", "--batch", "1", "--threads", "1"], 1)
        return text.split()[0]

    def refusal(self):
        """Why the command does not take the model, or None."""
        try:
            output([self.command, self.model, "--describe"], 1)
        except CommandFailed as error:
            if error.status != WRONG_MODEL:
                raise
            return str(error).replace(str(self.model), self.model.name)

    def outputs(self, inputs, threads):
        text = io.StringIO()
        csv.writer(text).writerows([[str(value) for value in row] for row in inputs])
        options = ["--predict", "proba", "--no-header", "--match", "position", "--quiet"]
        command = [self.command, self.model, "-", "--threads", str(threads), *options]
        found = output(command, threads, input=text.getvalue())
        return np.loadtxt(found.splitlines()[1:], delimiter=",", ndmin=2)

    def measure(self, batch, threads):
        options = ["--batch", str(batch), "--threads", str(threads)]
        found = json.loads(output([self.command, self.model, "--bench", "--json", *options], threads))
        return {
            "variant": "",
            "seconds": found["seconds_per_call"],
            "median": found["median_seconds_per_call"],
            "dependent": found.get("dependent_seconds_per_call"),
        }


@contextlib.contextmanager
def peer(engine, model, threads, seconds, inputs, expected):
    """Gives a function of the number of rows that returns what peers.py measures."""
    script = pathlib.Path(__file__).parent / "peers.py"
    command = [sys.executable, script, engine, model, str(threads), str(seconds), inputs, expected]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, **pinned(threads)) as process:

        def measure(batch):
            print(batch, file=process.stdin, flush=True)
            answer = process.stdout.readline()
            if not answer:
                raise RuntimeError(f"{engine} stopped: see its message above")
            return json.loads(answer)

        yield measure
        process.stdin.close()


def machine(command, threads, seconds, sizes):
    """(what, rate) for "fma" and each number of bytes."""
    arguments = [command, str(threads), str(seconds), "fma", *map(str, sizes)]
    for answer in output(arguments, threads).splitlines():
        what, rate = answer.split()
        yield what, float(rate)
