// SPDX-License-Identifier: Apache-2.0
// How results and errors leave the program: words for people, JSON for programs, one table of exit
// statuses.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ashore/base/expected.h"
#include "ashore/delivery/verdict_json.h"
#include "ashore/target/choice.h"
#include "ashore/verify/instructions.h"

namespace ashore::cli {

// DESIGN's table: 2 usage, 3 device unreachable or unfit, 4 build, 70 our bug, 130 interrupted.
int exit_status(ErrorKind kind);
// `verify`'s: 0 runs, 1 will not run, 5 cannot tell.
int exit_status(Answer answer);

// "error: ..." with steps and hints, as it is printed.
std::string rendered(const Error& error, bool colour);

nlohmann::json to_json(const Error& error);
nlohmann::json to_json(const verify::InstructionList& list);
nlohmann::json to_json(const TargetChoice& choice);

// Writes an answer where --json asked for it: "-" is stdout, anything else a file, which appears by
// rename.
Expected<void> write_json(const nlohmann::json& answer, const std::string& place);

}  // namespace ashore::cli
