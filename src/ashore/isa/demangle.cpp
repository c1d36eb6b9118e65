// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/demangle.h"

#include <llvm/Demangle/Demangle.h>

#include <array>
#include <cctype>
#include <cstdlib>
#include <memory>
#include <utility>

namespace ashore::isa {

namespace {

// Demangling may take time and room beyond all bounds for names that were made to do so.
constexpr std::size_t mangled_limit = 4096, demangled_limit = 65536;

struct Free {
  void operator()(char* text) const { std::free(text); }
};

std::string text_of(char* made) {
  std::unique_ptr<char, Free> text(made);
  std::string_view view = text ? std::string_view(text.get()) : std::string_view();
  return std::string(view.substr(0, demangled_limit));
}

// "17h26c5fe971f01ef41E" ends the older mangling of Rust, which is C++'s otherwise.
bool is_rust_legacy(std::string_view name) {
  if (!name.starts_with("_ZN") || name.size() < 23) return false;
  std::string_view end = name.substr(name.size() - 20);
  if (!end.starts_with("17h") || end.back() != 'E') return false;
  for (char c : end.substr(3, 16))
    if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return false;
  return true;
}

constexpr std::array<std::pair<std::string_view, char>, 8> escapes = {{{"$SP$", '@'},
                                                                       {"$BP$", '*'},
                                                                       {"$RF$", '&'},
                                                                       {"$LT$", '<'},
                                                                       {"$GT$", '>'},
                                                                       {"$LP$", '('},
                                                                       {"$RP$", ')'},
                                                                       {"$C$", ','}}};

// One escape at the beginning of `rest`; its length, or 0.
std::size_t unescape(std::string_view rest, std::string& text) {
  for (const auto& [escape, plain] : escapes) {
    if (!rest.starts_with(escape)) continue;
    text += plain;
    return escape.size();
  }
  // "$u7b$": any other character of ASCII, by its number.
  if (rest.size() >= 5 && rest.starts_with("$u") && rest[4] == '$') {
    std::string digits(rest.substr(2, 2));
    text += static_cast<char>(std::strtoul(digits.c_str(), nullptr, 16) & 0x7f);
    return 5;
  }
  return 0;
}

std::string unescaped(std::string_view path) {
  std::string text;
  for (std::size_t i = 0; i < path.size();) {
    std::string_view rest = path.substr(i);
    bool begins_part = text.empty() || text.ends_with("::");
    if (begins_part && rest.starts_with("_$")) {
      ++i;  // keeps an escape from beginning an identifier
    } else if (std::size_t length = unescape(rest, text); length > 0) {
      i += length;
    } else if (rest.starts_with("..")) {
      text += "::";
      i += 2;
    } else {
      text += rest[0];
      ++i;
    }
  }
  return text;
}

}  // namespace

std::string demangled(std::string_view name) {
  if (name.size() > mangled_limit) return std::string(name);
  if (is_rust_legacy(name)) {
    std::string plain = text_of(llvm::itaniumDemangle(name));
    std::size_t hash = plain.rfind("::h");
    if (hash != std::string::npos) return unescaped(std::string_view(plain).substr(0, hash));
  }
  std::string plain;
  if (name.starts_with("_R")) plain = text_of(llvm::rustDemangle(name));
  if (name.starts_with("_Z")) plain = text_of(llvm::itaniumDemangle(name));
  return plain.empty() ? std::string(name) : plain;
}

}  // namespace ashore::isa
