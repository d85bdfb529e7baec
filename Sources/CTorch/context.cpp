// Threads, memory and devices of the process.
#include "common.hpp"
#include "kernels/processor.hpp"
#include "parallel.hpp"

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>
#include <malloc.h>
#include <mutex>
#include <set>
#include <thread>

using namespace ctorch;

ct_status ct_set_threads(int32_t threads) {
  return guarded([&] {
    // libtorch counts its threads at a thread's first parallel loop, which would undo ours; asking makes it count now.
    // (at::internal::lazy_init_num_threads() is inline: called here it would mark our own copy of its flag.)
    at::get_num_threads();
    at::set_num_threads(threads);
  });
}

ct_status ct_threads(int32_t *threads) {
  return guarded([&] { *threads = at::get_num_threads(); });
}

ct_status ct_threads_of_loop(int64_t parts, int32_t *threads) {
  return guarded([&] {
    std::mutex lock;
    std::set<std::thread::id> seen;
    parallel(parts, 1, [&](int64_t, int64_t) {
      const std::lock_guard guard(lock);
      seen.insert(std::this_thread::get_id());
    });
    *threads = static_cast<int32_t>(seen.size());
  });
}

void ct_keep_freed_memory(void) {
  // Activations of a training step are the same sizes each time. Given back to the kernel they would be faulted in,
  // and zeroed, page by page in the next step.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

bool ct_cpu_has_bfloat16(void) {
  return processor_instruction_set() == InstructionSet::avx512_bfloat16;
}

int32_t ct_instruction_set(void) { return static_cast<int32_t>(instruction_set()); }

void ct_limit_instruction_set(int32_t limit) { instruction_limit = static_cast<InstructionSet>(limit); }

ct_status ct_open_cuda(int32_t *device_count) {
  static std::mutex mutex;
  static void *library = nullptr;
  return guarded([&] {
    std::lock_guard<std::mutex> lock(mutex);
    if (!library) {
      Dl_info where{};
      // An object of libtorch_cpu.so; a function's address could be that of a copy or a stub in our own binary.
      dladdr(&at::globalContext(), &where);
      std::string path = where.dli_fname ? where.dli_fname : "";
      path = path.substr(0, path.rfind('/') + 1) + "libtorch_cuda.so";
      // Global: its kernels register themselves with the dispatcher of libtorch_cpu.so.
      library = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
    }
    if (!library) {
      const char *reason = dlerror();
      throw c10::AcceleratorError({__func__, __FILE__, __LINE__}, 0, reason ? reason : "libtorch_cuda.so: not opened");
    }
    *device_count = static_cast<int32_t>(at::detail::getCUDAHooks().deviceCount());
  });
}

ct_status ct_use_own_stream(int32_t device) {
  return guarded([&] {
    // By libtorch's own table of devices: what is in CUDA's headers is not needed.
    const c10::impl::VirtualGuardImpl cuda(c10::DeviceType::CUDA);
    const c10::Device where(c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(device));
    cuda.setDevice(where);
    cuda.exchangeStream(cuda.getStreamFromGlobalPool(where));
  });
}

ct_status ct_set_deterministic(bool deterministic) {
  return guarded([&] {
    at::globalContext().setDeterministicAlgorithms(deterministic, true);
    // Else every tensor made by at::empty would be filled with NaN first, on the CPU too.
    at::globalContext().setDeterministicFillUninitializedMemory(false);
    at::globalContext().setDeterministicCuDNN(deterministic);
    at::globalContext().setBenchmarkCuDNN(!deterministic);
  });
}
