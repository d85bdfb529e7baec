// Loops on libtorch's threads.
#pragma once

#include <ATen/Parallel.h>
#include <ATen/TensorIterator.h>
#include <ATen/ops/empty.h>

namespace ctorch {

// Calls body(begin, end) for parts of 0 ..< count, of `grain` or more, on the calling thread's share of libtorch's threads.
//
// at::parallel_for is a template: compiled without OpenMP, as here, it is a loop on the calling thread. What libtorch's own
// loops over elements of tensors do is compiled there, so the parts are found as elements of one.
template <class Body> void parallel(int64_t count, int64_t grain, Body &&body) {
  if (count <= grain || at::get_num_threads() == 1) {
    if (count > 0) body(int64_t{0}, count);
    return;
  }
  const at::Tensor places = at::empty({count}, at::kByte);
  const char *first = static_cast<const char *>(places.const_data_ptr());
  at::TensorIterator::borrowing_nullary_op(places).for_each(
      [&](char **data, const int64_t *, int64_t length) {
        const int64_t begin = data[0] - first;
        body(begin, begin + length);
      },
      grain);
}

} // namespace ctorch
