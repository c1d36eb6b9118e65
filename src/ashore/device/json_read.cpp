// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/device/json.h"
#include "ashore/device/signature.h"

namespace ashore {

namespace {

using Json = nlohmann::json;

constexpr std::size_t most_bytes = std::size_t{4} << 20;
constexpr std::size_t most_elements = 100000;
constexpr std::size_t longest_text = 16384;
constexpr std::uint64_t known_version = 1;

// A value and where it stands, "places[2].value.path", for messages.
struct Field {
  const Json& json;
  std::string path;
};

Failure wrong(const Field& field, std::string_view expected) {
  std::string found = printable(field.json.dump(-1, ' ', true, Json::error_handler_t::replace), 60);
  return Failure(Error(ErrorKind::bad_input, fmt::format("device facts: field `{}` is {}, not {}",
                                                         field.path, found, expected))
                     .hint("facts are what `ashore probe --json` prints"));
}

Expected<Field> member(const Field& object, const char* key) {
  std::string path = object.path.empty() ? key : object.path + "." + key;
  if (!object.json.is_object()) return wrong(object, "an object");
  auto found = object.json.find(key);
  if (found == object.json.end()) {
    return Failure(
        Error(ErrorKind::bad_input, fmt::format("device facts: field `{}` is missing", path))
            .hint("facts are what `ashore probe --json` prints"));
  }
  return Field{*found, std::move(path)};
}

Expected<std::vector<Field>> elements(const Field& field) {
  if (!field.json.is_array() || field.json.size() > most_elements) return wrong(field, "a list");
  std::vector<Field> fields;
  for (const Json& element : field.json)
    fields.push_back({element, fmt::format("{}[{}]", field.path, fields.size())});
  return fields;
}

// Facts may come from a stranger's file and end on a terminal.
Expected<void> read(const Field& field, std::string& text) {
  if (!field.json.is_string()) return wrong(field, "a string");
  text = field.json.get<std::string>();
  if (text.size() > longest_text || printable(text, longest_text) != text)
    return wrong(field, "printable text of at most 16384 bytes");
  return {};
}

Expected<void> read(const Field& field, std::uint64_t& number) {
  if (!field.json.is_number_unsigned()) return wrong(field, "a whole number");
  number = field.json.get<std::uint64_t>();
  return {};
}

Expected<void> read(const Field& field, std::int64_t& number) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  if (!field.json.is_number_integer() ||
      (field.json.is_number_unsigned() && field.json.get<std::uint64_t>() > most))
    return wrong(field, "a whole number");
  number = field.json.get<std::int64_t>();
  return {};
}

Expected<void> read(const Field& field, bool& flag) {
  if (!field.json.is_boolean()) return wrong(field, "true or false");
  flag = field.json.get<bool>();
  return {};
}

Expected<void> read(const Field& field, Version& version) {
  std::string text;
  TRY(read(field, text));
  std::optional<Version> parsed = parse_version(text);
  if (!parsed || to_string(*parsed) != text) return wrong(field, "a version such as \"2.6.36\"");
  version = *std::move(parsed);
  return {};
}

Expected<void> read(const Field& field, std::set<std::string>& names) {
  TRY_ASSIGN(std::vector<Field> fields, elements(field));
  for (const Field& element : fields) {
    std::string text;
    TRY(read(element, text));
    names.insert(std::move(text));
  }
  return {};
}

Expected<void> read(const Field& field, std::vector<std::string>& texts) {
  TRY_ASSIGN(std::vector<Field> fields, elements(field));
  for (const Field& element : fields) TRY(read(element, texts.emplace_back()));
  return {};
}

Expected<void> read(const Field& field, Features& features) { return read(field, features.names); }

template <class T>
Expected<void> read_word(const Field& object, const char* key,
                         std::optional<T> (*parse)(std::string_view), T& value) {
  TRY_ASSIGN(Field field, member(object, key));
  std::string word;
  TRY(read(field, word));
  std::optional<T> parsed = parse(word);
  if (!parsed) return wrong(field, fmt::format("a word that we know for `{}`", key));
  value = *parsed;
  return {};
}

template <class T> Expected<void> read_member(const Field& object, const char* key, T& value) {
  TRY_ASSIGN(Field field, member(object, key));
  return read(field, value);
}

template <class T>
Expected<void> read_if_there(const Field& object, const char* key, std::optional<T>& value) {
  if (!object.json.is_object()) return wrong(object, "an object");
  if (!object.json.contains(key)) return {};
  T read_value{};
  TRY(read_member(object, key, read_value));
  value = std::move(read_value);
  return {};
}

Expected<void> read(const Field& field, Machine& machine) {
  TRY(read_word(field, "arch", parse_arch, machine.arch));
  TRY(read_word(field, "endian", parse_endian, machine.endian));
  TRY(read_word(field, "abi", parse_abi, machine.abi));
  return read_word(field, "float_abi", parse_float_abi, machine.float_abi);
}

Expected<void> read(const Field& field, Loader& loader) {
  TRY(read_member(field, "path", loader.path));
  TRY(read_word(field, "libc", parse_libc, loader.libc));
  return read_if_there(field, "version", loader.version);
}

Expected<void> read(const Field& field, WritablePlace& place) {
  TRY(read_member(field, "path", place.path));
  if (!place.path.starts_with('/')) {
    TRY_ASSIGN(Field path, member(field, "path"));
    return wrong(path, "a path that begins with /");
  }
  TRY(read_member(field, "free_bytes", place.free_bytes));
  TRY(read_member(field, "free_measured", place.free_measured));
  TRY(read_member(field, "file_system", place.file_system));
  TRY(read_member(field, "executable", place.executable));
  return read_member(field, "survives_reboot", place.survives_reboot);
}

template <class T> Expected<void> read(const Field& field, Fact<T>& fact) {
  TRY(read_member(field, "value", fact.value));
  TRY_ASSIGN(Field evidence, member(field, "evidence"));
  TRY(read_member(evidence, "source", fact.evidence.source));
  return read_member(evidence, "text", fact.evidence.text);
}

template <class T>
Expected<void> read_list(const Field& object, const char* key, std::vector<Fact<T>>& facts) {
  if (!object.json.contains(key)) return {};
  TRY_ASSIGN(Field list, member(object, key));
  TRY_ASSIGN(std::vector<Field> fields, elements(list));
  for (const Field& element : fields) {
    Fact<T> fact{};
    TRY(read(element, fact));
    facts.push_back(std::move(fact));
  }
  return {};
}

Expected<void> read_names(const Field& root, DeviceFacts& facts) {
  std::optional<std::string> identity, signature;
  TRY(read_if_there(root, "identity", identity));
  TRY(read_if_there(root, "signature", signature));
  facts.identity = identity.value_or("");
  facts.signature = signature.value_or("");
  if (signature_of(facts.signature) != facts.signature) {
    TRY_ASSIGN(Field field, member(root, "signature"));
    return wrong(field, "a line of device/signature.sh");
  }
  return {};
}

Expected<DeviceFacts> read_facts(const Field& root) {
  DeviceFacts facts{};
  std::uint64_t version = 0;
  TRY(read_member(root, "version", version));
  if (version != known_version) {
    TRY_ASSIGN(Field field, member(root, "version"));
    return wrong(field, "1, the only version that this ashore knows");
  }
  TRY(read_names(root, facts));
  TRY(read_member(root, "machine", facts.machine));
  TRY(read_if_there(root, "baseline", facts.baseline));
  TRY(read_if_there(root, "features", facts.features));
  TRY(read_if_there(root, "core", facts.core));
  TRY(read_if_there(root, "model", facts.model));
  TRY(read_if_there(root, "board", facts.board));
  TRY(read_if_there(root, "system", facts.system));
  TRY(read_if_there(root, "uname", facts.uname));
  TRY(read_if_there(root, "kernel", facts.kernel));
  TRY(read_if_there(root, "page_size", facts.page_size));
  TRY(read_if_there(root, "memory_bytes", facts.memory_bytes));
  TRY(read_if_there(root, "memory_available_bytes", facts.memory_available_bytes));
  TRY(read_if_there(root, "clock_offset_seconds", facts.clock_offset_seconds));
  TRY(read_list(root, "loaders", facts.loaders));
  facts.libraries_listed = root.json.contains("libraries");
  if (facts.libraries_listed) TRY(read_member(root, "libraries", facts.libraries));
  TRY(read_list(root, "places", facts.places));
  TRY(read_if_there(root, "tools", facts.tools));
  if (root.json.contains("disagreements"))
    TRY(read_member(root, "disagreements", facts.disagreements));
  return facts;
}

}  // namespace

Expected<DeviceFacts> parse_device_facts(std::string_view json) {
  if (json.size() > most_bytes)
    return failure(ErrorKind::bad_input, "device facts: more than 4 MiB of JSON");
  Json document = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) {
    return Failure(Error(ErrorKind::bad_input, "device facts: not JSON")
                       .hint("facts are what `ashore probe --json` prints"));
  }
  Field root{document, ""};
  if (!document.is_object())
    return failure(ErrorKind::bad_input, "device facts: a JSON object is expected at the top");
  return read_facts(root);
}

}  // namespace ashore
