#include "ctorch.h"
#include <torch/version.h>
#include <ATen/ATen.h>
const char *ct_version(void) { at::zeros({1}); return TORCH_VERSION; }
