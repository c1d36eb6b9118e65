// SPDX-License-Identifier: Apache-2.0
#include "table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "ashore/base/table.h"
#include "ashore/base/text.h"
#include "ashore/host/files.h"

namespace ashore::verdicts {

namespace {

// "-" is an empty field.
std::vector<std::string> list(std::string_view field) {
  std::vector<std::string> result;
  if (field == "-") return result;
  for (std::string_view word : words(field)) result.emplace_back(word);
  return result;
}

// Assembly in a -D has blanks; '~' stands for one there.
std::vector<std::string> flags(std::string_view field) {
  std::vector<std::string> result = list(field);
  for (std::string& flag : result) std::ranges::replace(flag, '~', ' ');
  return result;
}

Words set(std::string_view field) {
  std::vector<std::string> all = list(field);
  return {all.begin(), all.end()};
}

Expected<Arch> arch_of(std::string_view row, std::string_view word) {
  if (std::optional<Arch> arch = parse_arch(word)) return *arch;
  return failure(ErrorKind::bad_input, fmt::format("`{}`: `{}` is no architecture", row, word));
}

}  // namespace

Expected<std::vector<Program>> read_programs(const std::filesystem::path& file) {
  TRY_ASSIGN(std::string text, host::read_file(file));
  enum Column { name, size, arch, how, source, target, with, arguments, needs, named };
  constexpr std::array columns = std::to_array<std::string_view>(
      {"name", "size", "arch", "how", "source", "target", "flags", "arguments", "needs", "named"});
  TRY_ASSIGN(Table table, Table::parse(text, columns));
  std::vector<Program> programs;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    Program program;
    program.name = table.at(row, name);
    program.quick = table.at(row, size) == "quick";
    TRY_ASSIGN(program.arch, arch_of(program.name, table.at(row, arch)));
    program.how = table.at(row, how);
    program.source = table.at(row, source);
    program.target = table.at(row, target);
    program.flags = flags(table.at(row, with));
    program.arguments = flags(table.at(row, arguments));
    program.needs = set(table.at(row, needs));
    program.named = flags(table.at(row, named));
    programs.push_back(std::move(program));
  }
  return programs;
}

Expected<std::vector<Model>> read_models(const std::filesystem::path& file) {
  TRY_ASSIGN(std::string text, host::read_file(file));
  enum Column { name, qemu, cpu, arch, float_abi, has, cpuinfo, size, machine };
  constexpr std::array columns = std::to_array<std::string_view>(
      {"name", "qemu", "cpu", "arch", "float_abi", "has", "cpuinfo", "size", "machine"});
  TRY_ASSIGN(Table table, Table::parse(text, columns));
  std::vector<Model> models;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    Model model;
    model.name = table.at(row, name);
    model.qemu = table.at(row, qemu);
    model.cpu = table.at(row, cpu);
    TRY_ASSIGN(model.arch, arch_of(model.name, table.at(row, arch)));
    model.float_abi = parse_float_abi(table.at(row, float_abi)).value_or(FloatAbi::hard);
    model.has = set(table.at(row, has));
    if (table.at(row, machine) != "-") model.machine = table.at(row, machine);
    model.cpuinfo = table.at(row, cpuinfo);
    model.quick = table.at(row, size) == "quick";
    models.push_back(std::move(model));
  }
  return models;
}

Expected<Explanations> read_explanations(const std::filesystem::path& file) {
  TRY_ASSIGN(std::string text, host::read_file(file));
  enum Column { program, why };
  constexpr std::array columns = std::to_array<std::string_view>({"program", "why"});
  TRY_ASSIGN(Table table, Table::parse(text, columns));
  Explanations explanations;
  for (std::size_t row = 0; row < table.rows(); ++row)
    explanations.emplace(table.at(row, program), table.at(row, why));
  return explanations;
}

bool runs(const Program& program, const Model& model) {
  return std::ranges::includes(model.has, program.needs);
}

}  // namespace ashore::verdicts
