// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/question_shape.h"

#include <vector>

namespace ashore::verify {

namespace {

using flow::ArmOperation;
using flow::Indexing;
using flow::no_register;
using flow::Register;
using flow::Verb;

// The first words of a pair, and where the pairs are.
struct Pairs {
  Register word = no_register, place = no_register;
};

bool is_plain_load(const ArmOperation& operation, Register to, Register base, std::int64_t at) {
  return operation.verb == Verb::load && operation.size == 4 && operation.to == to &&
         operation.first == base && operation.second == no_register && operation.number == at &&
         operation.indexing == Indexing::none;
}

bool compares(const ArmOperation& operation, Register one, Register other) {
  return operation.verb == Verb::subtract && operation.to == no_register &&
         ((operation.first == one && operation.second == other) ||
          (operation.first == other && operation.second == one));
}

bool compares_with_zero(const ArmOperation& operation, Register reg) {
  bool by_branch =
      operation.verb == Verb::branch_if_zero || operation.verb == Verb::branch_if_not_zero;
  bool by_flags = operation.verb == Verb::subtract && operation.to == no_register &&
                  operation.second == no_register && operation.number == 0;
  return (by_branch || by_flags) && operation.first == reg;
}

bool walks(const std::vector<ArmOperation>& all, const Pairs& pairs) {
  constexpr std::int64_t size = 8, half = 4;
  constexpr Register argument = 0;
  bool loads = false, moves = false, ends = false, finds = false, answers = false;
  for (const ArmOperation& operation : all) {
    bool walks_on = operation.verb == Verb::load && operation.to == pairs.word &&
                    operation.first == pairs.place && operation.number == size &&
                    operation.indexing == Indexing::before;
    bool adds = operation.verb == Verb::add && operation.to == pairs.place &&
                operation.first == pairs.place && operation.second == no_register &&
                operation.number == size;
    moves |= walks_on || adds;
    loads |= walks_on || is_plain_load(operation, pairs.word, pairs.place, 0);
    ends |= compares_with_zero(operation, pairs.word);
    finds |= compares(operation, argument, pairs.word);
    answers |= is_plain_load(operation, argument, pairs.place, half);
  }
  return loads && moves && ends && finds && answers;
}

}  // namespace

bool looks_for_pair(const ExecutionGround& ground, CodeKey function) {
  constexpr unsigned most = 32;
  std::vector<ArmOperation> all;
  for (unsigned i = 0; i < most && ground.is_instruction(function); ++i) {
    all.push_back(ground.operation(function, false));
    function += ground.step(function, false).length;
  }
  for (const ArmOperation& operation : all) {
    bool is_load = operation.verb == Verb::load && operation.size == 4;
    if (is_load && operation.first != no_register && walks(all, {operation.to, operation.first}))
      return true;
  }
  return false;
}

}  // namespace ashore::verify
