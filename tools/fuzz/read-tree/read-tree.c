// Prints what the HDF5 library makes of a file: one line for each group, dataset and attribute, with
// its path, element type, extents and bytes, in the order of the file. Or a line that begins with
// "refused".
//
// Files come through standard input, answers go to standard output, each behind its size (8 bytes, the
// lowest first). It is a process of its own because the library may die of a file.

#pragma STDC FP_CONTRACT OFF
#define _POSIX_C_SOURCE 200809L  // open_memstream

#include "../../../Sources/Format/CHDF5/shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *answer;

static void refused(const char *call, const char *path) { fprintf(answer, "refused %s %s\n", path, call); }

static void print_type(hid_t type) {
  if (H5Tequal(type, H5T_IEEE_F32LE) > 0)
    fputs("float32", answer);
  else if (H5Tequal(type, H5T_IEEE_F64LE) > 0)
    fputs("float64", answer);
  else if (H5Tequal(type, H5T_STD_I64LE) > 0)
    fputs("int64", answer);
  else if (H5Tequal(type, H5T_STD_U64LE) > 0)
    fputs("uint64", answer);
  else if (H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 &&
           H5Tget_strpad(type) == H5T_STR_NULLPAD && H5Tget_cset(type) == H5T_CSET_UTF8)
    fprintf(answer, "string[%zu]", H5Tget_size(type));
  else
    fputs("other", answer);
}

// Prints an array; `is_attribute` says what `id` is of.
static void print_values(hid_t id, int is_attribute, const char *path) {
  hid_t type = is_attribute ? H5Aget_type(id) : H5Dget_type(id);
  hid_t space = is_attribute ? H5Aget_space(id) : H5Dget_space(id);
  hsize_t extents[H5S_MAX_RANK], limits[H5S_MAX_RANK];
  int rank = H5Sget_simple_extent_dims(space, extents, limits);
  hssize_t elements = H5Sget_simple_extent_npoints(space);
  size_t size = H5Tget_size(type);
  if (type < 0 || space < 0 || rank < 0 || elements < 0 || size == 0) return refused("open", path);

  fprintf(answer, "%s ", path);
  print_type(type);
  for (int i = 0; i < rank; i++) {
    fprintf(answer, " %llu", (unsigned long long)extents[i]);
    if (limits[i] != extents[i]) fputs("+", answer);
  }
  fputs(": ", answer);
  size_t count = (size_t)elements * size;
  unsigned char *bytes = calloc(count, 1);
  if (!bytes || (is_attribute ? H5Aread(id, type, bytes)
                              : H5Dread(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes)) < 0)
    refused("read", path);
  else
    for (size_t i = 0; i < count; i++) fprintf(answer, "%02x", bytes[i]);
  fputc('\n', answer);
  free(bytes);
  H5Sclose(space);
  H5Tclose(type);
}

static herr_t print_attribute(hid_t object, const char *name, const H5A_info_t *info, void *path) {
  char full[16384];
  (void)info;
  snprintf(full, sizeof full, "%s@%s", *(const char *)path ? (const char *)path : "/", name);
  hid_t id = H5Aopen(object, name, H5P_DEFAULT);
  if (id < 0)
    refused("H5Aopen", full);
  else {
    print_values(id, 1, full);
    H5Aclose(id);
  }
  return 0;
}

static herr_t print_member(hid_t group, const char *name, const H5L_info_t *info, void *path);

static void print_object(hid_t id, const char *path) {
  const char *shown = *path ? path : "/";
  int is_group = H5Iget_type(id) == H5I_GROUP;
  if (is_group)
    fprintf(answer, "%s\n", shown);
  else
    print_values(id, 0, path);
  if (H5Aiterate2(id, H5_INDEX_NAME, H5_ITER_NATIVE, NULL, print_attribute, (void *)path) < 0)
    refused("H5Aiterate2", shown);
  if (is_group && H5Literate(id, H5_INDEX_NAME, H5_ITER_NATIVE, NULL, print_member, (void *)path) < 0)
    refused("H5Literate", shown);
}

static herr_t print_member(hid_t group, const char *name, const H5L_info_t *info, void *path) {
  char full[16384];
  snprintf(full, sizeof full, "%s/%s", (const char *)path, name);
  hid_t id = info->type == H5L_TYPE_HARD ? H5Oopen(group, name, H5P_DEFAULT) : -1;
  if (id < 0) {
    refused("H5Oopen", full);
    return 0;
  }
  print_object(id, full);
  H5Oclose(id);
  return 0;
}

static void print_file(void *bytes, size_t count) {
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_fapl_core(access, 1 << 16, 0);
  H5Pset_file_image(access, bytes, count);
  hid_t file = H5Fopen("image", H5F_ACC_RDONLY, access);
  H5Pclose(access);
  if (file < 0) return refused("H5Fopen", "file");
  hid_t root = H5Gopen2(file, "/", H5P_DEFAULT);
  if (root < 0)
    refused("H5Gopen2", "/");
  else {
    print_object(root, "");
    H5Gclose(root);
  }
  if (H5Fclose(file) < 0) refused("H5Fclose", "file");
}

int main(void) {
  H5dont_atexit();
  H5open();
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  unsigned long long size;
  while (fread(&size, sizeof size, 1, stdin) == 1) {
    char *bytes = malloc(size + 1), *text = NULL;
    size_t length = 0;
    if (!bytes || fread(bytes, 1, size, stdin) != size) return 1;
    // Whoever hangs for ten seconds is ended by the signal.
    alarm(10);
    answer = open_memstream(&text, &length);
    print_file(bytes, size);
    fclose(answer);
    alarm(0);
    size = length;
    fwrite(&size, sizeof size, 1, stdout);
    fwrite(text, 1, length, stdout);
    fflush(stdout);
    free(bytes);
    free(text);
  }
  return 0;
}
