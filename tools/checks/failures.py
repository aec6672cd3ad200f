"""Names what failed in the output of a part of `tools/test`, a line each.

    tools/checks/failures.py PART < OUTPUT

Knows Swift Testing, Python's unittest and `tools/check`; of anything else it names the part alone.
"""

import re
import sys

# "✘ Test name() failed", "✘ Test name(of:) with 3 test cases failed", "✘ Test "a display name" failed".
SWIFT_FAILED = re.compile(r"^\S+ Test (?!run with|case passing)(.+?)(?: with \d+ test cases?)? failed after ")
SWIFT_ISSUE = re.compile(r"^\S+ Test (?!case passing)(.+?) recorded an issue(?: with .*?)? at (\S+?:\d+)(?::\d+)?: ")
SWIFT_STARTED = re.compile(r"^\S+ Test (?!run |case passing)(.+) started\.$")
SWIFT_ENDED = re.compile(r"^\S+ Test (.+?)(?: with \d+ test cases?)? (?:passed|failed|skipped|was cancelled)\b")
COMPILER = re.compile(r"^(\S.*?:\d+):\d+: error: (.*)")
UNITTEST = re.compile(r"^(?:FAIL|ERROR): (\S+(?: \([^()]*\))?.*)$")
CHECK = re.compile(r"^check (\S+): FAILED$")


def names(lines):
    """What failed, in the order of the output, each once."""
    found, places, started, has_crashed = {}, {}, {}, False
    for line in lines:
        line = line.rstrip("\n")
        if match := SWIFT_ISSUE.match(line):
            places.setdefault(match[1], match[2])
        if match := SWIFT_STARTED.match(line):
            started[match[1]] = True
        if match := SWIFT_ENDED.match(line):
            started.pop(match[1], None)
        if match := SWIFT_FAILED.match(line):
            place = places.get(match[1])
            found[f"{match[1]}, {place}" if place else match[1]] = True
        elif match := COMPILER.match(line):
            found[f"{match[1]}: {match[2]}"] = True
        elif match := UNITTEST.match(line):
            found[match[1]] = True
        elif match := CHECK.match(line):
            found[match[1]] = True
        has_crashed |= line.startswith("error: Exited with unexpected signal")
    if has_crashed:
        # It ended the whole run, so what it was in has no end.
        found |= {f"{name}, which was running when the tests crashed": True for name in started}
    return list(found)


def main():
    part = sys.argv[1]
    found = names(sys.stdin)
    for name in found or [None]:
        print(f"  {part}: {name}" if name else f"  {part}")


if __name__ == "__main__":
    main()
