// SPDX-License-Identifier: Apache-2.0
// Sources: `gcc --help=common,optimizers,c,c++` of version 12 and the manual of 14, less all that
// clang 19 accepts; GNU ld's and as's manuals of 2.40, less what ld.lld 19 and clang accept.
// Options that change what a program means (-fplan9-extensions, -fsso-struct=) are not here: it is
// better that clang refuses them.
#include "ashore/toolchain/gcc_only_options.h"

#include <string>

#include "ashore/base/text.h"

namespace ashore {

namespace {

// Without "-f" and "-fno-"; a star: anything may follow.
constexpr std::string_view f_options =
    "abi-compat-version=* abi-version=* aggressive-loop-optimizations allocation-dce "
    "allow-store-data-races analyzer* auto-inc-dec bit-tests branch-probabilities "
    "branch-target-load-optimize* btr-bb-exclusive callgraph-info* canonical-system-headers "
    "canon-prefix-map compare-debug* emit-class-debug-always fp-int-builtin-inexact "
    "honour-copts repo "
    "check-data-deps checking* code-hoisting combine-stack-adjustments compare-elim "
    "concepts-diagnostics-depth=* conserve-space conserve-stack cprop-registers crossjumping "
    "cse-follow-jumps cse-skip-blocks dbg-cnt* dce declone-ctor-dtor delayed-branch "
    "delete-dead-exceptions devirtualize-at-ltrans devirtualize-speculatively "
    "diagnostics-column-origin=* diagnostics-column-unit=* diagnostics-escape-format=* "
    "diagnostics-format=json* diagnostics-generate-patch diagnostics-minimum-margin-width=* "
    "diagnostics-path-format=* diagnostics-plain-output diagnostics-show-caret "
    "diagnostics-show-cwe diagnostics-show-labels "
    "diagnostics-show-path-depths diagnostics-show-rules diagnostics-text-art-charset=* "
    "diagnostics-urls=* dse dump-* early-inlining eliminate-dwarf2-dups "
    "emit-struct-debug-* enforce-eh-specs "
    "expensive-optimizations ext-numeric-literals fold-mem-offsets "
    "fold-simple-inlines forward-propagate function-cse gcse* gnu-unique graphite* "
    "guess-branch-probability harden-* hardened hoist-adjacent-loads if-conversion* "
    "indirect-inlining inhibit-size-directive inline-atomics inline-limit-* "
    "inline-stringops* ipa-* ira-* isolate-erroneous-paths-* ivopts "
    "keep-gc-roots-live keep-static-functions large-source-files lifetime-dse* "
    "limit-function-alignment live-patching* live-range-shrinkage loop-block loop-flatten "
    "loop-interchange loop-nest-optimize loop-optimize loop-parallelize-all loop-strip-mine "
    "loop-unroll-and-jam lra-remat lto-compression-level=* lto-odr-type-merging "
    "lto-partition=* lto-report* max-include-depth=* mem-report* merge-debug-strings "
    "modulo-sched* move-loop-invariants move-loop-stores nothrow-opt opt-info* "
    "optimize-register-move optimize-strlen partial-inlining pch-deps peephole peephole2 "
    "post-ipa-mem-report pre-ipa-mem-report predictive-commoning preprocessed "
    "pretty-templates printf-return-value profile-abs-path profile-note=* "
    "profile-partial-training profile-reorder-functions profile-report profile-reproducible=* "
    "random-seed ree regmove rename-registers reorder-blocks-algorithm=* "
    "reorder-blocks-and-partition reorder-functions report-bug rerun-cse-after-loop "
    "rerun-loop-opt reschedule-modulo-scheduled-loops "
    "sched-* sched2-* schedule-* section-anchors sel-sched-* selective-scheduling* "
    "shrink-wrap* simd-cost-model=* split-ivs-in-unroller split-loops split-paths "
    "split-wide-types* ssa-backprop ssa-phiopt stack-limit* stack-reuse=* stats stdarg-opt "
    "store-merging strict-volatile-bitfields strong-eval-order* sync-libcalls thread-jumps "
    "time-report-details toplevel-reorder track-macro-expansion* trampolines tree-* "
    "unconstrained-commons unroll-completely-grow-size use-linker-plugin var-tracking* "
    "variable-expansion-in-unroller vect-cost-model=* version-loops-for-strides vpt web "
    "whole-program working-directory zee offload=* offload-abi=* offload-options=*";

// These have clang's own meaning, although a star above would take them.
constexpr std::string_view clangs_f_options = "tree-vectorize tree-slp-vectorize";

constexpr std::string_view g_options =
    "-gno-statement-frontiers -gstatement-frontiers -gvariable-location-views "
    "-gno-variable-location-views -gvariable-location-views=* -ginline-points "
    "-gno-inline-points -gas-loc-support -gno-as-loc-support -gas-locview-support "
    "-gno-as-locview-support -ginternal-reset-location-views -gno-internal-reset-location-views "
    "-gdescribe-dies -gno-describe-dies -gstabs* -gxcoff* -gvms* -gtoggle -gbtf -gctf* "
    "-gcoff*";

// The dumps of GCC's passes; -dM, -dD, -dI and -dN are the preprocessor's.
constexpr std::string_view dump_letters = "aHPUpxmrA";

// -a* are the assembler's listings.
constexpr std::string_view as_options =
    "-mthumb-interwork -mapcs-* -matpcs -mwarn-deprecated -mno-warn-deprecated -mwarn-syms "
    "-mno-warn-syms -meabi=* -mccs -k -K -a -a=* -a[* -ad* -ah* -al* -am* -an* -as* -ag* -ac* -Qy "
    "-Qn "
    "-W -warn -L -x --statistics --traditional-format --reduce-memory-overheads --hash-size=* "
    "--divide --generate-missing-build-notes=* --sectname-subst --size-check=* -Z -J -R "
    "-mmnemonic=* -msyntax=* -mnaked-reg -mindex-reg -madd-bnd-prefix -O -O0 -O1 -O2 "
    "-mtune=* --gdwarf-2 --gstabs* -gstabs* -KPIC -mpic -non_shared -call_shared -xgot "
    "-mno-shared -mshared -mrelax -mno-csr-check -mcsr-check -u -many -mregnames --em=*";

constexpr std::string_view ld_options =
    "--no-warn-rwx-segments --warn-rwx-segments --no-warn-execstack --warn-execstack "
    "--error-execstack --no-error-execstack --error-rwx-segments --no-error-rwx-segments "
    "--hash-size=* --reduce-memory-overheads --fix-v4bx --fix-v4bx-interworking "
    "--copy-dt-needed-entries --add-needed --bss-plt --traditional-format --warn-textrel "
    "--no-warn-textrel --warn-alternate-em --no-warn-alternate-em -Qy --dynamic-list-data "
    "--dynamic-list-cpp-new --dynamic-list-cpp-typeinfo --gc-keep-exported -Bgroup "
    "--stub-group-size=* --vfp11-denorm-fix=* --vfp11-denorm-fix --no-enum-size-warning "
    "--no-wchar-size-warning --use-blx --fix-arm1176 --no-fix-arm1176 --no-fix-cortex-a8 "
    "--force-exe-suffix --warn-section-align --warn-constructors --warn-multiple-gp "
    "--no-define-common -dc -dp --embedded-relocs --no-ld-generated-unwind-info "
    "--ld-generated-unwind-info --insn32 --no-insn32 --ignore-branch-isa "
    "--no-ignore-branch-isa --compact-branches --no-compact-branches --plt-align --no-plt-align "
    "--plt-align=* --emit-stub-syms --no-emit-stub-syms --no-tls-optimize --tls-optimize "
    "--no-threads --print-map-discarded --no-print-map-discarded --non-overlapping-opd -flto* "
    "--stats --disable-multiple-abs-defs --no-relax-gp --target1-rel --target1-abs "
    "--no-long-plt --max-cache-size=* --no-merge-exidx-entries --inhibit-exec "
    "--no-keep-memory --no-map-whole-files";

bool is_listed(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    std::size_t end = list.find(' ');
    std::string_view name = list.substr(0, end);
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    bool fits =
        name.ends_with('*') ? word.starts_with(name.substr(0, name.size() - 1)) : word == name;
    if (fits && !name.empty()) return true;
  }
  return false;
}

}  // namespace

bool is_gcc_only(std::string_view word) {
  if (word.starts_with("-f")) {
    word.remove_prefix(2);
    if (word.starts_with("no-")) word.remove_prefix(3);
    return is_listed(f_options, word) && !is_listed(clangs_f_options, word);
  }
  if (word.starts_with("-g")) return is_listed(g_options, word);
  return word.size() == 3 && word.starts_with("-d") &&
         dump_letters.find(word[2]) != std::string_view::npos;
}

bool is_gnu_as_only(std::string_view word) { return is_listed(as_options, word); }

bool is_gnu_ld_only(std::string_view word) {
  // One dash and two are the same to ld, but for names that begin with an o.
  if (word.starts_with('-') && !word.starts_with("--") && is_listed(ld_options, word)) return true;
  std::string with_two = word.starts_with("--") ? std::string(word) : "-" + std::string(word);
  return word.starts_with('-') && is_listed(ld_options, with_two);
}

}  // namespace ashore
