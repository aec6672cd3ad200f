"""Runs a command and prints one line of JSON: seconds, its largest resident set in bytes, and what it printed.

    launch.py TARGET COMMAND ARGUMENT...

What the command prints goes to the file TARGET, or is part of the answer where that is -.

A process of its own, because a child's largest resident set begins with that of the process that starts it.
"""

import json
import os
import sys
import time

target, *command = sys.argv[1:]
reader, writer = os.pipe()
output = writer if target == "-" else os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
start = time.perf_counter()
child = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, output, 1)])
os.close(writer)
with open(reader) as pipe:
    printed = pipe.read()
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start
if status:
    sys.exit(f"{command[0]}: exit status {os.waitstatus_to_exitcode(status)}")
print(json.dumps([seconds, usage.ru_maxrss << 10, printed]))
