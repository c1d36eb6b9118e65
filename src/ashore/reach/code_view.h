// SPDX-License-Identifier: Apache-2.0
// The executable bytes of a file as instructions, in the order of bytes that code has there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "ashore/base/byte_reader.h"
#include "ashore/elf/loaded_image.h"
#include "ashore/flow/step.h"

namespace ashore::reach {

using flow::code_kinds;
using flow::CodeKind;
using flow::Condition;
using flow::Effect;
using flow::Flow;
using flow::no_register;
using flow::opposite;
using flow::Register;
using flow::Step;

// An instruction: the same address may be read in two ways.
struct Place {
  std::uint64_t address = 0;
  CodeKind kind = CodeKind::a32;
  bool operator==(const Place&) const = default;
};

class CodeView {
 public:
  // The image must outlive the view.
  static Expected<CodeView> of(const elf::LoadedImage& image);
  // Counts what section headers call data as data, though it may be executed: old linkers put
  // constants beside code. Headers may lie: see is_called_data.
  void believe_sections();
  bool is_called_data(std::uint64_t address) const;

  // Four bytes of code as one instruction of A32.
  std::optional<std::uint32_t> instruction_word(std::uint64_t address) const {
    const Range* range = range_of(address);
    if (range == nullptr) return std::nullopt;
    return ByteReader(range->bytes, code_endian_).u32(address - range->address);
  }
  // The instruction at a place; `conditional`: it is in an IT block. Length 0: there is none.
  Step step(Place place, bool conditional) const;
  // How the code at a pointer's value is read, by its lowest bit. Empty: it is no address of code.
  std::optional<Place> place_of(std::uint64_t pointer) const;

  // A number of `size` bytes that no instruction can change; not from writable memory.
  std::optional<std::uint64_t> constant(std::uint64_t address, unsigned size) const;
  bool is_loaded(std::uint64_t address) const;
  // Whether a number that instructions add may lead from there into code, or to what is loaded.
  bool has_code_near(std::uint64_t address) const;
  bool is_loaded_near(std::uint64_t address) const;
  bool is_code(std::uint64_t address) const {
    return range_of(address) != nullptr && !is_header(address) && !is_called_data(address);
  }
  // Where the register for a program's own data points, if the dynamic section tells (MIPS).
  std::optional<std::uint64_t> global_pointer() const;
  std::uint64_t truncated(std::uint64_t value) const { return value & address_mask_; }
  // The bytes are the file's own headers: their addresses of segments are no pointers.
  bool is_header(std::uint64_t address) const {
    return address >= headers_begin_ && address < headers_end_;
  }
  // What all code is, but for Thumb beside A32.
  CodeKind kind() const { return kind_; }
  bool is_arm() const { return kind_ == CodeKind::a32; }
  // Whether the addresses of code may have a lowest bit that is set.
  bool has_marked_pointers() const { return is_arm(); }
  // A program that lies where its file says: a number can be a pointer without the loader's help.
  bool has_fixed_addresses() const { return has_fixed_addresses_; }
  const elf::LoadedImage& image() const { return *image_; }
  unsigned word_size() const { return static_cast<unsigned>(image_->word_size()); }

 private:
  struct Range {
    std::uint64_t address = 0;
    std::span<const std::byte> bytes;
    bool is_code = false, is_writable = false;
  };
  std::uint64_t distance() const;
  const Range* loaded_range_of(std::uint64_t address) const;
  const Range* range_of(std::uint64_t address) const {
    const Range* range = loaded_range_of(address);
    return range != nullptr && range->is_code ? range : nullptr;
  }

  const elf::LoadedImage* image_ = nullptr;
  std::vector<Range> ranges_;                                  // all that is loaded, by address
  std::vector<std::pair<std::uint64_t, std::uint64_t>> data_;  // begin and end, by address
  Endian code_endian_ = Endian::little;
  CodeKind kind_ = CodeKind::a32;
  std::uint64_t table_begin_ = 0, table_end_ = 0;  // of MIPS, what the loader only moves
  std::uint64_t address_mask_ = 0xFFFFFFFF;
  std::uint64_t headers_begin_ = 0, headers_end_ = 0;
  bool has_fixed_addresses_ = false;
};

}  // namespace ashore::reach
