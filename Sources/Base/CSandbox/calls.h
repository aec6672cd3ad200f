/// The system calls that a sandboxed process may make: the name, the number on x86-64, the number on AArch64.
///
/// mmap is not among them: it is allowed for memory that is not executable.
#define MLP_SANDBOX_CALLS(CALL)   \
  CALL(read, 0, 63)               \
  CALL(write, 1, 64)              \
  CALL(munmap, 11, 215)           \
  CALL(brk, 12, 214)              \
  CALL(rt_sigprocmask, 14, 135)   \
  CALL(rt_sigreturn, 15, 139)     \
  CALL(mremap, 25, 216)           \
  CALL(madvise, 28, 233)          \
  CALL(exit, 60, 93)              \
  CALL(gettid, 186, 178)          \
  CALL(futex, 202, 98)            \
  CALL(clock_gettime, 228, 113)   \
  CALL(exit_group, 231, 94)       \
  CALL(getrandom, 318, 278)

enum { MLP_SANDBOX_MMAP_X86_64 = 9, MLP_SANDBOX_MMAP_AARCH64 = 222 };
