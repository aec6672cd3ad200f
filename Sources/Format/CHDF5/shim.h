// The HDF5 library for Swift: its header, and a getter for every macro that Swift cannot import.
//
// Most of the macros below are no constants: each expands to a comma expression that calls H5open(),
// to start the library, and then reads a global variable.
#ifndef CHDF5_SHIM_H
#define CHDF5_SHIM_H

#include <hdf5.h>

// H5F_ACC_* calls H5check() as well, which aborts the process where the library is not the one that
// the headers belong to. `HDF5` compares the versions itself, so that call is taken out.
#undef H5CHECK
#define H5CHECK

// Swift cannot call H5F_ACC_TRUNC: it expands to calls.
static inline unsigned chdf5_acc_trunc(void) { return H5F_ACC_TRUNC; }

// Swift cannot call H5T_IEEE_F32LE: it expands to a call and a global variable.
static inline hid_t chdf5_float32le(void) { return H5T_IEEE_F32LE; }

// Swift cannot call H5T_IEEE_F64LE: it expands to a call and a global variable.
static inline hid_t chdf5_float64le(void) { return H5T_IEEE_F64LE; }

// Swift cannot call H5T_STD_I64LE: it expands to a call and a global variable.
static inline hid_t chdf5_int64le(void) { return H5T_STD_I64LE; }

// Swift cannot call H5T_STD_U64LE: it expands to a call and a global variable.
static inline hid_t chdf5_uint64le(void) { return H5T_STD_U64LE; }

// Swift cannot call H5T_C_S1: it expands to a call and a global variable.
static inline hid_t chdf5_string(void) { return H5T_C_S1; }

// Swift cannot call H5P_FILE_CREATE: it expands to a call and a global variable.
static inline hid_t chdf5_file_create(void) { return H5P_FILE_CREATE; }

// Swift cannot call H5P_FILE_ACCESS: it expands to a call and a global variable.
static inline hid_t chdf5_file_access(void) { return H5P_FILE_ACCESS; }

// Swift cannot call H5P_GROUP_CREATE: it expands to a call and a global variable.
static inline hid_t chdf5_group_create(void) { return H5P_GROUP_CREATE; }

// Swift cannot call H5P_DATASET_CREATE: it expands to a call and a global variable.
static inline hid_t chdf5_dataset_create(void) { return H5P_DATASET_CREATE; }

// Swift cannot import H5S_ALL: it is a cast, not a literal.
static inline hid_t chdf5_all(void) { return H5S_ALL; }

#endif
