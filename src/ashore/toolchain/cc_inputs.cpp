// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/cc_inputs.h"

#include <array>

namespace ashore {

namespace {

struct Row {
  std::string_view name;  // after the last dot
  CcInput kind;
};

// GCC's manual, "Options Controlling the Kind of Output"; what is not here is the linker's.
constexpr std::array endings = {
    Row{"c", CcInput::c},
    Row{"i", CcInput::c},
    Row{"cc", CcInput::cxx},
    Row{"cp", CcInput::cxx},
    Row{"cxx", CcInput::cxx},
    Row{"cpp", CcInput::cxx},
    Row{"CPP", CcInput::cxx},
    Row{"c++", CcInput::cxx},
    Row{"C", CcInput::cxx},
    Row{"CC", CcInput::cxx},
    Row{"ii", CcInput::cxx},
    Row{"mm", CcInput::cxx},
    Row{"M", CcInput::cxx},
    Row{"mii", CcInput::cxx},
    Row{"cppm", CcInput::cxx},
    Row{"ccm", CcInput::cxx},
    Row{"ixx", CcInput::cxx},
    Row{"s", CcInput::assembly},
    Row{"S", CcInput::assembly},
    Row{"sx", CcInput::assembly},
    Row{"asm", CcInput::assembly},
    Row{"h", CcInput::header},
    Row{"H", CcInput::cxx_header},
    Row{"hh", CcInput::cxx_header},
    Row{"hp", CcInput::cxx_header},
    Row{"hxx", CcInput::cxx_header},
    Row{"hpp", CcInput::cxx_header},
    Row{"HPP", CcInput::cxx_header},
    Row{"h++", CcInput::cxx_header},
    Row{"m", CcInput::other_source},
    Row{"mi", CcInput::other_source},
    Row{"ll", CcInput::other_source},
    Row{"bc", CcInput::other_source},
};

}  // namespace

CcInput kind_of_input(std::string_view path) {
  std::string_view file = path.substr(path.rfind('/') + 1);
  std::size_t dot = file.rfind('.');
  if (dot == std::string_view::npos) return CcInput::for_linker;
  for (const Row& row : endings) {
    if (row.name == file.substr(dot + 1)) return row.kind;
  }
  return CcInput::for_linker;
}

CcInput kind_of_language(std::string_view language) {
  if (language == "c" || language == "cpp-output") return CcInput::c;
  if (language.starts_with("assembler")) return CcInput::assembly;
  bool is_header = language.ends_with("-header");
  if (language.find("++") != std::string_view::npos)
    return is_header ? CcInput::cxx_header : CcInput::cxx;
  return is_header ? CcInput::header : CcInput::other_source;
}

std::string language_under_cxx(std::string_view path) {
  switch (kind_of_input(path)) {
  case CcInput::c: return path.ends_with(".i") ? "c++-cpp-output" : "c++";
  case CcInput::header: return "c++-header";
  default: return "";
  }
}

}  // namespace ashore
