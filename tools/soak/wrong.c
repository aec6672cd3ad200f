// Put in front of libmlp, whose functions it calls and spoils: what a soak has to notice.

#define _GNU_SOURCE

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(WRONG_BIT)
/// One number in a thousand calls is one bit off.
int32_t mlp_predict(void *session, const float *rows, size_t row_count, float *outputs) {
  static atomic_int calls;
  int32_t (*predict)(void *, const float *, size_t, float *) = dlsym(RTLD_NEXT, "mlp_predict");
  int32_t status = predict(session, rows, row_count, outputs);
  if (atomic_fetch_add(&calls, 1) % 1000 == 999) {
    uint32_t bits;
    memcpy(&bits, outputs, sizeof bits);
    bits ^= 1;
    memcpy(outputs, &bits, sizeof bits);
  }
  return status;
}
#elif defined(LOST_MEMORY)
/// Each session leaves a page of memory behind.
void mlp_session_free(void *session) {
  static void *volatile lost;  // or a compiler would see that nobody wants it
  void (*free_session)(void *) = dlsym(RTLD_NEXT, "mlp_session_free");
  free_session(session);
  lost = malloc(4096);
  if (lost) memset(lost, 1, 4096);
}
#endif
