// SPDX-License-Identifier: Apache-2.0
// ar(5): a line of magic, then members with headers of 60 printable bytes, each on an even place.
#include "ashore/elf/archive.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "ashore/base/byte_reader.h"
#include "ashore/base/text.h"
#include "ashore/elf/recognise.h"

namespace ashore::elf {

namespace {

constexpr std::uint64_t magic_size = 8, header_size = 60;
// Longer than any path; what has no end costs no more than this for each member.
constexpr std::size_t name_limit = 4096;

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Decimal digits and spaces behind them; nothing else may be in the field.
std::optional<std::uint64_t> number_in(std::string_view field) {
  field = field.substr(0, field.find(' '));
  std::uint64_t value = 0;
  const char* end = field.data() + field.size();
  auto [rest, error] = std::from_chars(field.data(), end, value);
  if (error != std::errc() || rest != end) return std::nullopt;
  return value;
}

struct Header {
  std::string_view name;  // 16 bytes, padded by spaces
  std::uint64_t size = 0;
};

Expected<Header> header_at(const ByteReader& archive, std::uint64_t at) {
  std::optional<std::span<const std::byte>> bytes = archive.slice(at, header_size);
  if (!bytes)
    return failure(ErrorKind::bad_input,
                   fmt::format("archive: the header of a member at {:#x} ends after the file "
                               "({:#x})",
                               at, archive.size()));
  std::string_view text = text_of(*bytes);
  if (text.substr(58) != "`\n")
    return failure(ErrorKind::bad_input,
                   fmt::format("archive: no header of a member at {:#x}", at));
  std::optional<std::uint64_t> size = number_in(text.substr(48, 10));
  if (!size)
    return failure(ErrorKind::bad_input,
                   fmt::format("archive: the size of the member at {:#x} is `{}`, no number", at,
                               printable(text.substr(48, 10))));
  return Header{text.substr(0, 16), *size};
}

// "/1234" in GNU's form: a name that starts there in the table of names and ends in "/\n".
Expected<std::string_view> long_name(std::string_view names, std::string_view field,
                                     std::uint64_t at) {
  std::optional<std::uint64_t> offset = number_in(field.substr(1));
  if (offset && *offset < names.size()) {
    std::string_view rest = names.substr(*offset, name_limit);
    std::string_view name = rest.substr(0, rest.find('\n'));
    if (name.size() < rest.size())
      return name.ends_with('/') ? name.substr(0, name.size() - 1) : name;
  }
  return failure(ErrorKind::bad_input,
                 fmt::format("archive: the name `{}` of the member at {:#x} is not in the table of "
                             "names ({:#x} bytes)",
                             printable(trimmed(field)), at, names.size()));
}

// "#1/20" in BSD's form: the first 20 bytes of the content are the name, padded by NULs.
Expected<void> take_bsd_name(std::string_view field, std::uint64_t at, ArchiveMember& member) {
  std::optional<std::uint64_t> length = number_in(field.substr(3));
  if (!length || *length > member.bytes.size() || *length > name_limit)
    return failure(ErrorKind::bad_input,
                   fmt::format("archive: the name `{}` of the member at {:#x} is longer than the "
                               "member",
                               printable(trimmed(field)), at));
  member.name = text_of(member.bytes.first(*length));
  member.name = member.name.substr(0, member.name.find('\0'));
  member.bytes = member.bytes.subspan(*length);
  return {};
}

// Tables of symbols and names, by which linkers find members.
bool is_own_table(std::string_view name) {
  return name == "/" || name == "//" || name == "/SYM64/" || name.starts_with("__.SYMDEF");
}

Expected<void> name_member(std::string_view field, std::string_view names, std::uint64_t at,
                           ArchiveMember& member) {
  if (field.starts_with("#1/")) return take_bsd_name(field, at, member);
  if (field[0] == '/' && field[1] >= '0' && field[1] <= '9') {
    TRY_ASSIGN(member.name, long_name(names, field, at));
    return {};
  }
  member.name = field.substr(0, field.find_last_not_of(' ') + 1);
  // GNU ends short names with a slash, so that they may end in spaces.
  if (member.name.size() > 1 && member.name.ends_with('/') && !is_own_table(member.name))
    member.name.remove_suffix(1);
  return {};
}

}  // namespace

Expected<std::vector<ArchiveMember>> archive_members(std::span<const std::byte> file) {
  std::string_view text = text_of(file);
  if (text.starts_with("!<thin>\n"))
    return failure(ErrorKind::bad_input,
                   "this is a thin archive: its members are other files, which it only names");
  if (!text.starts_with("!<arch>\n"))
    return failure(ErrorKind::bad_input, "this is " + what_is_it(file) + ", not an archive (.a)");
  ByteReader archive(file, Endian::little);
  std::vector<ArchiveMember> members;
  std::string_view names;
  for (std::uint64_t at = magic_size; at < file.size();) {
    TRY_ASSIGN(Header header, header_at(archive, at));
    std::optional<std::span<const std::byte>> bytes = archive.slice(at + header_size, header.size);
    if (!bytes)
      return failure(ErrorKind::bad_input,
                     fmt::format("archive: {:#x} bytes of the member at {:#x} end after the file "
                                 "({:#x})",
                                 header.size, at, file.size()));
    ArchiveMember member{{}, *bytes};
    TRY(name_member(header.name, names, at, member));
    if (member.name == "//") names = text_of(*bytes);
    if (!is_own_table(member.name)) members.push_back(member);
    at += header_size + header.size + header.size % 2;
  }
  return members;
}

}  // namespace ashore::elf
