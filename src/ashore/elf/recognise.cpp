// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/recognise.h"

#include <array>
#include <string_view>

#include "ashore/base/byte_reader.h"
#include "ashore/base/text.h"

namespace ashore::elf {

namespace {

using namespace std::string_view_literals;

struct Magic {
  std::size_t offset;
  std::string_view bytes;
  std::string_view what;
};

constexpr std::array magics = {
    Magic{0, "\xfe\xed\xfa\xce"sv, "a macOS program (Mach-O)"},
    Magic{0, "\xfe\xed\xfa\xcf"sv, "a macOS program (Mach-O)"},
    Magic{0, "\xce\xfa\xed\xfe"sv, "a macOS program (Mach-O)"},
    Magic{0, "\xcf\xfa\xed\xfe"sv, "a macOS program (Mach-O)"},
    Magic{0, "MZ"sv, "a Windows program (PE)"},
    Magic{0, "!<arch>\n"sv, "an archive of object files (.a) or a Debian package"},
    Magic{0, "!<thin>\n"sv, "a thin archive of object files (.a)"},
    Magic{0, "\x1f\x8b"sv, "a gzip archive"},
    Magic{0,
          "\xfd"
          "7zXZ\0"sv,
          "an xz archive"},
    Magic{0, "\x28\xb5\x2f\xfd"sv, "a zstd archive"},
    Magic{0, "BZh"sv, "a bzip2 archive"},
    Magic{0, "PK\x03\x04"sv, "a zip archive"},
    Magic{257, "ustar"sv, "a tar archive"},
    Magic{0, "\0asm"sv, "a WebAssembly module"},
    Magic{0, "BC\xc0\xde"sv, "LLVM bitcode"},
    Magic{0, "bFLT"sv, "a flat program for Linux without an MMU (bFLT)"},
    Magic{0, "HDR0"sv, "a router firmware image (TRX)"},
    Magic{0, "\x27\x05\x19\x56"sv, "a U-Boot image"},
    Magic{0, "hsqs"sv, "a squashfs image"},
};

// A kernel reads at most this much of a script's first line (BINPRM_BUF_SIZE).
constexpr std::size_t script_line_limit = 256;

// Universal Mach-O and Java classes share their magic; after it comes a small count of
// architectures or a class file version of at least 45.
Recognised universal_or_java(std::span<const std::byte> file) {
  std::optional<std::uint32_t> next = ByteReader(file, Endian::big).u32(4);
  if (next && *next < 45) return {FileKind::foreign, "a macOS program (universal Mach-O)"};
  return {FileKind::foreign, "a Java class"};
}

Recognised script(std::string_view text) {
  std::string_view line = text.substr(2, script_line_limit);
  std::string_view shell = trimmed(line.substr(0, line.find('\n')));
  shell = shell.substr(0, shell.find_first_of(" \t"));
  if (shell.empty()) return {FileKind::script, "a script that names no interpreter"};
  return {FileKind::script, "a script for `" + printable(shell) + "`"};
}

}  // namespace

Recognised recognise(std::span<const std::byte> file) {
  std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (text.empty()) return {FileKind::empty, "an empty file"};
  if (text.starts_with("\x7f"
                       "ELF"))
    return {FileKind::elf, "an ELF file"};
  if (text.starts_with("#!")) return script(text);
  if (text.starts_with("\xca\xfe\xba\xbe")) return universal_or_java(file);
  for (const Magic& magic : magics) {
    if (text.size() >= magic.offset && text.substr(magic.offset).starts_with(magic.bytes))
      return {FileKind::foreign, std::string(magic.what)};
  }
  return {FileKind::unknown, "a file of no kind that we know"};
}

}  // namespace ashore::elf
