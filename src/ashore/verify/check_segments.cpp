// SPDX-License-Identifier: Apache-2.0
// Headers and segments that no linker makes. Some kernels start such a file and others do not, so
// nobody may promise anything; `readelf -lh` shows what is meant.
#include <fmt/format.h>

#include <algorithm>

#include "ashore/base/byte_reader.h"
#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

// The ELF header's fields that Linux does not look at, and other loaders (qemu-user, glibc's,
// musl's kernels' emulators) do: gABI, "ELF Header".
std::optional<std::string> odd_header(const Subject& subject) {
  bool is_64 = subject.file.bits == 64;
  ByteReader reader(subject.bytes, subject.file.endian);
  constexpr std::uint64_t ident_version = 6, version = 20;
  if (reader.u8(ident_version) != 1) return "EI_VERSION is not 1";
  if (reader.u32(version) != 1U) return "e_version is not 1";
  if (reader.u16(is_64 ? 52 : 40) != (is_64 ? 64 : 52)) return "e_ehsize is not its size";
  return std::nullopt;
}

// Programs of 32 bits get 2 GiB under every kernel (MIPS, and VMSPLIT_2G); of 64 bits at least
// 256 GiB (RISC-V's sv39, the least of all).
std::uint64_t least_room(const ElfFacts& file) {
  return file.bits == 32 ? 0x7fff'0000 : std::uint64_t{1} << 38;
}

// 32-bit ARM's kernels protect the first 32 KiB (CONFIG_LSM_MMAP_MIN_ADDR), others up to 64 KiB.
std::uint64_t lowest_address(const ElfFacts& file) {
  return file.arch == Arch::arm ? 0x8000 : 0x10000;
}

std::optional<std::string> odd_segment(const ElfFacts& file, const ElfSegment& load) {
  // What the file does not fill must be zeroed, which a kernel does or does not do in a page that
  // the program may not write to (fs/binfmt_elf.c, padzero).
  if (load.memory_size > load.file_size && !load.is_writable())
    return fmt::format("the segment at {:#x} has zeroed memory that it may not write to",
                       load.address);
  std::uint64_t room = least_room(file);
  if (load.address > room || load.memory_size > room - load.address)
    return fmt::format("the segment at {:#x} ends above what every kernel gives to a program",
                       load.address);
  if (file.type == ElfType::executable && load.address < lowest_address(file))
    return fmt::format("the segment at {:#x} lies where kernels let nothing be mapped",
                       load.address);
  return std::nullopt;
}

std::optional<std::string> odd_segments(const ElfFacts& file) {
  const ElfSegment* before = nullptr;
  for (const ElfSegment& load : file.segments) {
    if (!load.is_load()) continue;
    // A kernel takes the first and the last one for the ends of the program.
    if (before != nullptr && load.address < before->address)
      return fmt::format("the segment at {:#x} stands behind one that lies above it", load.address);
    before = &load;
    if (load.memory_size == 0) continue;
    if (std::optional<std::string> odd = odd_segment(file, load)) return odd;
  }
  return std::nullopt;
}

}  // namespace

Checked check_segments(const Subject& subject) {
  std::optional<std::string> odd = odd_header(subject);
  if (!odd) odd = odd_segments(subject.file);
  if (!odd) return nothing_to_say();
  return cannot_tell("the program's headers are odd: " + *odd, {}, "build it again");
}

}  // namespace ashore::verify
