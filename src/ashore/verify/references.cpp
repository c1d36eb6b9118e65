// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/references.h"

#include <algorithm>

#include "ashore/elf/code_roots.h"
#include "ashore/elf/format.h"
#include "ashore/elf/relocations.h"
#include "ashore/elf/symbols.h"
#include "ashore/reach/run_values.h"

namespace ashore::verify {

namespace {

std::uint64_t offset_by(std::uint64_t address, std::uint32_t field, unsigned bits) {
  auto value = static_cast<std::int32_t>(field << (32 - bits)) >> (32 - bits);
  return address + static_cast<std::uint64_t>(std::int64_t{value} * 4);
}

// Arm DDI 0487, C4.1: branches.
Leads a64_leads(std::uint32_t word, std::uint64_t address) {
  Leads leads;
  auto to = [&](std::uint32_t field, unsigned bits) {
    leads.has_target = true;
    leads.target = offset_by(address, field, bits);
  };
  if ((word & 0x7c000000) == 0x14000000) {
    to(word & 0x3ffffff, 26);
    leads.is_call = word >> 31 != 0;
    leads.goes_on = leads.is_call;
  } else if ((word & 0xff000010) == 0x54000000 || (word & 0x7e000000) == 0x34000000) {
    to(word >> 5 & 0x7ffff, 19);
  } else if ((word & 0x7e000000) == 0x36000000) {
    to(word >> 5 & 0x3fff, 14);
  } else if ((word & 0xffdffc1f) == 0xd61f0000 || (word & 0xffe0001f) == 0xd4200000 ||
             (word & 0xffff0000) == 0) {
    leads.goes_on = false;  // br, ret, brk, udf
  } else if ((word & 0xfffffc1f) == 0xd65f0000) {
    leads.goes_on = false;
  }
  return leads;
}

std::map<std::uint64_t, std::string> imported_slots(const elf::LoadedImage& image) {
  std::map<std::uint64_t, std::string> slots;
  Expected<elf::SymbolTable> symbols = elf::dynamic_symbols(image);
  if (!symbols) return slots;
  Expected<void> read = elf::for_each_relocation(image, [&](const elf::Relocation& relocation) {
    if (relocation.kind != elf::RelocationKind::slot || relocation.symbol >= symbols->size())
      return;
    elf::Symbol symbol = (*symbols)[relocation.symbol];
    if (!symbol.is_defined()) slots.emplace(relocation.place, symbol.name);
  });
  return read ? slots : std::map<std::uint64_t, std::string>();
}

reach::CodeKind kind_of(isa::Mode mode) {
  return mode == isa::Mode::thumb ? reach::CodeKind::thumb : reach::CodeKind::a32;
}

}  // namespace

References::References(const elf::LoadedImage& image, const ElfFacts& facts,
                       const std::vector<Stretch>& stretches)
    : image_(image), code_(image, code_endian(facts)), is_a64_(facts.machine == elf::em_aarch64) {
  if (facts.machine == elf::em_arm) {
    Expected<reach::CodeView> view = reach::CodeView::of(image);
    if (view) view_ = std::move(*view);
    slots_ = imported_slots(image);
  }
  if (!is_known()) return;
  for (const Stretch& stretch : stretches)
    if (stretch.knowledge == Knowledge::code) index(stretch);
  Expected<elf::RelocatedCode> relocated = elf::relocated_code(image);
  if (relocated)
    taken_.insert(taken_.end(), relocated->addresses.begin(), relocated->addresses.end());
  for (std::uint64_t pointer : elf::possible_code_pointers(image)) taken_.push_back(pointer);
  if (!is_a64_)
    for (std::uint64_t& pointer : taken_) pointer &= ~std::uint64_t{1};
  std::ranges::sort(taken_);
  std::ranges::sort(branches_);
  std::ranges::sort(call_targets_);
}

Leads References::leads(std::uint64_t address, isa::Mode mode) const {
  if (is_a64_) return a64_leads(code_.word(address).value_or(0), address);
  reach::Step step = view_->step({address, kind_of(mode)}, false);
  Leads leads;
  leads.length = step.length == 0 ? (mode == isa::Mode::thumb ? 2 : 4) : step.length;
  leads.is_call = step.flow == reach::Flow::call;
  leads.has_target = leads.is_call || step.flow == reach::Flow::jump;
  leads.target = step.target;
  leads.goes_on = !step.ends_run();
  return leads;
}

void References::index(const Stretch& stretch) {
  for (std::uint64_t at = stretch.begin; at < stretch.end;) {
    Leads found = leads(at, stretch.mode);
    if (found.has_target) branches_.push_back({found.target, at});
    if (found.is_call) call_targets_.push_back(found.target);
    index_addresses(at, stretch.mode);
    at += found.length;
  }
}

// Instructions that make an address of code: adr, adrp and add; movw; a word that is added to pc.
void References::index_addresses(std::uint64_t address, isa::Mode mode) {
  if (is_a64_) {
    std::uint32_t word = code_.word(address).value_or(0);
    if ((word & 0x1f000000) != 0x10000000) return;
    std::uint32_t field = (word >> 5 & 0x7ffff) << 2 | (word >> 29 & 3);
    auto value = static_cast<std::int64_t>(static_cast<std::int32_t>(field << 11) >> 11);
    if (word >> 31 == 0) {
      taken_.push_back(address + static_cast<std::uint64_t>(value));
      return;
    }
    std::uint64_t page =
        (address & ~std::uint64_t{0xfff}) + static_cast<std::uint64_t>(value * 4096);
    for (std::uint64_t at = address + 4; at < address + 64; at += 4) {
      std::uint32_t add = code_.word(at).value_or(0);
      if ((add & 0xffc00000) == 0x91000000 && (add >> 5 & 31) == (word & 31))
        taken_.push_back(page + (add >> 10 & 0xfff));
    }
    return;
  }
  index_values(view_->step({address, kind_of(mode)}, false));
}

// The last numbers that a register came to hold: ways may have met since.
std::vector<std::uint32_t> References::recently_in(reach::Register reg) const {
  constexpr std::size_t most = 3;
  std::vector<std::uint32_t> values;
  for (auto known = recent_.rbegin(); known != recent_.rend() && values.size() < most; ++known)
    if (known->first == reg) values.push_back(known->second);
  return values;
}

// Numbers of A32 and Thumb that become addresses: by pc alone, by pc and a literal, in two halves.
void References::index_values(const reach::Step& step) {
  using reach::Effect;
  constexpr std::size_t most_kept = 64;
  auto number = static_cast<std::uint32_t>(static_cast<std::uint64_t>(step.number));
  bool is_number = step.effect == Effect::sum && step.first == reach::no_register &&
                   step.second == reach::no_register;
  bool is_literal = step.effect == Effect::load && step.data_size == 4;
  auto add = [this](std::uint32_t value) { taken_.push_back(value); };
  if (is_number) {
    add(number);
    recent_.push_back({step.to, number});
  } else if (is_literal) {
    auto literal = static_cast<std::uint32_t>(image_.word_at(step.data).value_or(0));
    recent_.push_back({step.to, literal});
    literals_.insert(literal);
  } else if (step.effect == Effect::sum && step.uses_pc) {
    reach::Register other = step.first == reach::no_register ? step.second : step.first;
    std::vector<std::uint32_t> values = recently_in(other);
    for (std::uint32_t value : values) add(number + value);
    if (values.empty()) relative_.insert(number);
  } else if (step.effect == Effect::high_half) {
    std::vector<std::uint32_t> values = recently_in(step.first);
    for (std::uint32_t value : values) add((value & 0xffff) | number << 16);
    if (values.empty()) high_halves_.insert(static_cast<std::uint16_t>(number));
  }
  if (recent_.size() > most_kept) recent_.pop_front();
}

std::vector<Reference> References::to(std::uint64_t begin, std::uint64_t end) const {
  auto first = std::ranges::lower_bound(branches_, Reference{begin, 0});
  auto last = std::ranges::lower_bound(branches_, Reference{end, 0});
  return {first, last};
}

bool References::is_taken(std::uint64_t address) const {
  // Each look goes through the whole program.
  constexpr std::size_t most_looks = 64;
  auto known = known_.find(address);
  if (known == known_.end()) {
    if (known_.size() >= most_looks) return true;
    known = known_.emplace(address, find_taken(address)).first;
  }
  return known->second;
}

bool References::find_taken(std::uint64_t address) const {
  if (std::ranges::binary_search(taken_, address)) return true;
  if (is_a64_) return false;
  if (high_halves_.contains(static_cast<std::uint16_t>(address >> 16))) return true;
  if (relative_.empty()) return false;
  // A number that was added to pc somewhere, we know not which: any that the code loads.
  for (std::uint32_t literal : literals_)
    for (std::uint64_t bit : {0U, 1U})
      if (relative_.contains(((address | bit) - literal) & 0xffffffff)) return true;
  return false;
}

bool References::imports(std::string_view name) const {
  return std::ranges::any_of(slots_, [name](const auto& slot) { return slot.second == name; });
}

std::string References::import_at(std::uint64_t address) const {
  constexpr unsigned most = 6;
  if (!view_ || slots_.empty()) return "";
  // Linkers write these in A32; callers in Thumb come by a branch that changes to it.
  reach::Place place{address, reach::CodeKind::a32};
  reach::RunValues values(*view_);
  for (unsigned i = 0; i < most; ++i) {
    reach::Step step = view_->step(place, false);
    if (step.length == 0) return "";
    if (step.ends_run()) {
      std::optional<std::uint64_t> slot = values.read_address(step);
      auto known = slot ? slots_.find(*slot) : slots_.end();
      return known == slots_.end() ? "" : known->second;
    }
    values.pass(step);
    place.address += step.length;
  }
  return "";
}

std::optional<std::uint64_t> References::begin_of(std::uint64_t address,
                                                  const Functions& functions) const {
  if (const Function* function = functions.at(address)) return function->begin;
  auto after = std::ranges::upper_bound(call_targets_, address);
  if (after == call_targets_.begin()) return std::nullopt;
  return *std::prev(after);
}

std::vector<std::uint64_t> References::instructions(std::uint64_t begin, std::uint64_t end,
                                                    isa::Mode mode) const {
  constexpr std::size_t most = 100'000;
  std::vector<std::uint64_t> addresses;
  for (std::uint64_t at = begin; at <= end && addresses.size() < most;) {
    addresses.push_back(at);
    at += leads(at, mode).length;
  }
  return addresses;
}

}  // namespace ashore::verify
