/// Closes every descriptor but the first three.
///
/// System calls only, so that a forked child of several threads may call it. Returns 0, or the errno of
/// the call that failed.
int mlp_sandbox_close_descriptors(void);
