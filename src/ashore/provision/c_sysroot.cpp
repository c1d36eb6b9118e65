// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/c_sysroot.h"

#include "ashore/provision/source_trees.h"
#include "ashore/target/compilers.h"

namespace ashore::provision {

sysroot::Compiler compiler_for(const TargetChoice& choice, const Clang& clang) {
  sysroot::Compiler compiler{clang.program, clang.banner, clang_flags(choice)};
  compiler.arguments.insert(compiler.arguments.begin(), "--target=" + clang_triple(choice));
  // Debian 12's LLD 14 cannot shorten calls, and refuses objects that ask for it.
  bool is_riscv =
      choice.triple.machine.arch == Arch::riscv64 || choice.triple.machine.arch == Arch::riscv32;
  if (is_riscv) compiler.arguments.emplace_back("-mno-relax");
  return compiler;
}

Expected<sysroot::Sysroot> c_sysroot(const TargetChoice& choice, bool position_independent,
                                     const Clang& clang, host::Host& host,
                                     const store::Store& store, Reporter& reporter) {
  sysroot::Ingredients ingredients;
  ingredients.choice = choice;
  ingredients.compiler = compiler_for(choice, clang);
  ingredients.position_independent = position_independent;
  auto tree = [&host, &store, &reporter](SourceName source) {
    return source_tree(source, host, store, reporter);
  };
  ingredients.musl = [tree] { return tree(SourceName::musl); };
  ingredients.llvm = [tree] { return tree(SourceName::llvm_runtimes); };
  ingredients.musl_version = release_of(SourceName::musl).version;
  ingredients.llvm_version = release_of(SourceName::llvm_runtimes).version;
  return sysroot::Sysroot::open(std::move(ingredients), host, store, reporter);
}

}  // namespace ashore::provision
