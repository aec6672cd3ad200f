"""Tests of the reference itself; tools/test runs them in .venv."""

import json
import unittest

import numpy as np

import training
from networks import OPTIMIZERS, forward, gradients, loss, train


def shaped(name):
    widths, activations = training.CASES[name]
    inputs, targets = training.data(widths, activations[-1][0])
    return training.starting_layers(widths), activations, inputs, targets


class Reference(unittest.TestCase):
    def test_the_committed_file_is_what_the_script_computes(self):
        committed = json.loads(training.FILE.read_text())
        self.assertEqual(list(training.differences(committed, training.document())), [])

    def test_a_changed_number_is_found(self):
        committed = json.loads(training.FILE.read_text())
        committed["cases"][1]["gradients"][0]["weights"][3] += 1e-6
        found = list(training.differences(committed, training.document()))
        self.assertEqual(len(found), 1)
        self.assertTrue(found[0].startswith("/cases/1/gradients/0/weights/3: "), found)

    def test_gradients_are_central_differences_of_the_loss(self):
        for name in training.CASES:
            layers, activations, inputs, targets = shaped(name)

            def at():
                logits = forward(layers, activations, inputs)[0][-1]
                return loss(activations[-1][0], logits, targets)

            for k, pair in enumerate(gradients(layers, activations, inputs, targets)):
                for array, gradient in zip(layers[k], pair):
                    for index in np.ndindex(array.shape):
                        kept, step = array[index], 1e-5
                        array[index] = kept + step
                        above = at()
                        array[index] = kept - step
                        below = at()
                        array[index] = kept
                        difference = (above - below) / (2 * step)
                        self.assertAlmostEqual(gradient[index], difference, delta=1e-9)

    def test_no_step_comes_near_a_kink_that_rounding_could_cross(self):
        for name in training.CASES:
            start, activations, inputs, targets = shaped(name)
            for optimizer, parameters in training.SETTINGS:
                update = OPTIMIZERS[optimizer](**parameters)
                steps = train(start, activations, inputs, targets, update, training.STEPS)
                for layers in [start, *(after for _, after in steps)]:
                    for (tag, p), z in zip(activations, forward(layers, activations, inputs)[0]):
                        if tag in ("relu", "leaky_relu", "elu"):
                            distance = abs(z)
                        elif tag == "hard_sigmoid":
                            distance = abs(abs(p["alpha"] * z + p["beta"] - 0.5) - 0.5)
                        else:
                            continue
                        self.assertGreater(distance.min(), 1e-5, (name, optimizer, tag))


if __name__ == "__main__":
    unittest.main()
