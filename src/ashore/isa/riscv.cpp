// SPDX-License-Identifier: Apache-2.0
// RISC-V, 32 and 64 bits.
#include <algorithm>
#include <array>

#include "ashore/isa/dialect.h"

namespace ashore::isa {

namespace {

// Standard extensions that have instructions, the least first, by the names of DeviceFacts. Those
// that reuse encodings of others (zcmp over zcd, zfinx over f) are in worlds of their own or none.
constexpr std::array standard = std::to_array<std::string_view>({"m",
                                                                 "a",
                                                                 "f",
                                                                 "d",
                                                                 "c",
                                                                 "zca",
                                                                 "zcf",
                                                                 "zcd",
                                                                 "zifencei",
                                                                 "zba",
                                                                 "zbb",
                                                                 "zbs",
                                                                 "zbc",
                                                                 "zbkb",
                                                                 "zbkc",
                                                                 "zbkx",
                                                                 "zknd",
                                                                 "zkne",
                                                                 "zknh",
                                                                 "zksed",
                                                                 "zksh",
                                                                 "zfhmin",
                                                                 "zfh",
                                                                 "zfa",
                                                                 "zfbfmin",
                                                                 "zicond",
                                                                 "zicbom",
                                                                 "zicboz",
                                                                 "zicbop",
                                                                 "zawrs",
                                                                 "zcb",
                                                                 "zcmop",
                                                                 "zimop",
                                                                 "zabha",
                                                                 "zmmul",
                                                                 "zaamo",
                                                                 "zalrsc",
                                                                 "experimental-zacas",
                                                                 "experimental-zalasr",
                                                                 "experimental-zicfilp",
                                                                 "experimental-zicfiss",
                                                                 "v",
                                                                 "zve32x",
                                                                 "zve32f",
                                                                 "zve64x",
                                                                 "zve64f",
                                                                 "zve64d",
                                                                 "zvfhmin",
                                                                 "zvfh",
                                                                 "zvfbfmin",
                                                                 "zvfbfwma",
                                                                 "zvkb",
                                                                 "zvbb",
                                                                 "zvbc",
                                                                 "zvkg",
                                                                 "zvkned",
                                                                 "zvknha",
                                                                 "zvknhb",
                                                                 "zvksed",
                                                                 "zvksh",
                                                                 "h",
                                                                 "svinval"});
constexpr std::array of_small_cores = std::to_array<std::string_view>({"zca", "zcmp", "zcmt"});
constexpr std::array of_vendors = std::to_array<std::string_view>({"m",
                                                                   "f",
                                                                   "d",
                                                                   "xtheadba",
                                                                   "xtheadbb",
                                                                   "xtheadbs",
                                                                   "xtheadcmo",
                                                                   "xtheadcondmov",
                                                                   "xtheadfmemidx",
                                                                   "xtheadmac",
                                                                   "xtheadmemidx",
                                                                   "xtheadmempair",
                                                                   "xtheadsync",
                                                                   "v",
                                                                   "xtheadvdot",
                                                                   "xventanacondops",
                                                                   "xsfvcp",
                                                                   "xsfcease",
                                                                   "xsifivecdiscarddlone",
                                                                   "xsifivecflushdlone",
                                                                   "xsfvqmaccdod",
                                                                   "zca"});

// The number of a control register lies in the upper twelve bits. Those that programs may use have
// 0 in bits 9 and 8 of it; the others are the kernel's and fail on every device alike.
// "The RISC-V Instruction Set Manual, volume II: CSR Listing".
constexpr Special csr(std::uint32_t first, std::uint32_t mask, std::string_view needs) {
  return {mask << 20 | 0x7f, first << 20 | 0x73, needs};
}
constexpr std::array specials = {
    Special{0xffffffff, 0xc0001073, ""},   // unimp: made to fail
    Special{0xffff, 0x0000, "", 2},        // the same of two bytes
    Special{0xf07f, 0x6001, "zcmop", 2},   // c.lui of nothing
    Special{0x0000707f, 0x00000073, "*"},  // no register, but ecall, ebreak and the kernel's
    Special{0x0000707f, 0x00004073, "*"},
    Special{0x0000707f, 0x0000100f, "zifencei"},
    csr(0x000, 0xfff, "csr"),
    csr(0x000, 0xffc, "f"),                     // fflags, frm, fcsr
    csr(0x008, 0xffc, "v"),                     // vstart, vxsat, vxrm
    csr(0x00f, 0xfff, "v"),                     // vcsr
    csr(0x011, 0xfff, "experimental-zicfiss"),  // ssp
    csr(0x015, 0xfff, "zkr"),                   // seed
    csr(0x017, 0xfff, "zcmt"),                  // jvt
    csr(0xc01, 0xf7f, ""),                      // time: Linux's vDSO reads it
    csr(0xc00, 0xf7d, "perf-user-access"),      // cycle, instret
    csr(0xc20, 0xffc, "v"),                     // vl, vtype, vlenb
    csr(0xc00, 0xf60, "zihpm"),
    csr(0x000, 0x300, "csr"),
};

bool is_letters(std::string_view text, std::string_view letters) {
  return text.find_first_not_of(letters) == std::string_view::npos;
}

// "rv64gc", "rv32imac": their extensions.
std::optional<std::vector<std::string>> extensions_of(std::string_view baseline) {
  if (!baseline.starts_with("rv64") && !baseline.starts_with("rv32")) return std::nullopt;
  std::string_view letters = baseline.substr(4);
  if (letters.empty() || !is_letters(letters, "gimafdc")) return std::nullopt;
  std::vector<std::string> extensions = {"i"};
  for (char letter : letters) {
    if (letter == 'g')
      extensions.insert(extensions.end(), {"m", "a", "f", "d", "zicsr", "zifencei"});
    else
      extensions.emplace_back(1, letter);
  }
  return extensions;
}

template <std::size_t N>
World world_of(const std::array<std::string_view, N>& names, std::string_view bits) {
  World world;
  world.otherwise = "unknown";
  world.llvm.emplace_back(bits);
  world.llvm.emplace_back("i");
  for (std::string_view name : names) {
    std::string spoken(name.starts_with("experimental-") ? name.substr(13) : name);
    world.candidates.push_back({spoken, {std::string(name)}});
    world.llvm.emplace_back(name);
  }
  return world;
}

}  // namespace

Expected<Dialect> riscv_dialect(const Floor& floor) {
  std::optional<std::vector<std::string>> extensions = extensions_of(floor.baseline);
  if (!extensions) return unknown_baseline(floor);
  bool is_64 = floor.machine.arch == Arch::riscv64;
  std::string_view bits = is_64 ? "64bit" : "32bit";
  Dialect dialect;
  dialect.triple = is_64 ? "riscv64-unknown-linux-gnu" : "riscv32-unknown-linux-gnu";
  dialect.floor = *std::move(extensions);
  dialect.floor.emplace_back(bits);
  // LLVM 19 has these under another name.
  for (const std::string& feature : floor.features.names) {
    bool draft = feature == "zacas" || feature == "zicfiss" || feature == "zicfilp";
    dialect.floor.push_back(draft ? "experimental-" + feature : feature);
  }
  dialect.has = {dialect.floor.begin(), dialect.floor.end()};
  dialect.worlds = {world_of(standard, bits), world_of(of_small_cores, bits),
                    world_of(of_vendors, bits)};
  dialect.specials = specials;
  return dialect;
}

}  // namespace ashore::isa
