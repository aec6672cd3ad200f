// What a C target has to have: everything is in the header, because it takes less time than a call.
#pragma STDC FP_CONTRACT OFF

#include "mlp_float_control.h"
