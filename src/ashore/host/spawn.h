// SPDX-License-Identifier: Apache-2.0
// The one place that starts a program on this computer; process.h is what others use.
#pragma once

#include <sys/types.h>

#include "ashore/base/expected.h"
#include "ashore/host/process.h"

namespace ashore::host {

// The descriptors that become 0, 1 and 2 in the child; -1: inherit ours.
struct ChildStreams {
  int in = -1, out = -1, err = -1;
};

// Whether signals to our process group reach the child, and whether it outlives our terminal.
enum class Leadership { own_group, our_group, own_session };

// The new process. Nothing but the three streams is open in it.
Expected<pid_t> spawn(const Command& command, const ChildStreams& streams, Leadership leadership);

}  // namespace ashore::host
