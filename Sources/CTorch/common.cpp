// Statuses, messages and the numbers of types and devices.
#include "common.hpp"

#include <c10/util/Exception.h>
#include <cstring>
#include <new>
#include <torch/version.h>

namespace ctorch {

namespace {
thread_local char last_message[1024] = "";
}

// A fixed buffer: recording that memory ran out must not need memory.
ct_status record(ct_status status, const char *message) noexcept {
  size_t length = 0;
  while (message[length] && message[length] != '\n' && length < sizeof(last_message) - 1) {
    last_message[length] = message[length];
    length++;
  }
  last_message[length] = '\0';
  return status;
}

ct_status record_current_exception() noexcept {
  try {
    throw;
  } catch (const c10::OutOfMemoryError &error) {
    return record(CT_MEMORY, error.what_without_backtrace());
  } catch (const c10::AcceleratorError &error) {
    return record(CT_DEVICE, error.what_without_backtrace());
  } catch (const c10::NotImplementedError &error) {
    // An operation on a CUDA device before libtorch_cuda.so has been opened ends here.
    const char *text = error.what_without_backtrace();
    return record(strstr(text, "'CUDA' backend") ? CT_DEVICE : CT_INVALID, text);
  } catch (const c10::Error &error) {
    // libtorch's CPU allocator has no exception type of its own; it says this. The last is of sizes beyond 64 bits.
    const char *text = error.what_without_backtrace();
    const bool memory = strstr(text, "can't allocate memory") || strstr(text, "not enough memory") ||
                        strstr(text, "Storage size calculation overflowed");
    return record(memory ? CT_MEMORY : CT_INVALID, text);
  } catch (const std::bad_alloc &) {
    return record(CT_MEMORY, "out of memory");
  } catch (const std::exception &error) {
    return record(CT_INVALID, error.what());
  } catch (...) {
    return record(CT_INVALID, "an exception of unknown type");
  }
}

at::ScalarType scalar_type(int32_t type) {
  switch (type) {
  case CT_FLOAT32: return at::kFloat;
  case CT_BFLOAT16: return at::kBFloat16;
  case CT_INT64: return at::kLong;
  case CT_UINT8: return at::kByte;
  case CT_BOOL: return at::kBool;
  default: TORCH_CHECK(false, "unknown scalar type number ", type);
  }
}

at::Device device(int32_t index) {
  return index < 0 ? at::Device(at::kCPU) : at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index));
}

} // namespace ctorch

const char *ct_message(void) { return ctorch::last_message; }
const char *ct_version(void) { return TORCH_VERSION; }
