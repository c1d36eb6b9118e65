// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/unpack.h"

#include <llvm/Support/Compression.h>
#include <llvm/Support/Error.h>

#include <algorithm>
#include <cstdint>

namespace ashore::isa {

namespace {

namespace compression = llvm::compression;

// The .debug_info of a browser is larger; names are not worth more memory than this.
constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20;

// Whether it all fitted into `bytes`, which then have the right size.
bool unpack(const elf::DebugSection& section, std::vector<std::byte>& bytes) {
  llvm::ArrayRef<std::uint8_t> packed(reinterpret_cast<const std::uint8_t*>(section.bytes.data()),
                                      section.bytes.size());
  auto* out = reinterpret_cast<std::uint8_t*>(bytes.data());
  std::size_t size = bytes.size();
  llvm::Error error = section.packing == elf::Packing::zlib
                          ? compression::zlib::decompress(packed, out, size)
                          : compression::zstd::decompress(packed, out, size);
  bool failed = static_cast<bool>(error);
  llvm::consumeError(std::move(error));
  if (failed) return false;
  bytes.resize(size);
  return true;
}

}  // namespace

std::optional<std::vector<std::byte>> unpacked(const elf::DebugSection& section) {
  bool is_readable = section.packing == elf::Packing::zlib   ? compression::zlib::isAvailable()
                     : section.packing == elf::Packing::zstd ? compression::zstd::isAvailable()
                                                             : false;
  if (!is_readable || section.unpacked_size > most_bytes) return std::nullopt;
  // The size that the file claims is believed as far as the bytes that it has make it likely.
  constexpr std::uint64_t likely = 8;
  for (std::uint64_t room = likely * section.bytes.size();; room *= likely) {
    std::vector<std::byte> bytes(std::min(room, section.unpacked_size));
    if (bytes.empty()) return std::nullopt;
    if (unpack(section, bytes)) return bytes;
    if (room >= section.unpacked_size) return std::nullopt;
  }
}

}  // namespace ashore::isa
