"""One mlpmodel.Model in many threads, in forked processes and in pickles."""

import copy
import multiprocessing
import os
import pathlib
import pickle
import subprocess
import sys
import tempfile
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from package import IRIS, MODELS
from mlpmodel import Model, ModelError

ROWS = np.random.default_rng(1).normal(3, 2, (400_000, 4)).astype(np.float32)


def predict(model, rows):
    """For processes that get model and rows as pickles."""
    return os.getpid(), id(model), model.predict(rows)


class Threads(unittest.TestCase):
    def test_many_threads_share_a_model(self):
        for workers in (1, 2):
            model = Model(IRIS, threads=workers)
            expected = model.predict(ROWS)

            def parts(seed):
                random = np.random.default_rng(seed)
                for _ in range(200):
                    start = random.integers(len(ROWS))
                    end = start + random.choice([1, 7, 1000, 5000])
                    if model.predict(ROWS[start:end]).tobytes() != expected[start:end].tobytes():
                        return False
                return True

            with ThreadPoolExecutor(8) as pool:
                self.assertTrue(all(pool.map(parts, range(8))))

    def test_other_threads_run_during_a_long_call(self):
        model, running, done, counted = Model(IRIS), threading.Event(), [], 0

        def call():
            running.set()
            model.predict(ROWS)
            done.append(True)

        interval = sys.getswitchinterval()
        # Python alone would not hand the GIL over.
        sys.setswitchinterval(1000)
        try:
            thread = threading.Thread(target=call)
            thread.start()
            running.wait()
            while not done and counted < 10**7:
                counted += 1
                if counted % 1000 == 0:
                    # Lets the other thread come back.
                    threading.Event().wait(0.0001)
        finally:
            sys.setswitchinterval(interval)
        thread.join()
        self.assertGreater(counted, 5000)

    def test_a_model_may_be_closed_while_others_use_it(self):
        for _ in range(20):
            model = Model(IRIS)
            started = threading.Barrier(5)

            def call():
                started.wait()
                try:
                    while True:
                        model.predict(ROWS[:20_000])
                except ModelError as error:
                    return str(error)

            with ThreadPoolExecutor(4) as pool:
                ends = [pool.submit(call) for _ in range(4)]
                started.wait()
                model.close()
                for end in ends:
                    self.assertIn("closed", end.result(timeout=600))


class Forks(unittest.TestCase):
    def test_a_forked_process_goes_on(self):
        for threads in (1, 2):
            model = Model(IRIS, threads=threads)
            expected = model.predict(ROWS).tobytes()
            child = os.fork()
            if child == 0:
                same = all(model.predict(ROWS).tobytes() == expected for _ in range(3))
                model.close()
                os._exit(0 if same else 1)
            self.assertEqual(model.predict(ROWS).tobytes(), expected)
            self.assertEqual(os.waitpid(child, 0)[1], 0)

    def test_a_process_forked_during_a_call_goes_on(self):
        model = Model(IRIS, threads=2)
        expected = model.predict(ROWS).tobytes()
        stop = threading.Event()

        def calls():
            while not stop.is_set():
                model.predict(ROWS)

        thread = threading.Thread(target=calls)
        thread.start()
        try:
            for _ in range(10):
                child = os.fork()
                if child == 0:
                    os._exit(0 if model.predict(ROWS).tobytes() == expected else 1)
                self.assertEqual(os.waitpid(child, 0)[1], 0)
        finally:
            stop.set()
            thread.join()


class Pickles(unittest.TestCase):
    def test_a_pickle_of_a_file_is_path_and_identity(self):
        model = Model(IRIS, threads=2)
        pickled = pickle.dumps(model)
        self.assertLess(len(pickled), 400)
        found = pickle.loads(pickled)
        self.assertEqual((found.source, found.identity, found.threads), (str(IRIS), model.identity, 2))
        self.assertEqual(found.predict(ROWS).tobytes(), model.predict(ROWS).tobytes())
        self.assertIs(pickle.loads(pickled), found)

    def test_a_relative_path_is_made_absolute(self):
        here = os.getcwd()
        os.chdir(IRIS.parent)
        try:
            self.assertEqual(Model("iris.h5").source, str(IRIS))
        finally:
            os.chdir(here)

    def test_another_model_in_the_place_is_refused(self):
        content = {name: (MODELS / f"v1/{name}.h5").read_bytes() for name in ("iris", "example")}
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "model.h5"
            path.write_bytes(content["example"])
            pickled = pickle.dumps(Model(path))
            path.write_bytes(content["iris"])
            script = "import pickle, sys, mlpmodel; pickle.loads(sys.stdin.buffer.read())"
            found = subprocess.run([sys.executable, "-c", script], input=pickled, capture_output=True)
            self.assertEqual(found.returncode, 1)
            self.assertIn(b"ModelError: " + os.fsencode(path) + b": identity: found", found.stderr)

    def test_a_pickle_of_bytes_has_the_bytes(self):
        model = Model(IRIS.read_bytes())
        pickled = pickle.dumps(model)
        self.assertGreater(len(pickled), IRIS.stat().st_size)
        self.assertEqual(pickle.loads(pickled).predict(ROWS).tobytes(), model.predict(ROWS).tobytes())

    def test_a_closed_copy_is_loaded_again(self):
        pickled = pickle.dumps(Model(IRIS))
        pickle.loads(pickled).close()
        self.assertFalse(pickle.loads(pickled).closed)

    def test_copies_are_the_model(self):
        model = Model(IRIS)
        self.assertIs(copy.copy(model), model)
        self.assertIs(copy.deepcopy([model])[0], model)

    def test_worker_processes_load_a_model_once(self):
        model = Model(IRIS)
        parts = np.array_split(ROWS, 16)
        for method in ("fork", "spawn"):
            with self.subTest(method), multiprocessing.get_context(method).Pool(2) as pool:
                found = pool.starmap(predict, [(model, part) for part in parts], chunksize=1)
                whole = np.concatenate([outputs for _, _, outputs in found])
                self.assertEqual(whole.tobytes(), model.predict(ROWS).tobytes())
                models = {(process, name) for process, name, _ in found}
                self.assertEqual(len(models), len({process for process, _ in models}))


if __name__ == "__main__":
    unittest.main()
