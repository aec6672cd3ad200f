#!/usr/bin/env python3
"""Gives mlp-infer paths that are no model file or don't stay what they are, and watches it.

    tools/fuzz/paths.py MLP_INFER

Each has to end with status 4 and one line, in memory of at most twice the file and 64 MiB, after reading at
most twice the file and 1 MiB in at most 5,000 system calls, and without opening any file but that one (and what
the system lets every program read). strace lists the calls. No limit is a time, which a busy machine would
exceed; a program that hangs is killed after two minutes.
"""

import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading

MODEL = pathlib.Path(__file__).parents[2] / "fixtures/models/v1/iris.h5"
HANGS_AFTER = 120  # seconds
CALLS = 5000
OPENED = re.compile(r'(?:open|openat|openat2|creat)\((?:AT_FDCWD, )?"([^"]*)"')
# A call that another thread's call interrupted has its result on a line of its own.
BYTES_READ = re.compile(r"^\d+ +(?:<\.\.\. )?p?readv?(?:64|2)?(?:\(| resumed>).* = (\d+)$", re.MULTILINE)
# What every program reads before its first line: libraries, and how many CPUs there are.
SYSTEM = re.compile(r".*\.so[.0-9]*$|/(?:proc|sys|etc/ld\.so\.cache)")


def run(program, path):
    """(exit status, what it printed, largest memory in bytes, what it opened, bytes read, system calls)"""
    with tempfile.NamedTemporaryFile() as trace, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", trace.name, program, path, "-"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
        )
        ender = threading.Timer(HANGS_AFTER, child.send_signal, [signal.SIGKILL])
        ender.start()
        _, status, usage = os.wait4(child.pid, 0)
        ender.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        text = errors.read().decode()
        calls = pathlib.Path(trace.name).read_text()
        read = sum(int(count) for count in BYTES_READ.findall(calls))
        return child.returncode, text, usage.ru_maxrss * 1024, OPENED.findall(calls), read, calls.count("\n")


def still(make):
    """A path that stays as it was made."""
    return lambda path: (make(path), lambda: None)[1]


def sparse(size):
    """A file of zeros that takes no room."""

    def make(path):
        with open(path, "wb") as file:
            file.truncate(size)

    return make


def sealed_sparse(path):
    """A sparse file of 10 GB that begins as a model file does."""
    path.write_bytes(MODEL.read_bytes())
    os.truncate(path, 10 << 30)


def serve(path):
    """A socket; nobody answers."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))


def changing(sizes):
    """A file that somebody keeps giving other sizes, sealed as one of the first size."""

    def make(path):
        model = MODEL.read_bytes()
        path.write_bytes(model[:16] + struct.pack("<Q", sizes[0]) + model[24:])
        stopped = threading.Event()

        def change():
            turn = 0
            while not stopped.is_set():
                os.truncate(path, sizes[turn % len(sizes)])
                turn += 1

        thread = threading.Thread(target=change)
        thread.start()

        def stop():
            stopped.set()
            thread.join()

        return stop

    return make


# Every other time of the size that the reader expects, so that it begins to read.
GROWING = [(64 << 20) + 4096 * (i // 2) * (i % 2) for i in range(2000)]

# How each path is made, and the largest file that a reader may see there.
PATHS = {
    "missing": (still(lambda path: None), 0),
    "directory": (still(pathlib.Path.mkdir), 0),
    "FIFO without a writer": (still(os.mkfifo), 0),
    "socket": (still(serve), 0),
    "device without an end": (still(lambda path: path.symlink_to("/dev/zero")), 0),
    "device that is empty": (still(lambda path: path.symlink_to("/dev/null")), 0),
    "terminal": (still(lambda path: path.symlink_to("/dev/tty")), 0),
    "link to itself": (still(lambda path: path.symlink_to(path)), 0),
    "link to nothing": (still(lambda path: path.symlink_to("nowhere")), 0),
    "memory of the process": (still(lambda path: path.symlink_to("/proc/self/mem")), 0),
    "file of the kernel": (still(lambda path: path.symlink_to("/proc/version")), 0),
    "10 GB, sparse": (still(sparse(10 << 30)), 0),
    "3 GB, sparse": (still(sparse(3 << 30)), 0),
    "10 GB, sparse, a model in front": (still(sealed_sparse), 0),
    "growing": (changing(GROWING), max(GROWING)),
    "growing and shrinking": (changing([64 << 20, 1 << 12]), 64 << 20),
    "shrinking to nothing": (changing([64 << 20, 0]), 64 << 20),
}


def findings(program):
    """A line for each path, printed, and what is wrong with it."""
    for name, (make, size) in PATHS.items():
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "m.h5"
            stop = make(path)
            try:
                status, text, memory, opened, read, calls = run(program, str(path))
            finally:
                stop()
        print(f"{name}: {calls} calls, {read} bytes read, {memory >> 20} MiB, {text.strip().replace(folder, '')}")
        others = [file for file in opened if not file.startswith(folder) and not SYSTEM.match(file)]
        if status != 4:
            yield f"{name}: status {status}, expected 4"
        if calls > CALLS:
            yield f"{name}: made {calls} system calls, expected at most {CALLS}"
        if read > (1 << 20) + 2 * size:
            yield f"{name}: read {read} bytes, expected at most {(1 << 20) + 2 * size}"
        if text.count("\n") != 1:
            yield f"{name}: printed {text!r}, expected one line"
        if memory > (64 << 20) + 2 * size:
            yield f"{name}: took {memory >> 20} MiB, expected {64 + 2 * size >> 20}"
        if others:
            yield f"{name}: opened {others}"


if __name__ == "__main__":
    found = list(findings(sys.argv[1]))
    print("\n".join(found))
    raise SystemExit(1 if found else 0)
