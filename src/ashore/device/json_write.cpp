// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "ashore/device/json.h"

namespace ashore {

namespace {

// Keeps the order in which fields are written, which is the order for reading eyes.
using Json = nlohmann::ordered_json;

Json json(const std::string& value) { return value; }
Json json(std::uint64_t value) { return value; }
Json json(std::int64_t value) { return value; }
Json json(const Version& value) { return to_string(value); }
Json json(const Features& value) { return value.names; }

Json json(const Machine& machine) {
  return {{"arch", name(machine.arch)},
          {"endian", name(machine.endian)},
          {"abi", name(machine.abi)},
          {"float_abi", name(machine.float_abi)}};
}

Json json(const Loader& loader) {
  Json object = {{"path", loader.path}, {"libc", name(loader.libc)}};
  if (loader.version) object["version"] = to_string(*loader.version);
  return object;
}

Json json(const WritablePlace& place) {
  return {{"path", place.path},
          {"free_bytes", place.free_bytes},
          {"free_measured", place.free_measured},
          {"file_system", place.file_system},
          {"executable", place.executable},
          {"survives_reboot", place.survives_reboot}};
}

template <class T> Json fact(const Fact<T>& fact) {
  return {{"value", json(fact.value)},
          {"evidence", {{"source", fact.evidence.source}, {"text", fact.evidence.text}}}};
}

template <class T> void add(Json& object, const char* field, const MaybeFact<T>& maybe) {
  if (maybe) object[field] = fact(*maybe);
}

template <class T> Json array(const std::vector<Fact<T>>& facts) {
  Json list = Json::array();
  for (const Fact<T>& one : facts) list.push_back(fact(one));
  return list;
}

}  // namespace

std::string to_json(const DeviceFacts& facts) {
  Json object = {{"version", 1}};
  if (!facts.identity.empty()) object["identity"] = facts.identity;
  if (!facts.signature.empty()) object["signature"] = facts.signature;
  object["machine"] = fact(facts.machine);
  add(object, "baseline", facts.baseline);
  add(object, "features", facts.features);
  add(object, "core", facts.core);
  add(object, "model", facts.model);
  add(object, "board", facts.board);
  add(object, "system", facts.system);
  add(object, "uname", facts.uname);
  add(object, "kernel", facts.kernel);
  add(object, "page_size", facts.page_size);
  add(object, "memory_bytes", facts.memory_bytes);
  add(object, "memory_available_bytes", facts.memory_available_bytes);
  add(object, "clock_offset_seconds", facts.clock_offset_seconds);
  object["loaders"] = array(facts.loaders);
  if (facts.libraries_listed) object["libraries"] = facts.libraries;
  object["places"] = array(facts.places);
  if (facts.tools) object["tools"] = *facts.tools;
  if (!facts.disagreements.empty()) object["disagreements"] = facts.disagreements;
  // What is not UTF-8 cannot be said in JSON; facts hold printable text, so nothing is lost here.
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ashore
