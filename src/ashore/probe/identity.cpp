// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/identity.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "ashore/base/text.h"

namespace ashore::probe {

namespace {

constexpr std::size_t longest_name = 120;

using Name = MaybeFact<std::string>;

Name named(std::string_view value, std::string source, std::string_view text) {
  std::string name = printable(trimmed(value), longest_name);
  if (name.empty()) return std::nullopt;
  return Fact<std::string>{name, {std::move(source), printable(text, longest_name)}};
}

// "key=value" on a line of its own; quotes around the value are the release files'.
std::string_view assigned(std::string_view text, std::string_view key) {
  for (std::string_view line : lines(text)) {
    if (!line.starts_with(key) || line.substr(key.size(), 1) != "=") continue;
    std::string_view value = trimmed(line.substr(key.size() + 1));
    bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                  value.back() == value.front();
    return quoted ? value.substr(1, value.size() - 2) : value;
  }
  return {};
}

Name of_nvram(const Transcript& transcript, std::string_view key) {
  std::string_view value = assigned(transcript.text("nvram"), key);
  // "Error: Entry not found" of some vendors' nvram.
  if (value.starts_with("Error")) return std::nullopt;
  return named(value, "nvram", std::string(key) + "=" + std::string(value));
}

// `path` leads through the objects of `ubus call system board`.
Name of_ubus(const nlohmann::json& board, std::initializer_list<const char*> path) {
  const nlohmann::json* at = &board;
  for (const char* key : path) {
    if (!at->is_object() || !at->contains(key)) return std::nullopt;
    at = &(*at)[key];
  }
  if (!at->is_string()) return std::nullopt;
  const std::string& value = at->get_ref<const std::string&>();
  return named(value, "ubus call system board", value);
}

// The device tree's strings end with NUL.
std::string_view first_string(std::string_view bytes) {
  return trimmed(bytes.substr(0, bytes.find('\0')));
}

std::string all_strings(std::string_view bytes) {
  std::string text;
  for (std::string_view part : split(bytes, '\0')) {
    if (trimmed(part).empty()) continue;
    if (!text.empty()) text += ' ';
    text += trimmed(part);
  }
  return text;
}

const Section* release_file(const Transcript& transcript, std::string_view word) {
  for (const Section* section : transcript.all("release")) {
    if (section->source.find(word) != std::string_view::npos) return section;
  }
  return nullptr;
}

Name of_release(const Transcript& transcript, std::string_view file, std::string_view key) {
  const Section* section = release_file(transcript, file);
  if (section == nullptr) return std::nullopt;
  std::string_view value = assigned(section->bytes, key);
  return named(value, printable(section->source, longest_name), value);
}

// DD-WRT and Tomato both say os_version; only one of them has DD_BOARD.
Name firmware_of_nvram(const Transcript& transcript) {
  Name version = of_nvram(transcript, "os_version");
  if (version) {
    const Section* tomato = release_file(transcript, "tomato");
    if (of_nvram(transcript, "DD_BOARD")) {
      version->value = "DD-WRT " + version->value;
    } else if (tomato != nullptr && !version->value.starts_with("Fresh")) {
      version->value = "Tomato " + version->value;
    }
    return version;
  }
  Name build = of_nvram(transcript, "buildno");
  if (build) build->value = "build " + build->value;
  return build;
}

// x86 counts its models under that key, PowerPC names its own.
std::string_view model_of_cpuinfo(const CpuInfo& cpuinfo) {
  for (std::string_view key : {"machine", "Model"}) {
    if (std::string_view value = cpuinfo.value(key); !value.empty()) return value;
  }
  return cpuinfo.has("timebase") ? cpuinfo.value("model") : std::string_view();
}

Name model_of(const Transcript& transcript, const CpuInfo& cpuinfo, const nlohmann::json& ubus) {
  if (Name name = of_nvram(transcript, "t_model_name")) return name;
  if (Name name = of_nvram(transcript, "DD_BOARD")) return name;
  std::string_view tree = first_string(transcript.text("dt-model"));
  if (Name name = named(tree, "/proc/device-tree/model", tree)) return name;
  if (Name name = of_ubus(ubus, {"model"})) return name;
  for (std::string_view key : {"productid", "model"}) {
    if (Name name = of_nvram(transcript, key)) return name;
  }
  std::string_view machine = model_of_cpuinfo(cpuinfo);
  return named(machine, "/proc/cpuinfo", machine);
}

Name board_of(const Transcript& transcript, const CpuInfo& cpuinfo, const nlohmann::json& ubus) {
  for (std::string_view key : {"board_id", "boardid"}) {
    if (Name name = of_nvram(transcript, key)) return name;
  }
  std::string_view tree = transcript.text("dt-compatible");
  if (Name name = named(first_string(tree), "/proc/device-tree/compatible", all_strings(tree)))
    return name;
  if (Name name = of_ubus(ubus, {"board_name"})) return name;
  if (Name name = of_nvram(transcript, "boardtype")) return name;
  for (std::string_view key : {"Hardware", "system type", "platform"}) {
    std::string_view value = cpuinfo.value(key);
    if (Name name = named(value, "/proc/cpuinfo", value)) return name;
  }
  return std::nullopt;
}

Name system_of(const Transcript& transcript, const nlohmann::json& ubus) {
  if (Name name = of_release(transcript, "openwrt_release", "DISTRIB_DESCRIPTION")) return name;
  if (Name name = of_ubus(ubus, {"release", "description"})) return name;
  if (Name name = firmware_of_nvram(transcript)) return name;
  return of_release(transcript, "os-release", "PRETTY_NAME");
}

}  // namespace

Names names_of(const Transcript& transcript, const CpuInfo& cpuinfo) {
  nlohmann::json ubus = nlohmann::json::parse(transcript.text("ubus"), nullptr, false);
  return {model_of(transcript, cpuinfo, ubus), board_of(transcript, cpuinfo, ubus),
          system_of(transcript, ubus)};
}

}  // namespace ashore::probe
