// Weights to the order in which the dense kernels read them. Wide layers (more than 64 outputs):
// panels of 32 columns, [panel][k][32]; the last holds 16 columns where no more are left. Narrow
// layers: [k][P], k padded to whole vectors of sixteen. Columns behind the last output are zero.
#pragma STDC FP_CONTRACT OFF

#include "mlp_kernels.h"
#include "narrow_width.h"

#include <string.h>

size_t mlp_panel_floats(size_t inputs, size_t outputs) {
  if (outputs > 64) return inputs * ((outputs + 15) / 16 * 16);
  return (inputs * mlp_narrow_width(outputs) + 15) / 16 * 16;
}

// One panel of `width` columns from `first` on; element (k, j) is the float at k * ldk + j * ldj.
static float *pack_panel(size_t inputs, size_t outputs, size_t first, size_t width,
                         const unsigned char *weights, size_t ldk, size_t ldj, float *panel) {
  size_t columns = outputs - first < width ? outputs - first : width;
  for (size_t k = 0; k < inputs; k++, panel += width) {
    const unsigned char *row = weights + (k * ldk + first * ldj) * sizeof(float);
    if (ldj == 1) {
      memcpy(panel, row, columns * sizeof(float));
    } else {
      for (size_t j = 0; j < columns; j++)
        memcpy(panel + j, row + j * ldj * sizeof(float), sizeof(float));
    }
    memset(panel + columns, 0, (width - columns) * sizeof(float));
  }
  return panel;
}

static void pack(size_t inputs, size_t outputs, const void *weights, size_t ldk, size_t ldj,
                 float *panels) {
  if (outputs > 64) {
    for (size_t first = 0; first < outputs; first += 32)
      panels = pack_panel(inputs, outputs, first, outputs - first <= 16 ? 16 : 32, weights, ldk,
                          ldj, panels);
  } else {
    size_t width = mlp_narrow_width(outputs);
    float *end = pack_panel(inputs, outputs, 0, width, weights, ldk, ldj, panels);
    memset(end, 0, (mlp_panel_floats(inputs, outputs) - inputs * width) * sizeof(float));
  }
}

void mlp_pack(size_t inputs, size_t outputs, const void *weights, float *panels) {
  pack(inputs, outputs, weights, outputs, 1, panels);
}

void mlp_pack_transposed(size_t inputs, size_t outputs, const float *weights, float *panels) {
  pack(inputs, outputs, weights, 1, inputs, panels);
}

size_t mlp_scratch_floats(const mlp_network *network, size_t rows) {
  return 2 * network->widest * rows;
}
