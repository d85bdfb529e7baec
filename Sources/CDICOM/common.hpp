// What the files of CDICOM share.
#pragma once

#include "cdicom.h"

#include <cstddef>
#include <vector>

namespace cdicom {

// A frame to be unpacked, as it goes to the process that does it; `count` packed bytes follow.
struct Request {
  cd_frame frame;
  char transfer_syntax[65]; // a UID has at most 64 characters
  int64_t count, size;
};

// Unpacks a frame by GDCM; false where GDCM refuses. May end the process.
bool unpack(const Request &request, const std::vector<char> &packed, std::vector<char> &pixels);

// Reads requests from `socket` and answers them, until it is closed. Never returns.
[[noreturn]] void serve(int socket) noexcept;

bool send_all(int socket, const void *bytes, size_t count) noexcept;
bool receive_all(int socket, void *bytes, size_t count) noexcept;

} // namespace cdicom
