// SPDX-License-Identifier: Apache-2.0
// What must hold of any facts, wherever they come from.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include "ashore/base/text.h"
#include "ashore/device/facts.h"
#include "ashore/device/json.h"
#include "ashore/device/signature.h"

namespace ashore::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

inline void require_fit_for_a_terminal(std::string_view text) {
  require(printable(text, text.size() + 1) == text);
}

template <class T> void require_evidence(const MaybeFact<T>& fact) {
  if (!fact) return;
  require_fit_for_a_terminal(fact->evidence.source);
  require_fit_for_a_terminal(fact->evidence.text);
}

// A terminal can bear them, and what is used as a path is one.
inline void require_harmless(const DeviceFacts& facts) {
  require(signature_of(facts.signature) == facts.signature);
  for (const std::string& name : facts.libraries) require_fit_for_a_terminal(name);
  for (const Fact<WritablePlace>& place : facts.places) {
    require(place.value.path.starts_with('/'));
    require_fit_for_a_terminal(place.value.path);
  }
  for (const MaybeFact<std::string>* text :
       {&facts.baseline, &facts.core, &facts.model, &facts.board, &facts.system, &facts.uname}) {
    if (*text) require_fit_for_a_terminal((*text)->value);
    require_evidence(*text);
  }
  require_evidence(MaybeFact<Machine>(facts.machine));
  require_evidence(facts.features);
  require_evidence(facts.kernel);
  require_evidence(facts.memory_bytes);
}

// JSON gives them back.
inline void require_readable_again(const DeviceFacts& facts) {
  std::string json = to_json(facts);
  Expected<DeviceFacts> again = parse_device_facts(json);
  require(again.has_value());
  require(to_json(*again) == json);
}

}  // namespace ashore::fuzz
