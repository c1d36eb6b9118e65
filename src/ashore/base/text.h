// SPDX-License-Identifier: Apache-2.0
// Small questions about text that came from outside: whole fields or nothing, and nothing that
// moves a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ashore {

// The whole field is a number in that base, without sign, or there is no answer.
std::optional<std::uint64_t> parse_unsigned(std::string_view field, int base = 10);

// Without leading and trailing blanks, tabs, CR and LF.
std::string_view trimmed(std::string_view text);

// Pieces between separators, empty ones included.
std::vector<std::string_view> split(std::string_view text, char separator);
// Pieces between runs of blanks, tabs and line ends, no empty ones.
std::vector<std::string_view> words(std::string_view text);
// Lines without their LF or CR LF; a last line without an end counts.
std::vector<std::string_view> lines(std::string_view text);

std::string joined(std::span<const std::string> pieces, std::string_view separator);

std::string lower_case(std::string_view text);  // ASCII only

// Two lower-case hexadecimal digits a byte.
std::string hex(std::span<const std::byte> bytes);

// Text from a device, fit for a terminal: control characters, those that change the
// direction of writing, and invalid UTF-8 become '?'; more than `limit` bytes are cut and end in
// "...".
std::string printable(std::string_view text, std::size_t limit = 400);

// "512 B", "16.2 KB", "3.1 MB" (powers of 1000, as df -H).
std::string human_bytes(std::uint64_t bytes);

// The candidate nearest to what was typed by edit distance, if it is near enough to be meant.
std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> candidates);

}  // namespace ashore
