// SPDX-License-Identifier: Apache-2.0
// Whether a device can start programs of the other word size than its own.
#pragma once

#include "ashore/device/facts.h"

namespace ashore::verify {

// The 64-bit architecture whose kernels may run 32-bit code of `arch`; empty if there is none.
std::optional<Arch> wide_sibling(Arch arch);

enum class KernelWidth { narrow, wide, unknown };

// Of a device whose own programs are 32-bit: what `uname` says about its kernel.
KernelWidth kernel_width(const DeviceFacts& device);

// A loader of 32-bit programs on a 64-bit device: nobody ships one for a kernel that cannot.
const Fact<Loader>* narrow_loader(const DeviceFacts& device, Arch narrow);

}  // namespace ashore::verify
