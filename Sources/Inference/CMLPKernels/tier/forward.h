// A whole network over blocks of rows, so that a block's activations stay in the cache between
// layers. Two buffers take turns.

// Whether rows are copied before the first layer reads them: to scale them, or because they lie whole
// KiBs apart, where those of a large tile would push each other out of the first-level cache.
static bool copies_inputs(const mlp_network *net, size_t rows) {
  return net->offset || (net->layers[0].inputs % 256 == 0 && rows > 8);
}

static void copy_rows(const mlp_network *net, size_t rows, const float *x, float *y, size_t ldy) {
  size_t n = net->layers[0].inputs, full = n / 16 * 16;
  for (size_t r = 0; r < rows; r++, x += n, y += ldy) {
    if (!net->offset) {
      __builtin_memcpy(y, x, n * sizeof *x);
      continue;
    }
    for (size_t j = 0; j < full; j += 16)
      store(y + j, (load(x + j) - load(net->offset + j)) * load(net->scale + j));
    for (size_t j = full; j < n; j++) y[j] = (x[j] - net->offset[j]) * net->scale[j];
  }
}

// Copies n columns of each row to a compact table; a NaN becomes the one canonical NaN.
static void compact_rows(size_t rows, size_t n, const float *x, size_t ldx, float *y) {
  size_t full = n / 16 * 16;
  v16 nan = splat(__builtin_nanf(""));
  for (size_t r = 0; r < rows; r++, x += ldx, y += n) {
    for (size_t j = 0; j < full; j += 16) {
      v16 v = load(x + j);
      store(y + j, select16(v == v, v, nan));
    }
    for (size_t j = full; j < n; j++) y[j] = x[j] == x[j] ? x[j] : __builtin_nanf("");
  }
}

// Whether the dense kernels apply a layer's activation themselves, on their way out.
static bool is_fused(const mlp_layer *layer) {
  return layer->activation.function == MLP_RELU || layer->activation.function == MLP_LINEAR;
}

// Whether an output depends on its whole row, so that no part of a team can compute it alone.
static bool takes_whole_row(const mlp_layer *layer) {
  return layer->activation.function == MLP_SOFTMAX || layer->activation.function == MLP_LOG_SOFTMAX;
}

static void apply(const mlp_layer *layer, size_t rows, const float *x, float *y, size_t ld) {
  if (layer->activation.function == MLP_SOFTMAX) {
    softmax(rows, layer->outputs, x, ld, y, ld);
  } else if (layer->activation.function == MLP_LOG_SOFTMAX) {
    log_softmax(rows, layer->outputs, x, ld, y, ld);
  } else {
    activate(layer->activation, rows * ld, x, y);
  }
}

static void divide(size_t count, float *x, float divisor) {
  for (size_t i = 0; i < count; i += 16) store(x + i, load(x + i) / splat(divisor));
}

static void wait_for_team(const mlp_team *team) {
  if (team->parts > 1) team->wait(team->context);
}

// h over the columns that a part has just computed, which are still in its cache.
static void activate_part(const mlp_layer *layer, const mlp_team *team, size_t rows, float *y,
                          size_t ld) {
  columns mine = part_of(layer, team->part, team->parts);
  for (size_t r = 0; r < rows && mine.first < mine.end; r++) {
    float *from = y + r * ld + 16 * mine.first;
    activate(layer->activation, 16 * (mine.end - mine.first), from, from);
  }
}

static void forward_block(const mlp_network *net, size_t rows, const float *x, float *logits,
                          float *outputs, float *scratch, size_t capacity, const mlp_team *team) {
  float *here = scratch, *there = scratch + capacity * net->widest;
  size_t ldx = net->layers[0].inputs;
  bool is_first_part = team->part == 0;
  if (copies_inputs(net, rows)) {
    ldx = mlp_row_floats(ldx);
    if (is_first_part) copy_rows(net, rows, x, here, ldx);
    wait_for_team(team);
    x = here;
    here = there;
    there = scratch;
  }
  for (size_t l = 0; l < net->layer_count; l++) {
    const mlp_layer *layer = &net->layers[l];
    size_t ld = mlp_row_floats(layer->outputs);
    bool is_last = l + 1 == net->layer_count;
    bool is_relu = !is_last && layer->activation.function == MLP_RELU;
    dense_part(layer, team->part, team->parts, rows, x, ldx, here, ld,
               is_relu ? 0 : -__builtin_inff());
    if (!is_last && !is_fused(layer) && !takes_whole_row(layer)) activate_part(layer, team, rows, here, ld);
    wait_for_team(team);
    if (!is_last && takes_whole_row(layer)) {
      if (is_first_part) apply(layer, rows, here, here, ld);
      wait_for_team(team);
    }
    if (is_last && is_first_part) {
      if (logits) compact_rows(rows, layer->outputs, here, ld, logits);
      if (outputs) {
        if (net->temperature != 1) divide(rows * ld, here, net->temperature);
        apply(layer, rows, here, here, ld);
        compact_rows(rows, layer->outputs, here, ld, outputs);
      }
    }
    x = here;
    ldx = ld;
    here = there;
    there = (float *)x;
  }
}

// Blocks of about the same size: a last block of a few rows would read all weights for them.
static size_t block_rows(size_t rows, size_t capacity) {
  size_t most = capacity < MLP_BLOCK_ROWS ? capacity : MLP_BLOCK_ROWS;
  if (rows <= most) return rows;
  size_t blocks = (rows + most - 1) / most, even = ((rows + blocks - 1) / blocks + 11) / 12 * 12;
  return even < most ? even : most;
}

static void forward(const mlp_network *net, size_t rows, const float *x, float *logits,
                    float *outputs, float *scratch, size_t capacity, const mlp_team *team) {
  size_t inputs = net->layers[0].inputs, outputs_of_row = net->layers[net->layer_count - 1].outputs;
  size_t block = block_rows(rows, capacity);
  for (size_t r = 0; r < rows; r += block) {
    size_t n = rows - r < block ? rows - r : block;
    // The first part copies results out of the scratch that the next block is about to overwrite.
    if (r > 0) wait_for_team(team);
    forward_block(net, n, x + r * inputs, logits ? logits + r * outputs_of_row : NULL,
                  outputs ? outputs + r * outputs_of_row : NULL, scratch, block, team);
  }
}
