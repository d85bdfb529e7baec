#include "cmpi.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

// Of Open MPI 4 and 5.
static const char library_name[] = "libmpi.so.40";

// Open MPI's handles are pointers to objects of its own.
typedef struct opaque *handle;

enum { SUCCESS = 0, THREAD_SERIALIZED = 2, MAX_ERROR_STRING = 256 };

static struct {
  int (*MPI_Init_thread)(int *, char ***, int, int *);
  int (*MPI_Finalize)(void);
  int (*MPI_Comm_rank)(handle, int *);
  int (*MPI_Comm_size)(handle, int *);
  int (*MPI_Comm_set_errhandler)(handle, handle);
  int (*MPI_Send)(const void *, int, handle, int, int, handle);
  int (*MPI_Recv)(void *, int, handle, int, int, handle, void *);
  int (*MPI_Iprobe)(int, int, handle, int *, void *);
  int (*MPI_Error_string)(int, char *, int *);
  int (*MPI_Comm_group)(handle, handle *);
  int (*MPI_Group_incl)(handle, int, const int *, handle *);
  int (*MPI_Comm_create_group)(handle, handle, int, handle *);
  int (*MPI_Allreduce)(const void *, void *, int, handle, handle, handle);
  handle world, byte, number, sum, errors_return;
  int rank, size;
} mpi;

static int fail(cmpi_message *message, const char *what, int code) {
  char text[MAX_ERROR_STRING + 1] = "";
  int length = 0;
  if (mpi.MPI_Error_string) mpi.MPI_Error_string(code, text, &length);
  snprintf(message->text, sizeof message->text, "%s: %s", what, text);
  return -1;
}

static int find_all(void *library, cmpi_message *message) {
  const struct {
    const char *name;
    void *place;
  } symbols[] = {
      {"MPI_Init_thread", &mpi.MPI_Init_thread},
      {"MPI_Finalize", &mpi.MPI_Finalize},
      {"MPI_Comm_rank", &mpi.MPI_Comm_rank},
      {"MPI_Comm_size", &mpi.MPI_Comm_size},
      {"MPI_Comm_set_errhandler", &mpi.MPI_Comm_set_errhandler},
      {"MPI_Send", &mpi.MPI_Send},
      {"MPI_Recv", &mpi.MPI_Recv},
      {"MPI_Iprobe", &mpi.MPI_Iprobe},
      {"MPI_Error_string", &mpi.MPI_Error_string},
      {"MPI_Comm_group", &mpi.MPI_Comm_group},
      {"MPI_Group_incl", &mpi.MPI_Group_incl},
      {"MPI_Comm_create_group", &mpi.MPI_Comm_create_group},
      {"MPI_Allreduce", &mpi.MPI_Allreduce},
      {"ompi_mpi_comm_world", &mpi.world},
      {"ompi_mpi_byte", &mpi.byte},
      {"ompi_mpi_float", &mpi.number},
      {"ompi_mpi_op_sum", &mpi.sum},
      {"ompi_mpi_errors_return", &mpi.errors_return},
  };
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
    void *found = dlsym(library, symbols[i].name);
    if (!found) {
      snprintf(message->text, sizeof message->text, "%s is missing in libmpi; Open MPI 4 or 5 is needed",
               symbols[i].name);
      return -1;
    }
    memcpy(symbols[i].place, &found, sizeof found);
  }
  return 0;
}

bool cmpi_is_installed(void) {
  void *library = dlopen(library_name, RTLD_LAZY | RTLD_LOCAL);
  if (library) dlclose(library);
  return library != NULL;
}

int cmpi_open(cmpi_message *message) {
  // Its parts look each other up, hence global.
  void *library = dlopen(library_name, RTLD_NOW | RTLD_GLOBAL);
  if (!library) {
    snprintf(message->text, sizeof message->text, "%s", dlerror());
    return -1;
  }
  if (find_all(library, message)) return -1;
  int provided = 0;
  int code = mpi.MPI_Init_thread(NULL, NULL, THREAD_SERIALIZED, &provided);
  if (code != SUCCESS) return fail(message, "MPI_Init_thread", code);
  if (provided < THREAD_SERIALIZED) {
    snprintf(message->text, sizeof message->text, "this MPI allows no calls from several threads");
    return -1;
  }
  mpi.MPI_Comm_set_errhandler(mpi.world, mpi.errors_return);
  mpi.MPI_Comm_rank(mpi.world, &mpi.rank);
  mpi.MPI_Comm_size(mpi.world, &mpi.size);
  return 0;
}

int32_t cmpi_rank(void) { return mpi.rank; }
int32_t cmpi_size(void) { return mpi.size; }

// Counts are ints in MPI: what is longer goes in pieces.
static const int64_t piece = 1 << 30;

int cmpi_send(const void *bytes, int64_t count, int32_t to, int32_t tag, cmpi_message *message) {
  for (int64_t start = 0; start < count; start += piece) {
    const int length = (int)(count - start < piece ? count - start : piece);
    int code = mpi.MPI_Send((const char *)bytes + start, length, mpi.byte, to, tag, mpi.world);
    if (code != SUCCESS) return fail(message, "MPI_Send", code);
  }
  return 0;
}

int cmpi_is_here(int32_t from, int32_t tag, bool *is_here, cmpi_message *message) {
  int found = 0;
  int code = mpi.MPI_Iprobe(from, tag, mpi.world, &found, NULL);
  *is_here = found;
  return code == SUCCESS ? 0 : fail(message, "MPI_Iprobe", code);
}

int cmpi_receive(void *bytes, int64_t count, int32_t from, int32_t tag, cmpi_message *message) {
  for (int64_t start = 0; start < count; start += piece) {
    const int length = (int)(count - start < piece ? count - start : piece);
    int code = mpi.MPI_Recv((char *)bytes + start, length, mpi.byte, from, tag, mpi.world, NULL);
    if (code != SUCCESS) return fail(message, "MPI_Recv", code);
  }
  return 0;
}

int cmpi_make_group(const int32_t *members, int32_t count, cmpi_group **group, cmpi_message *message) {
  handle all, part, made;
  int code = mpi.MPI_Comm_group(mpi.world, &all);
  if (code == SUCCESS) code = mpi.MPI_Group_incl(all, count, members, &part);
  // Only members take part in this call; the tag is theirs alone.
  if (code == SUCCESS) code = mpi.MPI_Comm_create_group(mpi.world, part, members[0], &made);
  if (code != SUCCESS) return fail(message, "MPI_Comm_create_group", code);
  mpi.MPI_Comm_set_errhandler(made, mpi.errors_return);
  *group = (cmpi_group *)made;
  return 0;
}

int cmpi_add_up(float *values, int64_t count, cmpi_group *group, cmpi_message *message) {
  // Open MPI's name for "the result replaces what was there".
  void *const in_place = (void *)1;
  for (int64_t start = 0; start < count; start += piece) {
    const int length = (int)(count - start < piece ? count - start : piece);
    int code = mpi.MPI_Allreduce(in_place, values + start, length, mpi.number, mpi.sum, (handle)group);
    if (code != SUCCESS) return fail(message, "MPI_Allreduce", code);
  }
  return 0;
}

void cmpi_close(void) { mpi.MPI_Finalize(); }
