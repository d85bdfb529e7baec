// Threads, memory and devices of the process.
#include "common.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <dlfcn.h>
#include <malloc.h>
#include <mutex>

using namespace ctorch;

ct_status ct_set_threads(int32_t threads) {
  return guarded([&] {
    at::internal::lazy_init_num_threads(); // else libtorch would undo ours at this thread's first parallel loop
    at::set_num_threads(threads);
  });
}

void ct_keep_freed_memory(void) {
  // Activations of a training step are the same sizes each time. Given back to the kernel they would be faulted in,
  // and zeroed, page by page in the next step.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

bool ct_cpu_has_bfloat16(void) {
#ifdef __x86_64__
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

ct_status ct_open_cuda(int32_t *device_count) {
  static std::mutex mutex;
  static void *library = nullptr;
  return guarded([&] {
    std::lock_guard<std::mutex> lock(mutex);
    if (!library) {
      Dl_info where{};
      dladdr(reinterpret_cast<const void *>(&at::internal::lazy_init_num_threads), &where);
      std::string path = where.dli_fname ? where.dli_fname : "";
      path = path.substr(0, path.rfind('/') + 1) + "libtorch_cuda.so";
      // Global: its kernels register themselves with the dispatcher of libtorch_cpu.so.
      library = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
    }
    if (!library) throw c10::AcceleratorError({__func__, __FILE__, __LINE__}, 0, dlerror());
    *device_count = static_cast<int32_t>(at::detail::getCUDAHooks().deviceCount());
  });
}

ct_status ct_set_deterministic(bool deterministic) {
  return guarded([&] {
    at::globalContext().setDeterministicAlgorithms(deterministic, true);
    at::globalContext().setDeterministicCuDNN(deterministic);
    at::globalContext().setBenchmarkCuDNN(!deterministic);
  });
}
