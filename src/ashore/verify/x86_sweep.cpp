// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/x86_sweep.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ashore/base/byte_reader.h"
#include "ashore/elf/address_set.h"

namespace ashore::verify {

namespace {

constexpr std::uint64_t longest_instruction = 15;

// The bytes of one executable segment, and what is known of each.
struct Text {
  std::uint64_t begin = 0, end = 0;
  std::string_view bytes;
  std::vector<bool> begins;   // an instruction that was read in sequence
  std::vector<bool> covered;  // a part of one that is code for sure

  bool has(std::uint64_t address) const { return address >= begin && address < end; }
  std::size_t index(std::uint64_t address) const {
    return static_cast<std::size_t>(address - begin);
  }
};

class Sweeper {
 public:
  Sweeper(const elf::LoadedImage& image, const isa::X86Scanner& scanner, const X86Use& use,
          const X86Meet& meet)
      : image_(image), scanner_(scanner), use_(use), meet_(meet) {
    for (const elf::CodeRange& range : image.code()) {
      std::span<const std::byte> bytes =
          image.bytes_at(range.address, range.size).value_or(std::span<const std::byte>());
      texts_.push_back({range.address, range.address + bytes.size(),
                        std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
                        std::vector<bool>(bytes.size()), std::vector<bool>(bytes.size())});
    }
  }

  // Functions that overlap are gone through as one piece, each from its own beginning.
  void read_functions(std::vector<FunctionRange> functions) {
    std::ranges::sort(functions, {},
                      [](const FunctionRange& range) { return std::pair(range.begin, range.end); });
    for (auto next = functions.begin(); next != functions.end();) {
      auto first = next;
      std::uint64_t end = first->end;
      for (++next; next != functions.end() && next->begin < end; ++next)
        end = std::max(end, next->end);
      read_together(std::span(first, next), end);
    }
  }

  void follow(const std::vector<std::uint64_t>& addresses, X86Reading reading) {
    for (std::uint64_t address : addresses) follow(address, reading);
  }

  // From all targets of branches that were met, until there is nothing new.
  void follow_targets() {
    for (std::vector<std::uint64_t> targets = targets_.take(); !targets.empty();
         targets = targets_.take())
      follow(targets, X86Reading::code);
  }
  // The same of what may be an address of code.
  void follow_pointers() {
    follow_jump_tables();
    for (std::vector<std::uint64_t> pointers = pointers_.take(); !pointers.empty();
         pointers = pointers_.take())
      follow(pointers, X86Reading::perhaps);
  }

  // At every byte: what is not known to be code, and what is in doubt.
  void read_the_rest(const std::vector<FunctionRange>& data) {
    auto skip = data.begin();
    for (const Text& text : texts_) {
      for (std::uint64_t at = text.begin; at < text.end;) {
        while (skip != data.end() && skip->end <= at) ++skip;
        if (skip != data.end() && skip->begin <= at) {
          at = skip->end;
          continue;
        }
        std::uint64_t limit = skip != data.end() ? std::min(skip->begin, text.end) : text.end;
        at = read_uncovered(text, at, limit);
      }
    }
    for (const FunctionRange& range : doubtful_)
      if (const Text* text = text_at(range.begin)) read_anyhow(*text, range.begin, range.end);
  }

  X86Sweep take() { return std::move(sweep_); }

 private:
  Text* text_at(std::uint64_t address) {
    auto found = std::ranges::find_if(texts_, [&](const Text& text) { return text.has(address); });
    return found == texts_.end() ? nullptr : &*found;
  }
  const FunctionRange* function_at(std::uint64_t address) const {
    auto after = std::ranges::upper_bound(functions_, address, {}, &FunctionRange::begin);
    if (after == functions_.begin() || address >= std::prev(after)->end) return nullptr;
    return &*std::prev(after);
  }
  static std::string_view bytes_at(const Text& text, std::uint64_t address) {
    return text.bytes.substr(text.index(address), longest_instruction);
  }

  void read_together(std::span<const FunctionRange> functions, std::uint64_t end) {
    Text* text = text_at(functions.front().begin);
    if (text == nullptr) return;
    FunctionRange whole{functions.front().begin, std::min(end, text->end)};
    bool is_understood = true;
    std::uint64_t last = UINT64_MAX;
    for (const FunctionRange& function : functions) {
      if (function.begin == last || !text->has(function.begin)) continue;
      last = function.begin;
      is_understood &= read_to_end(*text, function.begin, whole);
    }
    functions_.push_back(whole);
    if (!is_understood) doubtful_.push_back(whole);
  }

  // Until an instruction begins that was read already. False: something was no instruction.
  bool read_to_end(Text& text, std::uint64_t at, const FunctionRange& function) {
    while (at < function.end && !text.begins[text.index(at)]) {
      std::optional<isa::X86Instruction> found = scanner_.at(bytes_at(text, at), at);
      if (!found || found->length > function.end - at) {
        use_({at, 1, "", X86Reading::unreadable});
        return false;
      }
      note(text, at, *found, X86Reading::code);
      at += found->length;
    }
    return true;
  }

  void note(Text& text, std::uint64_t at, const isa::X86Instruction& found, X86Reading reading) {
    text.begins[text.index(at)] = true;
    if (meet_) meet_(at, found);
    if (reading == X86Reading::code)
      std::fill_n(text.covered.begin() + static_cast<std::ptrdiff_t>(text.index(at)), found.length,
                  true);
    if (!found.needs.empty()) use_({at, found.length, found.needs, reading});
    if (found.asks_cpu) sweep_.cpuid.push_back(at);
    if (found.target) {
      const Text* other = text.has(*found.target) ? &text : text_at(*found.target);
      bool is_known = other != nullptr && other->begins[other->index(*found.target)];
      if (other != nullptr && !is_known)
        (reading == X86Reading::code ? targets_ : pointers_).add(*found.target);
    }
    if (!found.refers_to) return;
    if (text_at(*found.refers_to) != nullptr)
      pointers_.add(*found.refers_to);
    else if (image_.is_64() && image_.rest_at(*found.refers_to))
      tables_.add(*found.refers_to);
  }

  // As control goes. What stands behind a call is reached only if the call comes back.
  void follow(std::uint64_t at, X86Reading reading) {
    Text* text = text_at(at);
    while (text != nullptr && text->has(at) && !text->begins[text->index(at)]) {
      std::optional<isa::X86Instruction> found = scanner_.at(bytes_at(*text, at), at);
      if (!found) {
        if (reading == X86Reading::code) use_({at, 1, "", X86Reading::unreadable});
        return;
      }
      note(*text, at, *found, reading);
      bool goes_on = found->flow == isa::X86Flow::next || found->flow == isa::X86Flow::branch ||
                     found->flow == isa::X86Flow::call;
      if (!goes_on) return;
      at += found->length;
      if (found->flow != isa::X86Flow::call) continue;
      // Last of all, so that what is sure is not taken for less.
      pointers_.add(at);
      return;
    }
  }

  // What code makes the address of may be a table of jumps, which count from its place. It ends
  // where the next thing begins, or where an entry leads to no code; cold parts of a function lie
  // elsewhere, and their beginnings are known.
  void follow_jump_tables() {
    std::vector<std::uint64_t> tables = tables_.take();
    for (std::size_t i = 0; i < tables.size(); ++i)
      add_entries(tables[i], i + 1 < tables.size() ? tables[i + 1] : UINT64_MAX);
  }

  void add_entries(std::uint64_t table, std::uint64_t end) {
    std::optional<std::span<const std::byte>> bytes = image_.rest_at(table);
    if (!bytes) return;
    ByteReader reader(*bytes, Endian::little);
    const FunctionRange* function = nullptr;
    for (std::uint64_t at = 0; at < end - table; at += 4) {
      std::optional<std::uint32_t> entry = reader.u32(at);
      if (!entry) return;
      std::int64_t distance = static_cast<std::int32_t>(*entry);
      std::uint64_t target = table + static_cast<std::uint64_t>(distance);
      if (text_at(target) == nullptr) return;
      if (function == nullptr) function = function_at(target);
      if (function == nullptr) return;
      if (target >= function->begin && target < function->end) pointers_.add(target);
    }
  }

  std::uint64_t read_uncovered(const Text& text, std::uint64_t at, std::uint64_t limit) {
    while (at < limit && text.covered[text.index(at)]) ++at;
    std::uint64_t end = at;
    while (end < limit && !text.covered[text.index(end)]) ++end;
    if (at < end) read_anyhow(text, at, end);
    return end;
  }

  void read_anyhow(const Text& text, std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t at = begin; at < end; ++at) {
      std::optional<isa::X86Instruction> found = scanner_.at(bytes_at(text, at), at);
      if (found && meet_) meet_(at, *found);
      if (found && !found->needs.empty())
        use_({at, found->length, found->needs, X86Reading::anything});
    }
  }

  const elf::LoadedImage& image_;
  const isa::X86Scanner& scanner_;
  const X86Use& use_;
  const X86Meet& meet_;
  std::vector<Text> texts_;
  elf::AddressSet targets_, pointers_, tables_;
  std::vector<FunctionRange> functions_;  // by address, apart
  std::vector<FunctionRange> doubtful_;
  X86Sweep sweep_;
};

}  // namespace

X86Sweep sweep_x86(const elf::LoadedImage& image, const isa::X86Scanner& scanner,
                   const X86Starts& starts, const X86Use& use, const X86Meet& meet) {
  Sweeper sweeper(image, scanner, use, meet);
  sweeper.read_functions(starts.functions);
  sweeper.follow(starts.called, X86Reading::code);
  sweeper.follow_targets();
  sweeper.follow(starts.pointers, X86Reading::perhaps);
  sweeper.follow_pointers();
  sweeper.read_the_rest(starts.data);
  return sweeper.take();
}

}  // namespace ashore::verify
