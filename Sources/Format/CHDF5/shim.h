// The HDF5 library for Swift: its header, and a getter for every macro that Swift cannot import.
//
// Most of the macros below are no constants: each expands to a comma expression that calls H5open(),
// to start the library, and then reads a global variable.
#ifndef CHDF5_SHIM_H
#define CHDF5_SHIM_H

#include <hdf5.h>
#include <stdbool.h>

// H5F_ACC_* calls H5check() as well, which aborts the process where the library is not the one that
// the headers belong to. `HDF5` compares the versions itself, so that call is taken out.
#undef H5CHECK
#define H5CHECK

// Swift cannot call H5F_ACC_TRUNC: it expands to calls.
static inline unsigned chdf5_acc_trunc(void) { return H5F_ACC_TRUNC; }

// Swift cannot call H5F_ACC_RDONLY: it expands to calls.
static inline unsigned chdf5_acc_rdonly(void) { return H5F_ACC_RDONLY; }

// Swift cannot call H5T_IEEE_F32LE: it expands to a call and a global variable.
static inline hid_t chdf5_float32le(void) { return H5T_IEEE_F32LE; }

// Swift cannot call H5T_IEEE_F64LE: it expands to a call and a global variable.
static inline hid_t chdf5_float64le(void) { return H5T_IEEE_F64LE; }

// Swift cannot call H5T_STD_I64LE: it expands to a call and a global variable.
static inline hid_t chdf5_int64le(void) { return H5T_STD_I64LE; }

// Swift cannot call H5T_STD_U64LE: it expands to a call and a global variable.
static inline hid_t chdf5_uint64le(void) { return H5T_STD_U64LE; }

// Swift cannot call H5T_IEEE_F32BE: it expands to a call and a global variable.
static inline hid_t chdf5_float32be(void) { return H5T_IEEE_F32BE; }

// Swift cannot call H5T_IEEE_F64BE: it expands to a call and a global variable.
static inline hid_t chdf5_float64be(void) { return H5T_IEEE_F64BE; }

// Swift cannot call H5T_STD_I64BE: it expands to a call and a global variable.
static inline hid_t chdf5_int64be(void) { return H5T_STD_I64BE; }

// Swift cannot call H5T_STD_U64BE: it expands to a call and a global variable.
static inline hid_t chdf5_uint64be(void) { return H5T_STD_U64BE; }

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

// Whether a record of the error stack says that there was no memory. Swift cannot call H5E_RESOURCE and
// the other two: they expand to calls and global variables.
static inline bool chdf5_is_memory(const H5E_error2_t *error) {
  return error->maj_num == H5E_RESOURCE &&
         (error->min_num == H5E_NOSPACE || error->min_num == H5E_CANTALLOC);
}

// The fields of H5O_info_t that are needed: from the release after this one on the structure is another.
static inline haddr_t chdf5_address(hid_t object) {
  H5O_info_t info;
  return H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0 ? HADDR_UNDEF : info.addr;
}

// As above; negative where the call fails.
static inline int64_t chdf5_attribute_count(hid_t object) {
  H5O_info_t info;
  return H5Oget_info2(object, &info, H5O_INFO_NUM_ATTRS) < 0 ? -1 : (int64_t)info.num_attrs;
}

#endif
