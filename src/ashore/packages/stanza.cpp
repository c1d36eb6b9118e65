// SPDX-License-Identifier: Apache-2.0
#include "ashore/packages/stanza.h"

#include <fmt/format.h>

#include <optional>

#include "ashore/base/text.h"

namespace ashore::packages {
namespace {

std::vector<std::string> dependency_names(std::string_view field) {
  std::vector<std::string> names;
  for (std::string_view dependency : split(field, ',')) {
    std::string_view name = trimmed(dependency.substr(0, dependency.find('|')));
    name = name.substr(0, name.find_first_of(" (:["));
    if (!name.empty()) names.emplace_back(name);
  }
  return names;
}

}  // namespace

Expected<Stanza> read_stanza(std::string_view text) {
  Stanza stanza;
  std::optional<Digest> digest;
  for (std::string_view line : lines(text)) {
    if (trimmed(line).empty()) break;
    std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || line.front() == ' ') continue;
    std::string_view field = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
    if (field == "Package") stanza.package = value;
    if (field == "Version") stanza.version = value;
    if (field == "Size") stanza.size = parse_unsigned(value).value_or(0);
    if (field == "SHA256") digest = parse_digest(value);
    if (field == "Depends") stanza.depends = dependency_names(value);
  }
  if (stanza.package.empty() || stanza.version.empty() || !digest) {
    return failure(ErrorKind::bad_input,
                   "apt's description of a package lacks Package, Version or SHA256: `" +
                       printable(text, 200) + "`");
  }
  stanza.sha256 = *digest;
  return stanza;
}

std::string apt_settings(std::string_view root, std::string_view architecture) {
  // The architecture is made native: each root knows one, so nothing has to be qualified and no
  // index is fetched that nobody asked for. Hooks of the user's apt must not run for us.
  return fmt::format(R"(APT::Architecture "{1}";
#clear APT::Architectures;
APT::Architectures {{ "{1}"; }};
APT::Sandbox::User "root";
Acquire::Languages "none";
Dir::State "{0}";
Dir::State::lists "{0}/lists";
Dir::State::status "{0}/status";
Dir::State::extended_states "{0}/extended_states";
Dir::Cache "{0}/cache";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "srcpkgcache.bin";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "{0}/sources";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
)",
                     root, architecture);
}

double download_fraction(std::string_view status_line) {
  std::vector<std::string_view> fields = split(status_line, ':');
  if (fields.size() < 4 || fields[0] != "dlstatus") return -1;
  // "93.2698": percent; whole percents are enough for people.
  std::optional<std::uint64_t> percent = parse_unsigned(fields[2].substr(0, fields[2].find('.')));
  return percent && *percent <= 100 ? static_cast<double>(*percent) / 100 : -1;
}

}  // namespace ashore::packages
