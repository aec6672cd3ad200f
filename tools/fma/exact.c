// The functions in C under the names of check.h.
#include "check.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef ROUNDS_TWICE
static float exact_fmaf(float a, float b, float c) { return (float)((double)a * b + c); }
static double exact_fma(double a, double b, double c) {
  volatile double product = a * b;
  return product + c;
}
#else
#include "fma_double.h"
#include "fma_float.h"
#endif

float exact_fma_float(float a, float b, float c) { return exact_fmaf(a, b, c); }
double exact_fma_double(double a, double b, double c) { return exact_fma(a, b, c); }
double exact_square_root(double x) { return sqrt(x); }
