// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/transcript.h"

#include "ashore/base/text.h"

namespace ashore::probe {

namespace {

constexpr std::string_view first_words = "ashore-probe 1 ";
constexpr std::size_t longest_mark = 64;
// The script makes some forty; whoever sends a million is not the script.
constexpr std::size_t most_sections = 1000;
// A busybox that could only be read whole is 1 to 2 MB; nothing that we look at lies that far in.
constexpr std::size_t longest_section = std::size_t{4} << 20;

struct Line {
  std::string_view text;  // without its end
  std::size_t next = 0;   // where the line after it begins
  bool carriage_return = false;
};

Line line_at(std::string_view text, std::size_t offset) {
  std::size_t end = text.find('\n', offset);
  Line line;
  line.next = end == std::string_view::npos ? text.size() : end + 1;
  line.text = text.substr(offset, end == std::string_view::npos ? end : end - offset);
  line.carriage_return = line.text.ends_with('\r');
  if (line.carriage_return) line.text.remove_suffix(1);
  return line;
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// All of it is pairs of digits and blanks, or there are no bytes.
std::string from_hex(std::string_view text) {
  std::string bytes;
  int high = -1;
  for (char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    int value = digit(c);
    if (value < 0) return {};
    if (high < 0) {
      high = value;
    } else {
      bytes.push_back(static_cast<char>(high * 16 + value));
      high = -1;
    }
  }
  return high < 0 ? bytes : std::string();
}

// The script ends each section with one line end of its own.
std::string_view without_last_line_end(std::string_view bytes) {
  if (bytes.ends_with('\n')) bytes.remove_suffix(1);
  return bytes;
}

std::string decoded(std::string_view encoding, std::string_view bytes, bool through_terminal) {
  bytes = bytes.substr(0, longest_section);
  if (encoding == "text") return std::string(bytes);
  if (encoding == "hex") return from_hex(bytes);
  // A terminal that turns LF into CR LF has changed raw bytes beyond repair.
  if (encoding == "raw" && !through_terminal) return std::string(without_last_line_end(bytes));
  return {};
}

}  // namespace

std::optional<Opening> opening(std::string_view text) {
  for (std::size_t at = text.find(first_words); at != std::string_view::npos;
       at = text.find(first_words, at + 1)) {
    if (at != 0 && text[at - 1] != '\n') continue;
    std::string_view mark = line_at(text, at).text.substr(first_words.size());
    bool plain = !mark.empty() && mark.size() <= longest_mark &&
                 mark.find_first_of(" \t\r@") == std::string_view::npos;
    if (plain) return Opening{at, mark};
  }
  return std::nullopt;
}

std::optional<std::string_view> marker_line(std::string_view line, std::string_view mark) {
  if (!line.starts_with("@@")) return std::nullopt;
  line.remove_prefix(2);
  if (!line.starts_with(mark)) return std::nullopt;
  line.remove_prefix(mark.size());
  if (!line.starts_with("@@ ")) return std::nullopt;
  return line.substr(3);
}

Transcript::Transcript(std::string_view text) {
  std::optional<Opening> begin = opening(text);
  if (!begin) return;
  Line line = line_at(text, begin->offset);
  bool through_terminal = line.carriage_return;
  std::string_view encoding;
  std::size_t body = 0;
  auto close = [&](std::size_t end) {
    if (!sections_.empty())
      sections_.back().bytes = decoded(encoding, text.substr(body, end - body), through_terminal);
  };
  for (std::size_t at = line.next; at < text.size(); at = line.next) {
    line = line_at(text, at);
    std::optional<std::string_view> header = marker_line(line.text, begin->mark);
    if (!header) continue;
    close(at);
    encoding = {};
    if (sections_.size() == most_sections) return;
    std::size_t name_end = header->find(' ');
    sections_.push_back({header->substr(0, name_end), {}, {}});
    if (name_end != std::string_view::npos) {
      std::string_view rest = header->substr(name_end + 1);
      encoding = rest.substr(0, rest.find(' '));
      if (encoding.size() < rest.size()) sections_.back().source = rest.substr(encoding.size() + 1);
    }
    body = line.next;
  }
  // What follows the last marker was cut off, and half a list reads like a whole one.
}

const Section* Transcript::find(std::string_view name) const {
  for (const Section& section : sections_) {
    if (section.name == name) return &section;
  }
  return nullptr;
}

std::vector<const Section*> Transcript::all(std::string_view name) const {
  std::vector<const Section*> found;
  for (const Section& section : sections_) {
    if (section.name == name) found.push_back(&section);
  }
  return found;
}

std::string_view Transcript::text(std::string_view name) const {
  const Section* section = find(name);
  return section == nullptr ? std::string_view() : std::string_view(section->bytes);
}

}  // namespace ashore::probe
