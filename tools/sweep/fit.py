#!/usr/bin/env python3
"""Fits the polynomials and the rational function of the activations and prints their coefficients.

Run by hand, with mpmath installed. Every relative error is the largest over the interval, before the
coefficients are rounded to double precision.
"""

from mpmath import atanh, cos, erfc, exp, log, lu_solve, matrix, mp, mpf, pi, sqrt


def polynomial(f, degree, low, high):
    """The polynomial with the least largest relative error: Remez's exchange."""
    n = degree + 2
    points = [(low + high) / 2 + (high - low) / 2 * cos(pi * mpf(n - 1 - i) / (n - 1)) for i in range(n)]
    grid = [low + (high - low) * mpf(i) / 600 for i in range(601)]
    for _ in range(30):
        rows, values = matrix(n, n), matrix(n, 1)
        for i, x in enumerate(points):
            for j in range(degree + 1):
                rows[i, j] = x**j
            rows[i, degree + 1] = (-1) ** i * f(x)
            values[i] = f(x)
        solution = lu_solve(rows, values)
        c = [solution[j] for j in range(degree + 1)]

        def error(x):
            return sum(c[j] * x**j for j in range(degree + 1)) / f(x) - 1

        points = extrema(error, grid, n)
        sizes = [abs(error(x)) for x in points]
        if max(sizes) / min(sizes) - 1 < mpf(10) ** -6:
            break
    return c, max(sizes)


def extrema(error, grid, count):
    """The arguments of the `count` largest extrema, one between two changes of sign each."""
    values = [error(x) for x in grid]
    found, i, last = [], 0, len(grid) - 1
    while i <= last:
        j = i
        while j < last and (values[j + 1] > 0) == (values[i] > 0):
            j += 1
        k = max(range(i, j + 1), key=lambda t: abs(values[t]))
        low, high = grid[max(k - 1, 0)], grid[min(k + 1, last)]
        for _ in range(40):
            a, b = low + (high - low) * mpf("0.382"), low + (high - low) * mpf("0.618")
            low, high = (low, b) if abs(error(a)) > abs(error(b)) else (a, high)
        found.append((low + high) / 2 if 0 < k < last else grid[k])
        i = j + 1
    while len(found) > count:
        found.pop(0 if abs(error(found[0])) < abs(error(found[-1])) else -1)
    return found


def rational(f, m, k, high, count=240, steps=120):
    """Numerator and denominator of degrees m and k on [0, high]: Lawson's weights on a problem that
    Sanathanan and Koerner's iteration makes linear. Points are denser near 0."""
    near = mpf(2)
    u = [(1 - cos(pi * (mpf(i) + mpf(1) / 2) / count)) / 2 * high / (high + near) for i in range(count)]
    points = [near * t / (1 - t) for t in u]
    values = [f(x) for x in points]
    weights, n, best = [mpf(1)] * count, m + k + 1, (mpf(10), None, None)
    q = [mpf(1)] + [mpf(0)] * k
    for step in range(steps):
        rows, right = matrix(n, n), matrix(n, 1)
        for x, y, weight in zip(points, values, weights):
            row = [x**j / y for j in range(m + 1)] + [-(x**j) for j in range(1, k + 1)]
            scale = weight / sum(q[j] * x**j for j in range(k + 1)) ** 2
            for a in range(n):
                right[a] += row[a] * scale
                for b in range(n):
                    rows[a, b] += row[a] * scale * row[b]
        solution = lu_solve(rows, right)
        p, q = [solution[j] for j in range(m + 1)], [mpf(1)] + [solution[m + j] for j in range(1, k + 1)]
        errors = [
            abs(sum(p[j] * x**j for j in range(m + 1)) / sum(q[j] * x**j for j in range(k + 1)) / y - 1)
            for x, y in zip(points, values)
        ]
        largest = max(errors)
        best = min(best, (largest, p, q), key=lambda entry: entry[0])
        if step > 3:
            weights = [w * (e / largest + mpf("1e-3")) for w, e in zip(weights, errors)]
            total = sum(weights)
            weights = [w * count / total for w in weights]
    return best


def show(name, coefficients):
    print(name)
    for c in reversed(coefficients):
        print(f"  {float(c).hex()}")


def main():
    mp.prec = 140
    ln2 = log(mpf(2))
    c, error = polynomial(lambda f: (2**f - 1) / f if abs(f) > mpf(10) ** -20 else ln2, 5, -mpf(1) / 2, mpf(1) / 2)
    show(f"(2^f - 1) / f for |f| <= 1/2, relative error 2^{float(log(error, 2)):.2f}", c)

    def artanh(v):
        s = sqrt(v)
        return 2 * atanh(s) / s if s > mpf(10) ** -15 else 2 + 2 * v / 3

    c, error = polynomial(artanh, 4, mpf(0), mpf(1) / 9)
    show(f"2 artanh(s) / s of s^2 <= 1/9, relative error 2^{float(log(error, 2)):.2f}", c)

    mp.prec = 160
    error, p, q = rational(lambda x: exp(x * x / 2) * erfc(x / sqrt(mpf(2))) / 2, 4, 5, mpf("14.5"))
    show(f"exp(x^2 / 2) P(X > x) for x <= 14.5, relative error 2^{float(log(error, 2)):.2f}: numerator", p)
    show("denominator", q)


main()
