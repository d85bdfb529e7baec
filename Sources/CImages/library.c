#include "library.h"
#include "cimages.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

struct cimages_library vips;

static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static bool is_open;

// Warnings of damaged files: what matters comes back as an error, sometimes without a word of its own.
static _Thread_local char warning[256];

static void keep(const gchar *domain, GLogLevelFlags level, const gchar *text, gpointer data) {
  (void)domain, (void)data;
  if (level & G_LOG_LEVEL_WARNING) snprintf(warning, sizeof warning, "%s", text);
}

const char *last_warning(void) { return warning; }

void forget_warning(void) { warning[0] = 0; }

static int find(void *library, const char *name, void *function, cimages_message *message) {
  void *found = dlsym(library, name);
  if (!found) {
    snprintf(message->text, sizeof message->text, "its function %s is missing; version 8.12 or newer is needed", name);
    return -1;
  }
  *(void **)function = found;
  return 0;
}

static int open_library(cimages_message *message) {
  void *library = dlopen("libvips.so.42", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(message->text, sizeof message->text, "%s", dlerror());
    return -1;
  }
#define FIND(name)                                                                                                     \
  if (find(library, #name, &vips.name, message)) return -1;
  CIMAGES_FUNCTIONS(FIND)
  FIND(TIFFOpen)
  FIND(TIFFIsTiled)
  FIND(TIFFGetField)
  FIND(TIFFNumberOfTiles)
  FIND(TIFFNumberOfStrips)
  FIND(TIFFClose)
#undef FIND
  if (vips.vips_init("tessera")) {
    snprintf(message->text, sizeof message->text, "%s", vips.vips_error_buffer());
    return -1;
  }
  const GLogLevelFlags quiet = G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG;
  vips.g_log_set_handler("VIPS", quiet, keep, NULL);
  vips.g_log_set_handler("GLib-GObject", quiet, keep, NULL);
  // Callers have a thread for each core already, and no file is read twice.
  vips.vips_concurrency_set(1);
  vips.vips_cache_set_max(0);
  return 0;
}

int cimages_open(cimages_message *message) {
  pthread_mutex_lock(&opening);
  int status = is_open ? 0 : open_library(message);
  is_open = status == 0;
  pthread_mutex_unlock(&opening);
  return status;
}

const char *cimages_version(void) { return vips.vips_version_string(); }
