"""The random numbers of SCHEMA.md, "Random numbers", written from its words alone."""

import math

import numpy as np

INIT, SHUF, SPLT, DROP, VERI = 0x494E4954, 0x53485546, 0x53504C54, 0x44524F50, 0x56455249
WORD = 0xFFFFFFFF


def block(seed, purpose, number, index):
    """Four words of Philox4x32-10."""
    counter = [index & WORD, index >> 32, number, purpose]
    key = [seed & WORD, seed >> 32]
    for _ in range(10):
        first, second = counter[0] * 0xD2511F53, counter[2] * 0xCD9E8D57
        counter = [second >> 32 ^ counter[1] ^ key[0], second & WORD, first >> 32 ^ counter[3] ^ key[1], first & WORD]
        key = [key[0] + 0x9E3779B9 & WORD, key[1] + 0xBB67AE85 & WORD]
    return counter


class Stream:
    """The words of a stream, one after the other."""

    def __init__(self, seed, purpose, number):
        self.address, self.index, self.words = (seed, purpose, number), 0, []

    def word(self):
        if not self.words:
            self.words = block(*self.address, self.index)
            self.index += 1
        return self.words.pop(0)

    def unit(self):
        return np.float32((self.word() >> 8) * 2.0**-24)

    def below(self, bound):
        while True:
            product = self.word() * bound
            if product & WORD >= 2**32 % bound:
                return product >> 32

    def shuffled(self, elements):
        elements = list(elements)
        for i in range(len(elements) - 1, 0, -1):
            j = self.below(i + 1)
            elements[i], elements[j] = elements[j], elements[i]
        return elements


def initial_layer(seed, k, inputs, outputs):
    """Weights [in, out] and biases of layer k, from 1."""
    stream, limit = Stream(seed, INIT, k), np.float32(math.sqrt(6 / (inputs + outputs)))
    drawn = [(np.float32(2) * stream.unit() - np.float32(1)) * limit for _ in range((inputs + 1) * outputs)]
    return np.array(drawn[: inputs * outputs]).reshape(inputs, outputs), np.array(drawn[inputs * outputs :])


def epoch_order(seed, epoch, rows):
    return Stream(seed, SHUF, epoch).shuffled(rows)


def validation_rows(seed, fraction, groups):
    """The rows that are set apart, of groups of rows."""
    taken = []
    for number, group in enumerate(groups):
        count = min(math.floor(len(group) * fraction + 0.5), len(group) - 1)
        taken += Stream(seed, SPLT, number).shuffled(group)[: max(0, count)]
    return sorted(taken)


def groups_of_classes(classes):
    return [[row for row, c in enumerate(classes) if c == name] for name in sorted(set(classes))]


def groups_of_labels(combinations, fraction):
    groups = {}
    for row, combination in enumerate(combinations):
        groups.setdefault(tuple(combination), []).append(row)
    common = [group for group in groups.values() if math.floor(len(group) * fraction + 0.5) > 0]
    rare = [row for group in groups.values() if group not in common for row in group]
    return common + [sorted(rare)]


def kept(seed, epoch, row, first_unit, width, probability):
    """Which units of a hidden layer stay; `first_unit` is a multiple of 64."""
    stay = []
    for unit in range(first_unit, first_unit + width):
        word = block(seed, DROP, epoch, 2**32 * row + 16 * (unit // 64) + unit % 16)[unit // 16 % 4]
        stay.append((word >> 8) * 2.0**-24 >= probability)
    return stay


def verification_inputs(seed, rows, columns):
    """Columns are (minimum, maximum) of numbers, or how many levels a category has."""
    stream, inputs = Stream(seed, VERI, 0), []
    one = np.float32(1)
    for row in range(rows):
        for column in columns:
            u = np.float32(row) if row < 2 else stream.unit()
            if isinstance(column, int):
                level = min(int(u * np.float32(column)), column - 1)
                inputs += [float(i == level) for i in range(column)]
            else:
                low, high = map(np.float32, column)
                inputs.append(low if row == 0 else high if row == 1 else low * (one - u) + high * u)
    return np.array(inputs, np.float32).reshape(rows, -1)
