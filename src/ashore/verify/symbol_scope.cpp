// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/symbol_scope.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "ashore/base/version.h"
#include "ashore/elf/loaded_image.h"
#include "ashore/elf/relocations.h"
#include "ashore/elf/symbols.h"
#include "ashore/elf/versions.h"

namespace ashore::verify {

namespace {

constexpr std::size_t most_told = 20;  // of one file

struct Tables {
  elf::LoadedImage image;
  elf::SymbolTable symbols;
  elf::SymbolVersions versions;
};

Expected<Tables> tables_of(const Linked& object) {
  TRY_ASSIGN(elf::LoadedImage image, elf::LoadedImage::of(object.bytes, object.facts));
  TRY_ASSIGN(elf::SymbolTable symbols, elf::dynamic_symbols(image));
  TRY_ASSIGN(elf::SymbolVersions versions, elf::symbol_versions(image));
  return Tables{std::move(image), std::move(symbols), std::move(versions)};
}

struct Definition {
  std::size_t object = 0;
  std::string_view version;
};

// Relocations that copy a library's variable into the program: the program's own symbol is no
// answer to them. Numbers of the psABI of each machine.
bool is_copy(std::uint16_t machine, std::uint32_t type) {
  switch (machine) {
  case 3: return type == 5;       // 386
  case 40: return type == 20;     // ARM
  case 62: return type == 5;      // x86-64
  case 183: return type == 1024;  // AArch64
  case 243: return type == 4;     // RISC-V
  case 8: return type == 126;     // MIPS
  case 20: return type == 19;     // PowerPC
  case 21: return type == 19;
  default: return false;
  }
}

// Made by the linker, whatever the table says about who defines it.
bool is_linkers_own(std::string_view name) {
  return name.empty() || name == "_gp_disp" || name == "__gnu_local_gp" || name == "_DYNAMIC" ||
         name == "_GLOBAL_OFFSET_TABLE_";
}

struct Wish {
  bool wanted = false;
  bool only_called = true;
  bool copied = false;
};

// What the relocations of a file ask for, by the number of the symbol. MIPS asks by its table of
// addresses instead, which has no entry without a symbol.
Expected<std::vector<Wish>> wishes_of(const Tables& tables) {
  constexpr std::uint16_t em_mips = 8;
  std::vector<Wish> wishes(tables.symbols.size());
  auto use = [&](const elf::Relocation& relocation) {
    if (relocation.symbol == 0 || relocation.symbol >= wishes.size()) return;
    Wish& wish = wishes[relocation.symbol];
    wish.wanted = true;
    if (relocation.kind != elf::RelocationKind::slot) wish.only_called = false;
    if (is_copy(tables.image.machine(), relocation.type)) wish.copied = true;
  };
  TRY(elf::for_each_relocation(tables.image, use));
  if (tables.image.machine() == em_mips) {
    for (std::size_t i = 1; i < wishes.size(); ++i) {
      elf::Symbol symbol = tables.symbols.unnamed(i);
      if (symbol.is_defined() || wishes[i].wanted) continue;
      // The address of a stub in the file stands in an undefined symbol that is called.
      wishes[i] = {true, symbol.value != 0, false};
    }
  }
  return wishes;
}

// Loaders skip what has no address, and bind all names but local and weak ones or give up.
bool is_there(const elf::Symbol& symbol) {
  bool has_value = symbol.value != 0 || symbol.is_absolute() || symbol.kind == elf::SymbolKind::tls;
  return symbol.is_defined() && has_value;
}

bool must_be_there(const elf::Symbol& symbol) {
  return symbol.binding != elf::SymbolBinding::local && symbol.binding != elf::SymbolBinding::weak;
}

class Scope {
 public:
  explicit Scope(const Linkage& linkage) : linkage_(linkage) {
    for (std::size_t i = 0; i < linkage.objects.size(); ++i) {
      Expected<Tables> tables = tables_of(linkage.objects[i]);
      if (!tables) {
        binding_.unreadable.push_back(linkage.objects[i].name + ": " + tables.error().message());
        tables_.emplace_back();
        continue;
      }
      tables_.push_back(*std::move(tables));
    }
    // Versions are views into the tables, which stay where they are from here on.
    for (std::size_t i = 0; i < tables_.size(); ++i)
      if (tables_[i]) define(i);
  }

  Binding bound() && {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      if (!tables_[i]) continue;
      if (linkage_.libc == Libc::glibc) compare_versions(i);
      bind(i);
    }
    return std::move(binding_);
  }

 private:
  void define(std::size_t object) {
    const Tables& tables = *tables_[object];
    for (std::size_t i = 1; i < tables.symbols.size(); ++i) {
      elf::Symbol symbol = tables.symbols[i];
      bool is_global = symbol.binding != elf::SymbolBinding::local;
      if (!is_there(symbol) || !is_global || symbol.is_hidden) continue;
      definitions_[symbol.name].push_back({object, tables.versions.of_symbol(i).version});
    }
  }

  bool is_defined(const elf::Symbol& symbol, std::string_view version,
                  std::optional<std::size_t> except) const {
    const auto found = definitions_.find(symbol.name);
    if (found == definitions_.end()) return false;
    return std::ranges::any_of(found->second, [&](const Definition& definition) {
      if (except == definition.object) return false;
      return version.empty() || definition.version.empty() || definition.version == version;
    });
  }

  void bind(std::size_t object) {
    const Tables& tables = *tables_[object];
    Expected<std::vector<Wish>> wishes = wishes_of(tables);
    if (!wishes) {
      binding_.unreadable.push_back(linkage_.objects[object].name + ": " +
                                    wishes.error().message());
      return;
    }
    std::size_t told = 0;
    for (std::size_t i = 1; i < wishes->size(); ++i) {
      const Wish& wish = (*wishes)[i];
      if (!wish.wanted) continue;
      elf::Symbol symbol = tables.symbols[i];
      bool is_answered = is_there(symbol) && !wish.copied;
      if (is_answered || !must_be_there(symbol) || is_linkers_own(symbol.name)) continue;
      ++binding_.symbols;
      std::string_view version;
      if (linkage_.libc == Libc::glibc) version = tables.versions.of_symbol(i).version;
      std::optional<std::size_t> except;
      if (wish.copied) except = object;
      if (is_defined(symbol, version, except) || told++ >= most_told) continue;
      binding_.unresolved.push_back(
          {object, std::string(symbol.name), std::string(version), wish.only_called});
    }
  }

  const Tables* library_named(const std::string& name) const {
    for (std::size_t i = 1; i < tables_.size(); ++i) {
      const Linked& object = linkage_.objects[i];
      if (tables_[i] && (object.name == name || object.facts.soname == name)) return &*tables_[i];
    }
    return nullptr;
  }

  // elf/dl-version.c: a library without any versions is taken with a warning, one with others is
  // the end.
  void compare_versions(std::size_t object) {
    for (const elf::NeededVersion& wanted : tables_[object]->versions.needed()) {
      const Tables* library = library_named(wanted.library);
      if (wanted.weak || library == nullptr || library->versions.defined().empty()) continue;
      const std::vector<elf::DefinedVersion>& defined = library->versions.defined();
      if (std::ranges::find(defined, wanted.version, &elf::DefinedVersion::version) !=
          defined.end())
        continue;
      binding_.versions.push_back(
          {object, wanted.version, wanted.library, youngest_like(wanted.version, defined)});
    }
  }

  // "GLIBC_2.31", where "GLIBC_2.34" is wanted.
  static std::string youngest_like(std::string_view wanted,
                                   const std::vector<elf::DefinedVersion>& defined) {
    std::string_view family = wanted.substr(0, wanted.rfind('_') + 1);
    std::string best;
    std::optional<Version> youngest;
    for (const elf::DefinedVersion& definition : defined) {
      if (family.empty() || definition.base || !definition.version.starts_with(family)) continue;
      std::optional<Version> version = parse_version(definition.version.substr(family.size()));
      if (!version || (youngest && *version <= *youngest)) continue;
      youngest = version;
      best = definition.version;
    }
    return best;
  }

  const Linkage& linkage_;
  std::vector<std::optional<Tables>> tables_;  // of each object
  std::unordered_map<std::string_view, std::vector<Definition>> definitions_;
  Binding binding_;
};

}  // namespace

Binding binding_of(const Linkage& linkage) { return Scope(linkage).bound(); }

}  // namespace ashore::verify
