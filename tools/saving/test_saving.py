"""The built commands keep the files they save over, on a full disk, under a limit on the size of files, in a
read-only folder, and under `kill -9`; kill.py's own findings are real ones."""

import io
import os
import re
import pathlib
import resource
import subprocess
import tempfile
import unittest

import kill

# Makes "disk" a small file system of this process and its children, where the system lets it.
MOUNT = ["unshare", "--mount", "--map-root-user", "sh", "-c", 'mount -t tmpfs -o "$0" none disk && exec "$@"']


def mounts():
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "disk").mkdir()
        try:
            command = [*MOUNT, "size=64k", "true"]
            return subprocess.run(command, cwd=folder, stderr=subprocess.DEVNULL).returncode == 0
        except FileNotFoundError:
            return False


CAN_MOUNT = mounts()
if not CAN_MOUNT:
    print("skipped: full and read-only disks, for want of a mount namespace of our own")

# What a save comes to: messages, exit status, contents, folder.
SAVE = '"$@" 2>&1; status=$?; echo "$status"; cksum < disk/file; ls -Am disk'
# Saves with one page more free each time until it succeeds.
FILL = f"""
cp "$1" disk/file; shift
cat /dev/zero > disk/filler 2>/dev/null
while {SAVE}; [ "$status" = 1 ]; do truncate -s -4096 disk/filler; done
"""


def checksum(path):
    with open(path, "rb") as file:
        return subprocess.run(["cksum"], stdin=file, stdout=subprocess.PIPE, check=True, text=True).stdout.strip()


class Saving(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        (cls.folder / "disk").mkdir()
        (cls.folder / "table.csv").write_bytes((kill.DATA / "iris-train.csv").read_bytes())
        for epochs in (1, 2):
            cls.succeed(f"mlp-train table.csv --label species --hidden 64 --epochs {epochs} -o run{epochs}.h5")
        cls.succeed("mlp-export run1.h5 -o old.h5")
        cls.succeed("mlp-infer old.h5 table.csv --precision 3 -o old.csv")
        # What is saved, over what.
        cls.saves = [
            ("mlp-export run2.h5 --quiet -o", "old.h5"),
            ("mlp-train table.csv --label species --hidden 64 --epochs 1 --seed 2 --quiet -o", "run1.h5"),
            ("mlp-infer old.h5 table.csv -o", "old.csv"),
        ]

    @classmethod
    def command(cls, line):
        name, *arguments = line.split()
        return [kill.PROGRAMS / name, *arguments]

    @classmethod
    def succeed(cls, line):
        subprocess.run(cls.command(line), cwd=cls.folder, check=True, stderr=subprocess.DEVNULL)

    def expect(self, line, status, message, is_old, reason):
        """That a save failed with one line and left the old file."""
        self.assertEqual(status, 1, message)
        name = line.split()[0]
        said = re.escape(f"{name}: error: disk/file: {reason}")
        # A trained run is worth another place, if there is one.
        elsewhere = r"(; no other folder takes the run either \(.+\), and it is lost)?" if name == "mlp-train" else ""
        self.assertRegex(message, f"^{said}{elsewhere}$")
        self.assertTrue(is_old)

    def test_limit_on_the_size_of_files(self):
        """At every size the old or the new file; here a write is cut short, too."""
        file = self.folder / "disk/file"
        for line, old in self.saves:
            bytes = (self.folder / old).read_bytes()
            # Of another kind than what the last command wrote.
            file.unlink(missing_ok=True)
            self.succeed(f"{line} disk/file")
            size = file.stat().st_size
            for limit in [*range(0, size, -(-size // 12)), size - 1, size]:
                file.write_bytes(bytes)
                ending = subprocess.run(
                    self.command(f"{line} disk/file"), cwd=self.folder, stderr=subprocess.PIPE, text=True,
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
                )
                with self.subTest(line=line, limit=limit):
                    if limit < size:
                        is_old = file.read_bytes() == bytes
                        reason = "cannot write it: File too large"
                        self.expect(line, ending.returncode, ending.stderr.rstrip(), is_old, reason)
                    else:
                        self.assertEqual(ending.returncode, 0, ending.stderr)
                    self.assertEqual(os.listdir(self.folder / "disk"), ["file"])
        file.unlink()

    def in_disk(self, options, script, *arguments):
        command = [*MOUNT, options, "sh", "-c", script, "sh", *arguments]
        return subprocess.run(command, cwd=self.folder, stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()

    @unittest.skipUnless(CAN_MOUNT, "no mount namespace of our own")
    def test_full_disk(self):
        """At every number of free pages, from none to enough."""
        for line, old in self.saves:
            # Of another kind than what the last command wrote.
            (self.folder / "new").unlink(missing_ok=True)
            self.succeed(f"{line} new")
            files = checksum(self.folder / old), checksum(self.folder / "new")
            *lines, status, sum, names = self.in_disk("size=128k", FILL, old, *self.command(f"{line} disk/file"))
            self.assertEqual([status, sum, names], ["0", files[1], "file, filler"])
            self.assertGreater(len(lines), 0)
            for message, status, sum, names in zip(*[iter(lines)] * 4, strict=True):
                self.expect(line, int(status), message, sum == files[0], "cannot write it: No space left on device")
                self.assertEqual(names, "file, filler")

    @unittest.skipUnless(CAN_MOUNT, "no mount namespace of our own")
    def test_disk_that_fills_while_rows_stream(self):
        """Megabytes of predictions on a disk of one: the file that was there stays whole, and nothing beside it."""
        header, *rows = (self.folder / "table.csv").read_text().splitlines()
        (self.folder / "long.csv").write_text("\n".join([header, *rows * 1000]) + "\n")
        line = "mlp-infer old.h5 long.csv -o"
        for threads in (1, 2):
            command = [*self.command(f"{line} disk/file"), f"--threads={threads}"]
            script = f'cp "$1" disk/file; shift; {SAVE}'
            message, status, sum, names = self.in_disk("size=1m", script, "old.csv", *command)
            is_old = sum == checksum(self.folder / "old.csv")
            self.expect(line, int(status), message, is_old, "cannot write it: No space left on device")
            self.assertEqual(names, "file")

    @unittest.skipUnless(CAN_MOUNT, "no mount namespace of our own")
    def test_disk_that_takes_no_more_files(self):
        self.refuse("nr_inodes=2", 'cp "$1" disk/file', "cannot open it: No space left on device")

    @unittest.skipUnless(CAN_MOUNT, "no mount namespace of our own")
    def test_read_only_disk(self):
        self.refuse(
            "size=128k", 'cp "$1" disk/file; mount -o remount,ro disk', "cannot open it: Read-only file system")

    def refuse(self, options, script, reason):
        for line, old in self.saves:
            command = self.command(f"{line} disk/file")
            message, status, sum, names = self.in_disk(options, f"{script}; shift; {SAVE}", old, *command)
            self.expect(line, int(status), message, sum == checksum(self.folder / old), reason)
            self.assertEqual(names, "file")

    def test_kills(self):
        out = io.StringIO()
        counts = kill.run(30, seed=1, out=out)
        self.assertGreaterEqual(counts["kills"], 30, out.getvalue())
        self.assertEqual(counts["kills"], counts["the old file"] + counts["the new file"])
        self.assertGreater(counts["temporaries left"], 0)


class Findings(unittest.TestCase):
    """What kill.py has to find, in a command that writes in place."""

    def test_a_file_that_is_neither(self):
        self.expect("neither file", "printf new > file; printf half > file; > done; exec sleep 900")

    def test_a_temporary_that_stays(self):
        self.expect("left", "printf new > .file.tmp; cp .file.tmp file; > done")

    def expect(self, message, script):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "save").write_text(f"#!/bin/sh\n{script}\n")
            (folder / "save").chmod(0o755)
            (folder / "file").write_text("old")
            saver = kill.Saver(folder, folder, "file", ["save"])
            saver.whole["save"] = {b"new"}

            def wait_for_all(process):
                """Until the script has done what it does, or ended."""
                while not (folder / "done").exists() and process.poll() is None:
                    kill.time.sleep(0.01)

            saver.wait_for_temporary = wait_for_all
            with self.assertRaisesRegex(kill.Broken, message):
                # With this seed it waits and does not kill at any moment.
                saver.kill(kill.random.Random(2))
                saver.clear()


if __name__ == "__main__":
    unittest.main()
