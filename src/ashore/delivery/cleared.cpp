// SPDX-License-Identifier: Apache-2.0
#include "ashore/delivery/cleared.h"

#include <algorithm>

#include "ashore/base/assert.h"
#include "ashore/base/text.h"

namespace ashore {

namespace {

// The finding with what the device said: "... and this CPU has no VFP (/proc/cpuinfo: Features
// ...)".
std::string reason(const Finding& finding) {
  if (!finding.on_device || finding.on_device->text.empty()) return finding.text;
  return finding.text + " (" + printable(finding.on_device->source) + ": " +
         printable(finding.on_device->text, 200) + ")";
}

// The findings that decided, each with its reason; a hint that several share is given once.
Error with_reasons(Error error, const Verdict& verdict) {
  for (const Finding& finding : verdict.findings) {
    if (finding.answer != verdict.answer()) continue;
    error = std::move(error).while_doing(reason(finding));
    if (finding.hint && std::ranges::find(error.hints(), *finding.hint) == error.hints().end())
      error = std::move(error).hint(*finding.hint);
  }
  return error;
}

}  // namespace

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
  return Failure(with_reasons(std::move(error), verdict).hint("`--force` sends it all the same"));
}

}  // namespace ashore
