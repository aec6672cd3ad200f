#pragma STDC FP_CONTRACT OFF

#include "mlp_float_control.h"

// Most of it is in the header, because it takes less time than a call.

void mlp_float_control_keep(const void *result) { (void)result; }

float mlp_float_relative(double raw, double origin) { return (float)(raw - origin); }

double mlp_float_absolute(double origin, float x) { return origin + (double)x; }
