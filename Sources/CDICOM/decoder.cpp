// The calling process's side: starts a decoder, talks to it, frees it.
#include "common.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <new>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct cd_decoder {
  int socket = -1;
  pid_t process = -1;

  ~cd_decoder() {
    if (socket >= 0) close(socket);
    if (process <= 0) return;
    kill(process, SIGKILL);
    while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
};

namespace cdicom {

namespace {

thread_local char last_message[256] = "";

// A fixed buffer: recording that memory ran out must not need memory.
cd_status record(cd_status status, const char *message) noexcept {
  strncpy(last_message, message, sizeof last_message - 1);
  return status;
}

template <class Body> cd_status guarded(Body &&body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return record(CD_SYSTEM, "out of memory");
  } catch (...) {
    return record(CD_SYSTEM, "an exception of unknown type");
  }
}

} // namespace

bool send_all(int socket, const void *bytes, size_t count) noexcept {
  auto *next = static_cast<const char *>(bytes);
  while (count) {
    // No signal where the other side is gone.
    const ssize_t sent = send(socket, next, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    next += sent;
    count -= static_cast<size_t>(sent);
  }
  return true;
}

bool receive_all(int socket, void *bytes, size_t count) noexcept {
  auto *next = static_cast<char *>(bytes);
  while (count) {
    const ssize_t received = recv(socket, next, count, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return false;
    next += received;
    count -= static_cast<size_t>(received);
  }
  return true;
}

} // namespace cdicom

using namespace cdicom;

const char *cd_message(void) { return last_message; }

cd_status cd_decoder_new(cd_decoder **out) {
  return guarded([&] {
    auto made = std::make_unique<cd_decoder>();
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return record(CD_SYSTEM, strerror(errno));
    made->socket = sockets[0];
    // Not started as a program: a library has none to start. The child calls nothing that another thread of this
    // process could have left locked: glibc keeps malloc whole over a fork, and GDCM is used in children only.
    made->process = fork();
    if (made->process == 0) serve(sockets[1]);
    const int error = errno;
    close(sockets[1]);
    if (made->process < 0) return record(CD_SYSTEM, strerror(error));
    *out = made.release();
    return cd_status(CD_OK);
  });
}

void cd_decoder_free(cd_decoder *decoder) { delete decoder; }

cd_status cd_decode(cd_decoder *decoder, const char *transfer_syntax, cd_frame frame, const uint8_t *packed,
                    int64_t count, uint8_t *pixels, int64_t size) {
  return guarded([&] {
    Request request{frame, {}, count, size};
    strncpy(request.transfer_syntax, transfer_syntax, sizeof request.transfer_syntax - 1);
    int32_t status = CD_DIED;
    if (!send_all(decoder->socket, &request, sizeof request) ||
        !send_all(decoder->socket, packed, static_cast<size_t>(count)) ||
        !receive_all(decoder->socket, &status, sizeof status) ||
        (status == CD_OK && !receive_all(decoder->socket, pixels, static_cast<size_t>(size))))
      return record(CD_DIED, "GDCM gave up on its pixels");
    if (status != CD_OK) return record(CD_DAMAGED, "GDCM refuses its pixels");
    return cd_status(CD_OK);
  });
}
