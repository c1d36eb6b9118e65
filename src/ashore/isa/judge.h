// SPDX-License-Identifier: Apache-2.0
// Decides about one encoding: within the floor, no instruction at all, or outside and why.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ashore/isa/decoder.h"
#include "ashore/isa/dialect.h"
#include "ashore/isa/form_index.h"
#include "ashore/isa/suspects.h"

namespace ashore::isa {

class Judge {
 public:
  Judge(Dialect dialect, Mode mode);

  // 0: within the floor, or no instruction. Otherwise what it needs is needs()[verdict].
  std::uint16_t verdict(const Encoding& encoding);
  const std::vector<std::string>& needs() const { return needs_; }

  // Every word with another verdict than 0 fits one of them.
  std::vector<Pattern> suspects() const;

  // As Decoder's, of the first that has the instruction: the floor, or what lies above it.
  bool is_unpredictable(const Encoding& encoding);
  std::string text(const Encoding& encoding, std::uint64_t address);

 private:
  // A set of features, and the conditions of the tables that it meets.
  struct Known {
    Decoder::FeatureSet features = 0;
    std::vector<bool> holding;
  };
  struct Growth {
    std::string name;
    Decoder::Change change = 0;  // to the floor
    // By number of the condition, whether the floor after it has it; 2: not yet asked.
    std::vector<char> conditions;
  };
  // A world, ready for the decoder.
  struct Everything {
    Known known;
    // Conditions about which it and the first may not be of one mind.
    std::vector<bool> differing;
    std::ptrdiff_t world = 0;     // of the dialect
    std::vector<Growth> growths;  // made when the first is wanted
  };
  const World& world_of(const Everything& everything) const {
    return dialect_.worlds[static_cast<std::size_t>(everything.world)];
  }
  std::vector<Growth>& growths_of(Everything& everything);

  // Nothing where the decoder decides.
  std::optional<std::uint16_t> verdict_by_special(const Encoding& encoding);
  std::uint16_t verdict_by_decoder(const Encoding& encoding);
  // An instruction, and how it must come out of the decoder for the floor to have it.
  struct Wanted {
    Encoding encoding;
    unsigned opcode = 0;
    bool exactly = false;  // by that very name, not as a general one that shares the encoding
  };
  bool has(Decoder::FeatureSet features, const Wanted& wanted) const;
  std::optional<std::uint16_t> verdict_of(const Special& special);
  Everything everything_of(const World& world) const;
  Known known_by(Decoder::FeatureSet features) const;
  // Decoder::opcode, mostly without asking the decoder where there is none.
  std::optional<unsigned> opcode(const Encoding& encoding, const Known& known);
  std::uint16_t needed(const Wanted& wanted, Everything& everything);
  std::string least(const Wanted& wanted, Everything& everything);
  bool may_have(Growth& growth, std::span<const std::uint16_t> conditions);
  bool floor_has_with(std::span<const Growth* const> growths, const Wanted& wanted);
  std::uint16_t number_of(const std::string& needs);

  Mode mode_;
  Dialect dialect_;
  std::unique_ptr<Decoder> decoder_;
  Known floor_;
  std::vector<Everything> everything_;
  std::vector<std::string> needs_ = {""};
  // Wanted when much is asked; making it takes as long as asking LLVM some hundred times.
  const FormIndex* index_ = nullptr;
  std::size_t asked_ = 0;
  // By number of the special, if it decides.
  std::vector<std::optional<std::uint16_t>> by_special_;
  // Of an instruction and the bits of its operands that decide.
  std::unordered_map<std::uint64_t, std::uint16_t> known_;
};

}  // namespace ashore::isa
