// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/cores.h"

#include <array>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/catalogue/built_in.h"
#include "embedded/arm_cores.h"
#include "embedded/mips_cores.h"
#include "embedded/mips_systems.h"
#include "embedded/powerpc_cores.h"
#include "embedded/riscv_cores.h"

namespace ashore::catalogue {

namespace {

struct RiscvCore {
  std::string_view uarch, llvm;
};

struct MipsSystem {
  std::string_view beginning;
  std::optional<Endian> endian;
};

unsigned number(std::string_view hexadecimal) {
  return static_cast<unsigned>(parse_unsigned(hexadecimal.substr(2), 16).value_or(0));
}

std::vector<ArmCore> read_arm_cores() {
  constexpr std::array<std::string_view, 8> columns = {"implementer", "part", "vendor", "name",
                                                       "baseline",    "llvm", "most",   "note"};
  Table table = built_in(embedded::arm_cores, columns);
  std::vector<ArmCore> cores;
  cores.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    cores.push_back({number(table.at(row, 0)), number(table.at(row, 1)), table.at(row, 2),
                     table.at(row, 3), table.at(row, 4), table.at(row, 5),
                     features_of_words(table.at(row, 6))});
  }
  return cores;
}

std::vector<MipsCore> read_mips_cores() {
  constexpr std::array<std::string_view, 7> columns = {"model", "name", "baseline", "highest",
                                                       "llvm",  "most", "note"};
  Table table = built_in(embedded::mips_cores, columns);
  std::vector<MipsCore> cores;
  cores.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    cores.push_back({table.at(row, 0), table.at(row, 1), table.at(row, 2), table.at(row, 3),
                     table.at(row, 4), features_of_words(table.at(row, 5))});
  }
  return cores;
}

std::vector<PowerpcCore> read_powerpc_cores() {
  constexpr std::array<std::string_view, 4> columns = {"cpu", "bits", "words", "llvm"};
  Table table = built_in(embedded::powerpc_cores, columns);
  std::vector<PowerpcCore> cores;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    cores.push_back({table.at(row, 0), table.at(row, 1) == "64" ? 64U : 32U, table.at(row, 2),
                     table.at(row, 3)});
  }
  return cores;
}

std::vector<RiscvCore> read_riscv_cores() {
  constexpr std::array<std::string_view, 4> columns = {"uarch", "name", "llvm", "note"};
  Table table = built_in(embedded::riscv_cores, columns);
  std::vector<RiscvCore> cores;
  for (std::size_t row = 0; row < table.rows(); ++row)
    cores.push_back({table.at(row, 0), table.at(row, 2)});
  return cores;
}

std::vector<MipsSystem> read_mips_systems() {
  constexpr std::array<std::string_view, 3> columns = {"system", "endian", "note"};
  Table table = built_in(embedded::mips_systems, columns);
  std::vector<MipsSystem> systems;
  for (std::size_t row = 0; row < table.rows(); ++row)
    systems.push_back({table.at(row, 0), parse_endian(table.at(row, 1))});
  return systems;
}

template <class Row> using Field = std::string_view Row::*;

// The row whose `beginning` is the longest that `text` begins with.
template <class Row>
const Row* longest_beginning(const std::vector<Row>& rows, Field<Row> beginning,
                             std::string_view text) {
  const Row* best = nullptr;
  for (const Row& row : rows) {
    if (!text.starts_with(row.*beginning)) continue;
    if (best == nullptr || (row.*beginning).size() > (best->*beginning).size()) best = &row;
  }
  return best;
}

}  // namespace

const ArmCore* find_arm_core(unsigned implementer, unsigned part) {
  static const std::vector<ArmCore> cores = read_arm_cores();
  for (const ArmCore& core : cores) {
    if (core.implementer == implementer && core.part == part) return &core;
  }
  return nullptr;
}

const MipsCore* find_mips_core(std::string_view cpu_model) {
  static const std::vector<MipsCore> cores = read_mips_cores();
  return longest_beginning(cores, &MipsCore::model, cpu_model);
}

const PowerpcCore* find_powerpc_core(std::string_view cpu) {
  static const std::vector<PowerpcCore> cores = read_powerpc_cores();
  // "PPC970FX", "PPC440EPx" of vendors' kernels; no name in the table is longer than that.
  std::string name = lower_case(cpu.substr(0, 64));
  std::string_view bare = name;
  if (bare.starts_with("ppc")) bare.remove_prefix(3);
  return longest_beginning(cores, &PowerpcCore::cpu, bare);
}

std::string_view riscv_core(std::string_view uarch) {
  static const std::vector<RiscvCore> cores = read_riscv_cores();
  for (const RiscvCore& core : cores) {
    if (core.uarch == uarch) return core.llvm;
  }
  return {};
}

std::optional<Endian> byte_order_of_mips(std::string_view system_type) {
  static const std::vector<MipsSystem> systems = read_mips_systems();
  if (const MipsSystem* system = longest_beginning(systems, &MipsSystem::beginning, system_type))
    return system->endian;
  // "UBNT_E200 (CN6120p1.1-880-NSP)": Octeon runs big-endian Linux only.
  if (system_type.find(" (CN") != std::string_view::npos) return Endian::big;
  return std::nullopt;
}

}  // namespace ashore::catalogue
