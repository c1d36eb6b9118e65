// SPDX-License-Identifier: Apache-2.0
#include "tiny_program.h"

#include <cstddef>
#include <cstdint>

#include "ashore/isa/sample.h"

namespace ashore::isa {

namespace {

void put(std::string& bytes, std::uint64_t value, std::size_t length) {
  for (std::size_t i = 0; i < length; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
}

struct Kind {
  bool is_64 = false;
  std::uint16_t machine = 0;
  std::uint32_t flags = 0;
  std::string_view exit;  // exit(0)
};

Kind kind_of(Mode mode) {
  switch (mode) {
  case Mode::a32: return {false, 40, 0x05000200, "e3a00000 e3a07001 ef000000"};
  case Mode::thumb: return {false, 40, 0x05000200, "2000 2701 df00"};
  case Mode::a64: return {true, 183, 0, "d2800ba8 d2800000 d4000001"};
  case Mode::mips: return {false, 8, 0x70001005, "24020fa1 24040000 0000000c"};
  case Mode::x86_32:
  case Mode::x86_64: break;
  case Mode::riscv: return {true, 243, 0x5, "05d00893 00000513 00000073"};
  }
  return {};
}

}  // namespace

std::string tiny_program(Arch arch, Mode mode, std::string_view encoding) {
  Kind kind = kind_of(mode);
  std::string code = bytes_of(mode, std::string(encoding) + " " + std::string(kind.exit));
  constexpr std::uint64_t base = 0x400000;
  std::size_t word = kind.is_64 ? 8 : 4;
  std::size_t header = kind.is_64 ? 64 : 52, segment = kind.is_64 ? 56 : 32;
  std::uint64_t start = header + segment;
  start += (4 - start % 4) % 4;

  std::string file = "\x7f"
                     "ELF";
  file += kind.is_64 ? '\2' : '\1';
  file += "\1\1";  // little-endian, version 1
  file.resize(16);
  put(file, 2, 2);  // ET_EXEC
  put(file, kind.machine, 2);
  put(file, 1, 4);
  put(file, base + start + (mode == Mode::thumb ? 1 : 0), word);
  put(file, header, word);
  put(file, 0, word);
  bool is_mips64 = arch == Arch::mips64;
  put(file, is_mips64 ? 0x80000007 : kind.flags, 4);
  put(file, header, 2);
  put(file, segment, 2);
  put(file, 1, 2);
  file.resize(header);

  std::uint64_t size = start + code.size();
  put(file, 1, 4);                  // PT_LOAD
  if (kind.is_64) put(file, 7, 4);  // read, write, execute
  put(file, 0, word);
  put(file, base, word);
  put(file, base, word);
  put(file, size, word);
  put(file, size, word);
  if (!kind.is_64) put(file, 7, 4);
  put(file, 0x1000, word);
  file.resize(start);
  return file + code;
}

}  // namespace ashore::isa
