// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/description.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <set>

#include "ashore/base/text.h"
#include "embedded/bpi_r2.h"
#include "embedded/bpi_r3.h"
#include "embedded/mt7621.h"
#include "embedded/r7000.h"

namespace ashore::lab {
namespace {

// Takes typed values out of a table and remembers what was wrong first, and what was never asked
// for.
class Fields {
 public:
  Fields(const toml::table& table, std::string where, std::string& error)
      : table_(table), where_(std::move(where)), error_(error) {}
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;
  ~Fields() {
    for (const auto& [key, value] : table_) {
      if (!asked_.contains(std::string(key.str()))) complain(key.str(), "is not known");
    }
  }

  enum class Need { required, optional };

  std::string text(std::string_view key, Need need = Need::required) {
    std::optional<std::string> value = look_up(key).value<std::string>();
    if (!value && (need == Need::required || look_up(key))) complain(key, "must be a text");
    return value.value_or("");
  }

  std::optional<unsigned> number(std::string_view key) {
    std::optional<std::int64_t> value = look_up(key).value<std::int64_t>();
    bool good = value && *value >= 0 && *value <= 1'000'000;
    if (look_up(key) && !good) complain(key, "must be a number");
    return good ? std::optional(static_cast<unsigned>(*value)) : std::nullopt;
  }

  unsigned size(std::string_view key) {
    std::optional<unsigned> value = number(key);
    if (!value || *value == 0) complain(key, "must be a number above 0");
    return value.value_or(0);
  }

  bool flag(std::string_view key) { return look_up(key).value<bool>().value_or(false); }

  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> result;
    const toml::array* array = look_up(key).as_array();
    if (array == nullptr && look_up(key)) complain(key, "must be a list of texts");
    if (array == nullptr) return result;
    for (const toml::node& node : *array) {
      std::optional<std::string> value = node.value<std::string>();
      if (!value) complain(key, "must be a list of texts");
      if (value) result.push_back(*value);
    }
    return result;
  }

  const toml::table* table(std::string_view key) { return look_up(key).as_table(); }

  std::vector<const toml::table*> tables(std::string_view key) {
    std::vector<const toml::table*> result;
    if (const toml::array* array = look_up(key).as_array()) {
      for (const toml::node& node : *array) {
        if (node.is_table()) result.push_back(node.as_table());
      }
      if (result.size() != array->size()) complain(key, "must be a list of tables");
    }
    return result;
  }

 private:
  toml::node_view<const toml::node> look_up(std::string_view key) {
    asked_.insert(std::string(key));
    return table_[key];
  }
  void complain(std::string_view key, std::string_view what) {
    if (error_.empty()) error_ = fmt::format("`{}{}` {}", where_, key, what);
  }

  const toml::table& table_;
  std::string where_;
  std::string& error_;
  std::set<std::string> asked_;
};

Disguise read_disguise(const toml::table& table, std::string& error) {
  Fields fields(table, "disguise.", error);
  Disguise disguise;
  disguise.release = fields.text("release", Fields::Need::optional);
  disguise.version = fields.text("version", Fields::Need::optional);
  disguise.compiled_by = fields.text("compiled-by", Fields::Need::optional);
  for (const toml::table* replaced : fields.tables("replace")) {
    Fields pair(*replaced, "disguise.replace.", error);
    disguise.replaced.push_back({pair.text("text"), pair.text("by")});
  }
  return disguise;
}

Flash read_flash(const toml::table& table, std::string& error) {
  Fields fields(table, "flash.", error);
  return {fields.text("device"), fields.text("where"), fields.size("megabytes")};
}

RootFile read_file(const toml::table& table, std::string& error) {
  Fields fields(table, "files.", error);
  RootFile file{fields.text("path"), fields.text("text"), 0644, fields.flag("bound")};
  if (fields.flag("program")) file.mode = 0755;
  if (!file.path.starts_with('/') && error.empty()) error = "`files.path` must start with a `/`";
  return file;
}

Description read_table(const toml::table& table, std::string& error) {
  Fields fields(table, "", error);
  Description device;
  device.summary = fields.text("summary");
  device.kernel_metapackage = fields.text("kernel");
  device.kernel_architecture = fields.text("kernel-architecture");
  device.userland_architecture = fields.text("userland-architecture");
  device.userland_triplet = fields.text("userland-triplet");
  device.loader = fields.text("loader");
  device.code_flags = fields.texts("code-flags");
  device.is_soft_float = fields.flag("soft-float");
  device.emulator = fields.text("emulator");
  device.machine = fields.text("machine");
  device.options = fields.texts("options");
  device.device_tree = fields.text("device-tree", Fields::Need::optional);
  device.console = fields.text("console");
  device.megabytes = fields.size("megabytes");
  device.modules = fields.texts("modules");
  device.applets = fields.texts("applets");
  device.temporary_size = fields.text("tmp");
  device.hidden = fields.texts("hidden");
  device.last_system_call = fields.number("last-system-call");
  if (const toml::table* disguise = fields.table("disguise")) {
    device.disguise = read_disguise(*disguise, error);
  }
  if (const toml::table* flash = fields.table("flash")) {
    device.flash = read_flash(*flash, error);
  } else if (error.empty()) {
    error = "`[flash]` is missing";
  }
  for (const toml::table* file : fields.tables("files")) {
    device.files.push_back(read_file(*file, error));
  }
  return device;
}

}  // namespace

Expected<Description> read_description(std::string_view name, std::string_view text) {
  Description device;
  std::string error;
  try {
    toml::table table = toml::parse(text);
    device = read_table(table, error);
  } catch (const toml::parse_error& problem) {
    // The only door of this library: it is built to throw.
    error = fmt::format("line {}: {}", problem.source().begin.line, problem.description());
  }
  if (!error.empty()) {
    return failure(ErrorKind::config,
                   fmt::format("the description of virtual device `{}`: {}", name, error));
  }
  device.name = name;
  device.source = text;
  return device;
}

namespace {

constexpr std::pair<std::string_view, std::string_view> built_in[] = {{"bpi-r2", embedded::bpi_r2},
                                                                      {"bpi-r3", embedded::bpi_r3},
                                                                      {"mt7621", embedded::mt7621},
                                                                      {"r7000", embedded::r7000}};

}  // namespace

Expected<std::vector<Description>> descriptions() {
  std::vector<Description> result;
  for (const auto& [name, text] : built_in) {
    TRY_ASSIGN(Description device, read_description(name, text));
    result.push_back(std::move(device));
  }
  return result;
}

Expected<Description> description_of(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& [known, text] : built_in) {
    // The others' TOML would take longer to read than all else before a run.
    if (known == name) return read_description(known, text);
    names.emplace_back(known);
  }
  Error error(ErrorKind::usage, fmt::format("there is no virtual device `{}`", printable(name)));
  if (std::optional<std::string> meant = nearest(name, names)) {
    return Failure(std::move(error).hint(fmt::format("did you mean `{}`?", *meant)));
  }
  return Failure(std::move(error).hint("virtual devices: " + joined(names, ", ")));
}

}  // namespace ashore::lab
