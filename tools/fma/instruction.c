// The CPU's own, or where it has none the C library's.
#include "check.h"

#include <math.h>

float instruction_fma_float(float a, float b, float c) { return fmaf(a, b, c); }
double instruction_fma_double(double a, double b, double c) { return fma(a, b, c); }
