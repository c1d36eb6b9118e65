// SPDX-License-Identifier: Apache-2.0
#include "ashore/delivery/cleared.h"

#include "ashore/base/assert.h"

namespace ashore {

Expected<Cleared> Cleared::clear(Artifact artifact, Verdict verdict, Clearance clearance) {
  ASHORE_ASSERT(artifact.digest == verdict.artifact, "what was checked is what is sent");
  Answer answer = verdict.answer();
  bool refused = answer == Answer::will_not_run ||
                 (answer == Answer::cannot_tell && clearance == Clearance::strict);
  if (!refused || clearance == Clearance::force)
    return Cleared(std::move(artifact), std::move(verdict));

  Error error(ErrorKind::device, "`" + artifact.name + "` " +
                                     (answer == Answer::will_not_run
                                          ? "will not run on this device"
                                          : "may not run on this device, and --strict was given"));
  for (const Finding& finding : verdict.findings) {
    if (finding.answer != answer) continue;
    error = std::move(error).while_doing(finding.text);
    if (finding.hint) error = std::move(error).hint(*finding.hint);
  }
  return Failure(std::move(error).hint("`--force` sends it all the same"));
}

}  // namespace ashore
