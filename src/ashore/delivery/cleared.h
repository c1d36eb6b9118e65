// SPDX-License-Identifier: Apache-2.0
// The only thing that ship sends: an artifact with a verdict on that very digest.
#pragma once

#include "ashore/base/expected.h"
#include "ashore/delivery/artifact.h"
#include "ashore/delivery/verdict.h"

namespace ashore {

// `strict` refuses what could not be told; `force` lets everything through, by the user's explicit
// word.
enum class Clearance { normal, strict, force };

class Cleared {
 public:
  // Refuses with ErrorKind::device and the worst finding's text and hint.
  static Expected<Cleared> clear(Artifact artifact, Verdict verdict, Clearance clearance);

  const Artifact& artifact() const { return artifact_; }
  const Verdict& verdict() const { return verdict_; }

 private:
  Cleared(Artifact artifact, Verdict verdict)
      : artifact_(std::move(artifact)), verdict_(std::move(verdict)) {}
  Artifact artifact_;
  Verdict verdict_;
};

}  // namespace ashore
