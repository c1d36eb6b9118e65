// SPDX-License-Identifier: Apache-2.0
// A verdict as JSON: what `verify --json` prints, and what is kept for the next time.
#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "ashore/base/expected.h"
#include "ashore/delivery/verdict.h"

namespace ashore {

// {"version":1,"digest":...,"answer":...,"findings":[{"check","answer","text","on_device"?,"hint"?,
// "where":[{"address","function","instruction","needs"}]}],"warnings":[...]}; addresses as
// "0x10a34".
nlohmann::json to_json(const Verdict& verdict);

// ErrorKind::bad_input: not such a text. Fields of later versions are ignored.
Expected<Verdict> parse_verdict(std::string_view json);

}  // namespace ashore
