// SPDX-License-Identifier: Apache-2.0
#include "ashore/packages/sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ashore/base/text.h"

namespace ashore::packages {
namespace {

bool of_the_distribution(std::string_view suite, std::string_view codename) {
  constexpr std::string_view updates = "-updates";
  if (suite.ends_with(updates)) suite.remove_suffix(updates.size());
  if (suite == codename) return true;
  constexpr std::string_view aliases[] = {"stable", "oldstable", "testing", "unstable", "sid"};
  return std::ranges::find(aliases, suite) != std::end(aliases);
}

bool contains(const std::vector<std::string_view>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

// Fields of DEB822 stanzas by lower-case name; continuation lines keep their line breaks.
std::vector<std::map<std::string, std::string>> stanzas(std::string_view text) {
  std::vector<std::map<std::string, std::string>> result(1);
  std::string field;
  for (std::string_view line : lines(text)) {
    if (line.starts_with('#')) continue;
    if (trimmed(line).empty()) {
      if (!result.back().empty()) result.emplace_back();
      field.clear();
    } else if (line.front() == ' ' || line.front() == '\t') {
      if (!field.empty()) result.back()[field] += "\n" + std::string(line);
    } else if (std::size_t colon = line.find(':'); colon != std::string_view::npos) {
      field = lower_case(trimmed(line.substr(0, colon)));
      result.back()[field] = trimmed(line.substr(colon + 1));
    }
  }
  return result;
}

std::vector<std::string_view> all_words(std::string_view value) {
  std::vector<std::string_view> result;
  for (std::string_view line : lines(value)) {
    for (std::string_view word : words(line)) result.push_back(word);
  }
  return result;
}

}  // namespace

std::vector<Source> read_one_line(std::string_view text, std::string_view codename) {
  std::vector<Source> result;
  for (std::string_view line : lines(text)) {
    line = trimmed(line.substr(0, line.find('#')));
    if (!line.starts_with("deb ") && !line.starts_with("deb\t")) continue;
    line = trimmed(line.substr(4));
    Source source;
    if (line.starts_with('[')) {
      std::size_t end = line.find(']');
      if (end == std::string_view::npos) continue;
      for (std::string_view option : words(line.substr(1, end - 1))) {
        if (option.starts_with("signed-by=")) source.signed_by = option.substr(10);
        if (option.starts_with("trusted=")) source.trusted = option.substr(8);
      }
      line = trimmed(line.substr(end + 1));
    }
    std::vector<std::string_view> fields = words(line);
    if (fields.size() < 3 || !of_the_distribution(fields[1], codename)) continue;
    if (!contains({fields.begin() + 2, fields.end()}, "main")) continue;
    source.uri = fields[0];
    source.suite = fields[1];
    result.push_back(std::move(source));
  }
  return result;
}

std::vector<Source> read_deb822(std::string_view text, std::string_view codename) {
  std::vector<Source> result;
  for (std::map<std::string, std::string>& stanza : stanzas(text)) {
    if (lower_case(stanza["enabled"]) == "no") continue;
    if (!contains(all_words(stanza["types"]), "deb")) continue;
    if (!contains(all_words(stanza["components"]), "main")) continue;
    for (std::string_view uri : all_words(stanza["uris"])) {
      for (std::string_view suite : all_words(stanza["suites"])) {
        if (!of_the_distribution(suite, codename)) continue;
        result.push_back(
            {std::string(uri), std::string(suite), stanza["signed-by"], stanza["trusted"]});
      }
    }
  }
  return result;
}

std::string codename(std::string_view os_release) {
  constexpr std::string_view field = "VERSION_CODENAME=";
  for (std::string_view line : lines(os_release)) {
    if (!line.starts_with(field)) continue;
    std::string_view value = trimmed(line.substr(field.size()));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    return std::string(value);
  }
  return {};
}

std::string written(const std::vector<Source>& sources, Index index) {
  std::string text;
  std::string_view types = index == Index::binaries ? "deb" : "deb-src";
  for (auto source = sources.begin(); source != sources.end(); ++source) {
    if (std::find(sources.begin(), source, *source) != source) continue;
    text += fmt::format("Types: {}\nURIs: {}\nSuites: {}\nComponents: main\n", types, source->uri,
                        source->suite);
    if (!source->signed_by.empty()) text += "Signed-By: " + source->signed_by + "\n";
    if (!source->trusted.empty()) text += "Trusted: " + source->trusted + "\n";
    text += "\n";
  }
  return text;
}

}  // namespace ashore::packages
