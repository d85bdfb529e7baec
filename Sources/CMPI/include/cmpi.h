// A small C ABI over Open MPI, which is opened at run time and only where mpirun or srun started this process: machines
// that never see a cluster need not have it, and no header of it is needed to build.
//
// Functions give 0, or -1 and a message. They may be called from one thread at a time.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// Room for a message; it is always ended by 0.
typedef struct {
  char text[512];
} cmpi_message;

// Whether the library can be opened; joins nobody.
bool cmpi_is_installed(void);

// Opens the library and joins the other processes; once.
int cmpi_open(cmpi_message *message);

// This process's number, from 0, and that of all processes; after cmpi_open.
int32_t cmpi_rank(void);
int32_t cmpi_size(void);

// Sends bytes to process `to`, which must receive as many with the same tag. May return before they are received.
int cmpi_send(const void *bytes, int64_t count, int32_t to, int32_t tag, cmpi_message *message);

// Whether bytes of process `from` are here to be received.
int cmpi_is_here(int32_t from, int32_t tag, bool *is_here, cmpi_message *message);

// Waits for bytes of process `from`; keeps its core busy meanwhile.
int cmpi_receive(void *bytes, int64_t count, int32_t from, int32_t tag, cmpi_message *message);

// Processes that add numbers up together. All members make it, naming the same ones in the same order; it is never freed.
typedef struct cmpi_group cmpi_group;
int cmpi_make_group(const int32_t *members, int32_t count, cmpi_group *_Nullable *_Nonnull group, cmpi_message *message);

// Replaces each value by its sum over the group's members, who all call this; keeps its core busy meanwhile.
int cmpi_add_up(float *values, int64_t count, cmpi_group *group, cmpi_message *message);

// Leaves the others, who must leave too.
void cmpi_close(void);

#pragma clang assume_nonnull end
