// The process that unpacks: one request after another, and nothing else.
#include "common.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace cdicom {

namespace {

constexpr rlim_t frame_memory = 4ull << 30; // beyond what the calling process holds

// Seconds of the processor for one frame, many times what the slowest decoder needs.
int frame_seconds(const Request &request) noexcept { return 2 + static_cast<int>(request.size >> 20); }

void limit_resources() noexcept {
  // No core files of damaged data.
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  unsigned long pages = 0;
  if (FILE *file = fopen("/proc/self/statm", "r")) {
    if (fscanf(file, "%lu", &pages) != 1) pages = 0;
    fclose(file);
  }
  rlimit memory{};
  const rlim_t wanted = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + frame_memory;
  if (pages && getrlimit(RLIMIT_AS, &memory) == 0 && wanted < memory.rlim_cur) {
    memory.rlim_cur = wanted;
    setrlimit(RLIMIT_AS, &memory);
  }
}

// Signals end this process as they end any; those of the terminal are for the calling process, whose end ends this one.
void reset_signals() noexcept {
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  for (int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP}) signal(number, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Of the calling process's files only the socket stays: locks and other decoders' sockets are not for this one to keep.
void keep_only(int socket) noexcept {
  const int nowhere = open("/dev/null", O_RDWR);
  dup2(socket, 0);
  dup2(nowhere, 1);
  dup2(nowhere, 2);
  if (close_range(3, ~0u, 0) != 0)
    for (int file = 3; file < 4096; file++) close(file);
}

void limit_time(int seconds) noexcept {
  const itimerval timer{{0, 0}, {seconds, 0}};
  setitimer(ITIMER_PROF, &timer, nullptr);
}

} // namespace

void serve(int socket) noexcept {
  keep_only(socket);
  reset_signals();
  limit_resources();
  Request request;
  while (receive_all(0, &request, sizeof request)) {
    bool good = false;
    std::vector<char> packed, pixels;
    try {
      packed.resize(static_cast<size_t>(request.count));
      if (!receive_all(0, packed.data(), packed.size())) break;
      limit_time(frame_seconds(request));
      good = unpack(request, packed, pixels);
      limit_time(0);
    } catch (...) {
      good = false;
    }
    const int32_t status = good ? CD_OK : CD_DAMAGED;
    if (!send_all(0, &status, sizeof status)) break;
    if (good && !send_all(0, pixels.data(), pixels.size())) break;
  }
  _exit(0);
}

} // namespace cdicom
