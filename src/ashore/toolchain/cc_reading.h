// SPDX-License-Identifier: Apache-2.0
// The state of reading one command line, word by word. Private to cc_line.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/toolchain/cc_line.h"
#include "ashore/toolchain/cc_options.h"
#include "ashore/toolchain/inner_words.h"
#include "ashore/toolchain/linker_words.h"

namespace ashore {

class CcReading {
 public:
  CcReading(bool called_as_cxx, const CcTarget& target);

  // Takes the first word and, where it has one, its value; returns how many words that were.
  Expected<std::size_t> take(std::span<const std::string> words);
  // After "--" everything is an input.
  void add_input(const std::string& word);
  // When all words were taken.
  Expected<CcLine> finished() &&;

 private:
  struct Option {
    const CcOption* row;
    std::string_view value;
    std::span<const std::string> written;  // one word or two
  };

  Expected<void> take_option(const Option& option);
  Expected<void> take_out_or_refuse(const Option& option);
  Expected<void> take_unlisted(const std::string& word);
  void take_linker_option(const Option& option);
  void take_inner_option(const Option& option);
  void set(std::string_view name);
  void add_source(const std::string& path, std::string language);
  void compile_too(const Option& option);
  std::string first_question() const;

  const CcTarget& target_;
  bool called_as_cxx_;
  CcLine line_;
  InnerWords inner_;
  LinkerWords linker_;
  std::string language_;  // of -x, for the inputs that follow
  std::vector<std::string> questions_;
  bool preprocesses_ = false, compiles_ = false;
  bool all_headers_ = true;
};

}  // namespace ashore
