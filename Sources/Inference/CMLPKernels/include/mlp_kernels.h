/// The arithmetic of a forward pass: dense layers over packed weights, activations, softmax.
///
/// Every result is a function of its row alone: the same bits in every tier, for any number of rows.
/// The order of every sum and the exact operations of every activation are arithmetic version 1 of
/// SCHEMA.md. Nothing here allocates, fails, keeps state or knows of training. Callers own all
/// memory; shapes are row-major; a leading dimension (ld) counts floats between rows.
#ifndef MLP_KERNELS_H
#define MLP_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a layer applies to its pre-activations; `MLPModel.Activation` has the formulas.
typedef enum {
  MLP_LINEAR,
  MLP_RELU,
  MLP_RELU6,
  MLP_LEAKY_RELU,    // p0: negative slope
  MLP_CLIPPED_RELU,  // p0: negative slope, p1: threshold, p2: largest value
  MLP_THRESHOLD,     // p0: theta, p1: value
  MLP_HARD_SIGMOID,  // p0: alpha, p1: beta
  MLP_HARD_TANH,     // p0: least value, p1: largest value
  MLP_HARD_SILU,
  MLP_ELU,           // p0: alpha
  MLP_CELU,          // p0: alpha
  MLP_SELU,          // p0: alpha, p1: scale
  MLP_EXPONENTIAL,
  MLP_SIGMOID,
  MLP_LOG_SIGMOID,
  MLP_SOFTPLUS,      // p0: beta
  MLP_SQUAREPLUS,    // p0: b
  MLP_SOFTSIGN,
  MLP_TANH,
  MLP_SILU,          // p0: alpha
  MLP_MISH,
  MLP_GELU,
  MLP_GELU_TANH,
  MLP_SOFTMAX,
  MLP_LOG_SOFTMAX,
} mlp_function;

/// An activation with its parameters.
typedef struct {
  mlp_function function;
  float p0, p1, p2;
} mlp_activation;

/// A dense layer with packed weights; see `mlp_pack`.
typedef struct {
  size_t inputs, outputs;
  const float *panels;  // mlp_panel_floats(inputs, outputs) floats
  const float *bias;    // mlp_row_floats(outputs) floats, zero behind the last output
  mlp_activation activation;
} mlp_layer;

/// A whole network: x -> (x - offset) * scale -> layers.
typedef struct {
  size_t layer_count;
  const mlp_layer *layers;
  const float *offset, *scale;  // one float an input each; both null where inputs are not scaled
  float temperature;            // what the last layer's pre-activations are divided by
  size_t widest;                // the largest mlp_row_floats of the inputs and all layers
} mlp_network;

/// Floats between rows of an activation buffer that holds `n` columns: n padded to what the kernels
/// write. The padding is theirs.
/// Rows are never a multiple of a KiB apart, or those of a tile would fight for the same cache lines.
static inline size_t mlp_row_floats(size_t n) {
  size_t padded = n > 32 && n < 64 ? 64 : (n + 15) / 16 * 16;
  return padded % 256 == 0 ? padded + 16 : padded;
}

/// Floats that packed weights of shape [inputs, outputs] take.
size_t mlp_panel_floats(size_t inputs, size_t outputs);

/// Packs row-major weights [inputs, outputs], whose little-endian floats need not be aligned, into
/// the order in which the dense kernels read them.
void mlp_pack(size_t inputs, size_t outputs, const void *weights, float *panels);

/// Writes packed weights as row-major weights [inputs, outputs]: what `mlp_pack` was given.
void mlp_unpack(size_t inputs, size_t outputs, const float *panels, float *weights);

/// Floats between two inputs in a panel of packed weights; panel p has the outputs from 32 p on and lies
/// 32 p inputs floats behind the first. With at most 64 outputs there is one panel.
size_t mlp_panel_width(size_t outputs, size_t panel);

/// Rows that are worth running through the layers together, for an input buffer to be read once.
enum { MLP_BLOCK_ROWS = 132 };

/// Floats of scratch that `mlp_kernels.forward` needs for blocks of `rows` rows: so many times the
/// floats for one.
size_t mlp_scratch_floats(const mlp_network *network, size_t rows);

/// One thread's part in a forward pass that several walk together, each computing some columns of every
/// layer. All call `forward` with the same arguments but their own part.
typedef struct {
  size_t part, parts;            // part 0 ... parts - 1
  void (*wait)(void *context);   // returns when all parts have called it once more; null for one part
  void *context;
} mlp_team;

/// The kernels of one instruction set. All tiers give the same bits.
typedef struct {
  const char *name;

  /// y = x W + b for `rows` rows: x [rows, inputs] with ldx, y [rows, mlp_row_floats(outputs)] with
  /// ldy. The layer's activation is not applied. Computes the columns of part `part` of `parts` (1 for all):
  /// whole panels, about as many in each; where there is one panel it is the first part's.
  void (*dense)(const mlp_layer *layer, size_t part, size_t parts, size_t rows, const float *x, size_t ldx,
                float *y, size_t ldy);

  /// y = h(x) element by element over `count` floats, a multiple of 16; x may be y. Not for softmax and its logarithm.
  void (*activate)(mlp_activation activation, size_t count, const float *x, float *y);

  /// Each row of x [rows, n], with ldx a multiple of 16 and readable padding, to its softmax in y,
  /// whose padding becomes zero; x may be y.
  void (*softmax)(size_t rows, size_t n, const float *x, size_t ldx, float *y, size_t ldy);

  /// The same for the logarithm of the softmax.
  void (*log_softmax)(size_t rows, size_t n, const float *x, size_t ldx, float *y, size_t ldy);

  /// The whole network for `rows` rows of x [rows, inputs]. `logits` and `outputs` are compact
  /// [rows, outputs] and either may be null: the last layer before and after its activation.
  /// NaN results are canonical (0x7fc00000). `scratch` has room for blocks of `capacity` rows, at
  /// least one; more rows than that go through it block by block.
  void (*forward)(const mlp_network *network, size_t rows, const float *x, float *logits,
                  float *outputs, float *scratch, size_t capacity, const mlp_team *team);
} mlp_kernels;

/// Instruction sets, least first.
typedef enum { MLP_TIER_SCALAR = 0, MLP_TIER_AVX2 = 1, MLP_TIER_AVX512 = 2, MLP_TIER_NEON = 3 } mlp_tier;

/// The kernels of a tier; null where this CPU cannot run them.
const mlp_kernels *mlp_kernels_of(mlp_tier tier);

/// The fastest tier that this CPU runs.
mlp_tier mlp_best_tier(void);

#endif
