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

size_t mlp_panel_width(size_t outputs, size_t panel) {
  if (outputs <= 64) return mlp_narrow_width(outputs);
  return outputs - 32 * panel <= 16 ? 16 : 32;
}

static size_t panel_columns(size_t outputs, size_t panel, size_t width) {
  size_t left = outputs - 32 * panel;
  return left < width ? left : width;
}

void mlp_pack(size_t inputs, size_t outputs, const void *weights, float *panels) {
  float *end = panels + mlp_panel_floats(inputs, outputs);
  for (size_t first = 0, width; first < outputs; first += width) {
    width = mlp_panel_width(outputs, first / 32);
    size_t columns = panel_columns(outputs, first / 32, width);
    const unsigned char *row = (const unsigned char *)weights + first * sizeof(float);
    for (size_t k = 0; k < inputs; k++, panels += width, row += outputs * sizeof(float)) {
      memcpy(panels, row, columns * sizeof(float));
      memset(panels + columns, 0, (width - columns) * sizeof(float));
    }
  }
  memset(panels, 0, (size_t)(end - panels) * sizeof(float));
}

void mlp_unpack(size_t inputs, size_t outputs, const float *panels, float *weights) {
  for (size_t first = 0, width; first < outputs; first += width) {
    width = mlp_panel_width(outputs, first / 32);
    size_t columns = panel_columns(outputs, first / 32, width);
    for (size_t k = 0; k < inputs; k++, panels += width)
      memcpy(weights + k * outputs + first, panels, columns * sizeof(float));
  }
}

size_t mlp_scratch_floats(const mlp_network *network, size_t rows) {
  return 2 * network->widest * rows;
}
