// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/x86_code.h"

#include <algorithm>
#include <span>

#include "ashore/base/byte_reader.h"
#include "ashore/elf/relocated_words.h"
#include "ashore/elf/sections.h"
#include "ashore/verify/x86_loaded.h"

namespace ashore::verify {

namespace {

constexpr std::uint64_t longest_instruction = 15;

void make_unique(auto& values) {
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

X86Code::X86Code(const elf::LoadedImage& image, const ElfFacts& facts,
                 const isa::X86Scanner& scanner, X86Starts starts)
    : image_(image), scanner_(scanner), starts_(std::move(starts)) {
  find_slots(image, facts);
  for (std::uint64_t pointer : starts_.pointers)
    if (!std::ranges::binary_search(only_called_, pointer)) taken_.push_back(pointer);
  taken_.insert(taken_.end(), starts_.called.begin(), starts_.called.end());
  std::ranges::sort(starts_.functions, {}, &FunctionRange::begin);
  for (const elf::CodeRange& range : image.code()) {
    std::span<const std::byte> bytes =
        image.bytes_at(range.address, range.size).value_or(std::span<const std::byte>());
    texts_.push_back({range.address,
                      std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
                      std::vector<bool>(bytes.size())});
  }
}

void X86Code::find_slots(const elf::LoadedImage& image, const ElfFacts& facts) {
  Expected<std::vector<elf::Section>> sections = elf::sections(image.file(), facts);
  if (!sections || image.type() != ElfType::shared) return;
  auto is_for_slots = [&](std::uint64_t place) {
    return std::ranges::any_of(*sections, [&](const elf::Section& section) {
      return section.name == ".got" && place >= section.address &&
             place - section.address < section.size;
    });
  };
  std::vector<std::uint64_t> elsewhere;
  Expected<void> read = elf::for_each_relocated_word(image, [&](const elf::RelocatedWord& word) {
    if (image.is_code(word.value)) {
      if (!word.is_resolver && is_for_slots(word.place))
        slots_.push_back({word.place, word.value});
      else
        elsewhere.push_back(word.value);
    }
  });
  if (!read) slots_.clear();
  make_unique(elsewhere);
  std::erase_if(
      slots_, [&](const Slot& slot) { return std::ranges::binary_search(elsewhere, slot.value); });
  std::ranges::sort(slots_, {}, &Slot::place);
  for (const Slot& slot : slots_) only_called_.push_back(slot.value);
  make_unique(only_called_);
}

// Who jumps by a slot jumps to what it holds; who reads it otherwise takes that address.
void X86Code::use_slots() {
  for (const Use& use : uses_) {
    auto after = std::ranges::upper_bound(slots_, use.place, {}, &Slot::place);
    if (after == slots_.begin()) continue;
    const Slot& slot = *std::prev(after);
    if (use.place - slot.place >= sizeof(std::uint64_t)) continue;
    if (use.is_jump && use.place == slot.place)
      ways_.emplace_back(slot.value, use.source);
    else if (std::optional<std::vector<std::uint64_t>> jumps = jumps_by_loaded(*this, use.source);
             use.place == slot.place && jumps)
      for (std::uint64_t jump : *jumps) ways_.emplace_back(slot.value, jump);
    else
      taken_.push_back(slot.value);
  }
}

const X86Code::Text* X86Code::text_at(std::uint64_t address) const {
  auto found = std::ranges::find_if(texts_, [&](const Text& text) {
    return address >= text.address && address - text.address < text.bytes.size();
  });
  return found == texts_.end() ? nullptr : &*found;
}

std::string_view X86Code::bytes_at(std::uint64_t address) const {
  const Text* text = text_at(address);
  if (text == nullptr) return {};
  return text->bytes.substr(static_cast<std::size_t>(address - text->address), longest_instruction);
}

void X86Code::meet(std::uint64_t address, const isa::X86Instruction& instruction) {
  for (Text& text : texts_) {
    if (address >= text.address && address - text.address < text.bytes.size())
      text.begins[static_cast<std::size_t>(address - text.address)] = true;
  }
  if (instruction.calls_kernel) system_calls_.push_back(address);
  if (instruction.target) ways_.emplace_back(*instruction.target, address);
  if (instruction.uses) {
    bool is_jump =
        instruction.flow == isa::X86Flow::call || instruction.flow == isa::X86Flow::jump_through;
    uses_.push_back({*instruction.uses, address, is_jump});
  }
  // Whoever makes the address of a slot may read it later.
  if (instruction.refers_to) uses_.push_back({*instruction.refers_to, address, false});
  if (instruction.refers_to && text_at(*instruction.refers_to) != nullptr)
    taken_.push_back(*instruction.refers_to);
}

void X86Code::finish() {
  use_slots();
  make_unique(system_calls_);
  make_unique(taken_);
  make_unique(ways_);
}

const FunctionRange* X86Code::function_at(std::uint64_t address) const {
  auto after = std::ranges::upper_bound(starts_.functions, address, {}, &FunctionRange::begin);
  if (after == starts_.functions.begin() || address >= std::prev(after)->end) return nullptr;
  return &*std::prev(after);
}

std::vector<std::uint64_t> X86Code::before(std::uint64_t address) const {
  std::vector<std::uint64_t> found;
  const FunctionRange* function = function_at(address);
  for (std::uint64_t length = 1; length <= longest_instruction && length <= address; ++length) {
    std::uint64_t at = address - length;
    // What overlaps the beginning of a function is none of its instructions.
    if (function != nullptr && address > function->begin && at < function->begin) break;
    const Text* text = text_at(at);
    if (text == nullptr || !text->begins[static_cast<std::size_t>(at - text->address)]) continue;
    std::optional<isa::X86Instruction> instruction = this->instruction(at);
    if (instruction && instruction->length == length) found.push_back(at);
  }
  return found;
}

std::vector<std::uint64_t> X86Code::ways_to(std::uint64_t address) const {
  std::vector<std::uint64_t> sources;
  auto [first, last] = std::ranges::equal_range(
      ways_, address, {},
      [](const std::pair<std::uint64_t, std::uint64_t>& way) { return way.first; });
  for (auto way = first; way != last; ++way) sources.push_back(way->second);
  return sources;
}

bool X86Code::is_taken(std::uint64_t address) const {
  return std::ranges::binary_search(taken_, address);
}

std::vector<std::uint64_t> X86Code::table_targets(std::uint64_t jump,
                                                  const FunctionRange& function) const {
  constexpr unsigned most_before = 6;
  std::vector<std::uint64_t> targets;
  std::uint64_t at = jump;
  for (unsigned i = 0; i < most_before; ++i) {
    std::vector<std::uint64_t> earlier = before(at);
    if (earlier.size() != 1) return targets;
    at = earlier.front();
    std::optional<isa::X86Instruction> instruction = this->instruction(at);
    if (!instruction || instruction->flow != isa::X86Flow::next) return targets;
    if (!instruction->refers_to) continue;
    std::uint64_t table = *instruction->refers_to;
    std::optional<std::span<const std::byte>> bytes = image_.rest_at(table);
    if (!bytes) return targets;
    ByteReader entries(*bytes, Endian::little);
    for (std::uint64_t offset = 0;; offset += 4) {
      std::optional<std::uint32_t> entry = entries.u32(offset);
      if (!entry) return targets;
      auto distance = static_cast<std::int64_t>(static_cast<std::int32_t>(*entry));
      std::uint64_t target = table + static_cast<std::uint64_t>(distance);
      if (target < function.begin || target >= function.end) return targets;
      targets.push_back(target);
    }
  }
  return targets;
}

std::optional<isa::X86Instruction> X86Code::instruction(std::uint64_t address) const {
  return scanner_.at(bytes_at(address), address);
}

std::optional<isa::X86Effect> X86Code::effect(std::uint64_t address) const {
  return isa::x86_effect(bytes_at(address));
}

}  // namespace ashore::verify
