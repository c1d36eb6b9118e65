// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/probe/interpret.h"
#include "ashore/probe/transcript.h"

namespace ashore::probe {

namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A word such as an address is made of: a version's or a name's letters around it make it another.
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
         c == ':' || c == '-';
}

// "00:11:22:33:44:55" with colons or dashes.
bool is_mac(std::string_view word) {
  if (word.size() != 17) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    bool good = i % 3 == 2 ? (word[i] == ':' || word[i] == '-') : is_hex(word[i]);
    if (!good) return false;
  }
  return true;
}

std::optional<std::array<unsigned, 4>> ipv4(std::string_view word) {
  std::vector<std::string_view> parts = split(word, '.');
  if (parts.size() != 4) return std::nullopt;
  std::array<unsigned, 4> numbers{};
  for (std::size_t i = 0; i < 4; ++i) {
    std::optional<std::uint64_t> number = parse_unsigned(parts[i]);
    if (!number || *number > 255) return std::nullopt;
    numbers[i] = static_cast<unsigned>(*number);
  }
  return numbers;
}

// Four numbers may be a version (2.6.36.4); these networks are nobody's version.
bool is_private(const std::array<unsigned, 4>& address) {
  return address[0] == 10 || (address[0] == 192 && address[1] == 168) ||
         (address[0] == 172 && address[1] >= 16 && address[1] < 32) ||
         (address[0] == 169 && address[1] == 254);
}

bool is_ipv6(std::string_view word) {
  return std::ranges::count(word, ':') >= 3 &&
         std::ranges::all_of(word, [](char c) { return is_hex(c) || c == ':' || c == '.'; });
}

struct Rules {
  bool every_ipv4 = false;  // where no version stands
  std::string host_name;    // to be replaced as a word; empty: none
};

std::string_view replacement(std::string_view word, const Rules& rules) {
  if (is_mac(word)) return "00:00:00:00:00:00";
  if (std::optional<std::array<unsigned, 4>> address = ipv4(word);
      address && (rules.every_ipv4 || is_private(*address)))
    return "0.0.0.0";
  if (is_ipv6(word)) return "::";
  if (!rules.host_name.empty() && word == rules.host_name) return "device";
  return word;
}

std::string without_addresses(std::string_view text, const Rules& rules) {
  std::string clean;
  for (std::size_t at = 0, end = 0; at < text.size(); at = end) {
    end = at;
    while (end < text.size() && !is_word(text[end])) ++end;
    clean += text.substr(at, end - at);
    at = end;
    while (end < text.size() && is_word(text[end])) ++end;
    std::string_view word = text.substr(at, end - at);
    // "host:/share": the colon belongs to what follows.
    std::size_t colons = 0;
    while (word.ends_with(':') && !word.ends_with("::")) {
      word.remove_suffix(1);
      ++colons;
    }
    std::string_view put = replacement(word, rules);
    clean += put;
    // Behind "::" another colon would be an address again the next time.
    if (!put.ends_with(':')) clean.append(colons, ':');
  }
  return clean;
}

bool says_serial(std::string_view line) {
  std::string lower = lower_case(line.substr(0, line.find_first_of(":=")));
  return lower.find("serial") != std::string::npos || lower.find("uuid") != std::string::npos;
}

bool says_host(std::string_view line) {
  return lower_case(line.substr(0, line.find_first_of(":="))).find("hostname") != std::string::npos;
}

// Keeps the key and what separates it from the value.
std::string value_removed(std::string_view line) {
  std::size_t separator = line.find_first_of(":=");
  if (separator == std::string_view::npos) return std::string(line);
  std::string kept(line.substr(0, separator + 1));
  std::string_view end = line.substr(line.find_last_not_of("\r\n") + 1);
  bool quoted = line.find('"', separator) != std::string_view::npos;
  kept += quoted ? " \"removed\"" : " removed";
  if (quoted && trimmed(line).ends_with(',')) kept += ',';
  return kept + std::string(end);
}

// "Linux version 6.1 (user@host) (gcc ...)": who built the kernel, and where.
std::string without_builder(std::string_view line) {
  std::size_t open = line.find('(');
  std::size_t close = line.find(')', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return std::string(line);
  if (line.substr(open, close - open).find('@') == std::string_view::npos) return std::string(line);
  return std::string(line.substr(0, open)) + "(builder)" + std::string(line.substr(close + 1));
}

std::string clean_once(std::string_view section, std::string_view line, const Rules& rules) {
  if (says_serial(line) || says_host(line)) return value_removed(line);
  if (section == "version") return without_addresses(without_builder(line), rules);
  if (section == "uname") {
    std::vector<std::string_view> fields = words(line);
    if (fields.size() >= 2) {
      std::size_t at = static_cast<std::size_t>(fields[1].data() - line.data());
      std::string renamed(line);
      renamed.replace(at, fields[1].size(), "device");
      return renamed;
    }
  }
  return without_addresses(line, rules);
}

// Once more where what was put in lets the line say something that it hid.
std::string clean_line(std::string_view section, std::string_view line, const Rules& rules) {
  std::string clean = clean_once(section, line, rules);
  return says_serial(clean) || says_host(clean) ? value_removed(clean) : clean;
}

Rules rules_of(std::string_view section, const std::string& host_name) {
  bool paths = section == "mounts" || section == "df" || section == "places";
  bool named = paths || section == "ubus" || section == "nvram";
  return {paths, named ? host_name : std::string()};
}

std::string host_name_of(std::string_view transcript) {
  Transcript sections(transcript);
  std::vector<std::string_view> fields = words(sections.text("uname"));
  return fields.size() >= 3 ? std::string(fields[1]) : std::string();
}

}  // namespace

std::string shareable(std::string_view transcript) {
  std::optional<Opening> begin = opening(transcript);
  if (!begin) return {};
  constexpr std::string_view mark = "by-hand";
  std::string host_name = host_name_of(transcript), clean, section, encoding = "text";
  // What stood before the first line is a greeting, which may say anything.
  std::string_view rest = transcript.substr(begin->offset);
  for (bool first = true; !rest.empty(); first = false) {
    std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end);
    std::string_view bare = line.substr(0, line.find_first_of("\r\n"));
    std::string_view line_end = line.substr(bare.size());
    if (first) {
      clean += "ashore-probe 1 " + std::string(mark) + std::string(line_end);
    } else if (std::optional<std::string_view> header = marker_line(bare, begin->mark)) {
      std::vector<std::string_view> fields = words(*header);
      section = fields.empty() ? "" : fields[0];
      encoding = fields.size() < 2 ? "text" : fields[1];
      clean += "@@" + std::string(mark) + "@@ " + std::string(*header) + std::string(line_end);
    } else if (section == "signature" || marker_line(bare, mark)) {
      // The kernel's builder and the board once more, in one line; or what would become a marker.
      continue;
    } else {
      clean += encoding == "text" ? clean_line(section, line, rules_of(section, host_name))
                                  : std::string(line);
    }
  }
  return clean;
}

}  // namespace ashore::probe
