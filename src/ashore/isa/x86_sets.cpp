// SPDX-License-Identifier: Apache-2.0
// Intel's manual (SDM volume 2, CPUID feature flags of each instruction) and AMD's (APM volume 3).
#include "ashore/isa/x86_sets.h"

#include <algorithm>
#include <array>
#include <vector>

#include "ashore/base/text.h"

namespace ashore::isa {

namespace {

// Several of Zydis's sets begin alike: AVX512F_128, AVX512F_512, AVX512F_SCALAR. The longest
// beginning counts, so a whole name stands before its beginning.
constexpr auto sets = std::to_array<X86Set>({
    // What a 386 has, and the kernel's: those fail alike everywhere.
    {"I86", ""},
    {"I186", ""},
    {"I286PROTECTED", "*"},
    {"I286REAL", ""},
    {"I386", ""},
    {"X87", "x87"},
    {"I486REAL", "i486"},
    {"I486", "i486"},
    {"PENTIUMREAL", "cx8"},
    {"PENTIUMMMX", "mmx"},
    // Long nops and the like: cores with cmov have them, and the Geode LX has neither.
    {"PPRO", "i686"},
    {"FAT_NOP", "i686"},
    {"CMOV", "cmov"},
    {"FCMOV", "cmov x87"},
    {"PAUSE", ""},  // rep nop before it had a name
    {"LONGMODE", "x86-64"},
    {"FXSAVE64", "fxsr"},
    {"FXSAVE", "fxsr"},
    {"SSE_PREFETCH", "sse"},
    {"SSEMXCSR", "sse"},
    {"SSE2MMX", "sse2"},
    {"SSE2", "sse2"},
    {"SSE3X87", "sse3 x87"},
    {"SSE3", "sse3"},
    {"SSSE3MMX", "ssse3"},
    {"SSSE3", "ssse3"},
    {"SSE42", "sse4.2"},
    {"SSE4A", "sse4a"},
    {"SSE4", "sse4.1"},
    {"SSE", "sse"},
    {"PREFETCH_NOP", ""},
    {"CMPXCHG16B", "cx16"},
    {"LAHF", "sahf"},
    {"POPCNT", "popcnt"},
    {"LZCNT", "lzcnt"},
    {"MPX", "i686"},  // in the room of long nops, as is the next
    {"CLDEMOTE", "i686"},
    {"MOVBE", "movbe"},
    {"AES", "aes"},
    {"PCLMULQDQ", "pclmul"},
    {"AVX512F_", "avx512f"},
    {"AVX512BW_", "avx512bw"},
    {"AVX512DQ_", "avx512dq"},
    {"AVX512CD_", "avx512cd"},
    {"AVX512_GFNI_", "avx512f gfni"},
    {"AVX512_VAES_", "avx512f vaes"},
    {"AVXAES", "avx aes"},
    {"AVX_GFNI", "avx gfni"},
    {"AVX2GATHER", "avx2"},
    {"AVX2", "avx2"},
    {"AVX", "avx"},
    {"F16C", "f16c"},
    {"FMA4", "fma4"},
    {"FMA", "fma"},
    {"BMI1", "bmi"},
    {"BMI2", "bmi2"},
    {"ADOX_ADCX", "adx"},
    {"RDRAND", "rdrnd"},
    {"RDSEED", "rdseed"},
    {"SHA", "sha"},
    {"VAES", "vaes"},
    {"GFNI", "gfni"},
    {"CLFSH", "sse2"},
    {"CLFLUSHOPT", "clflushopt"},
    {"XSAVEC", "xsavec"},
    {"XSAVEOPT", "xsaveopt"},
    {"XSAVES", "*"},
    {"XSAVE", "xsave"},
    {"AMD3DNOW", "3dnow"},
    // Only in rings below 3.
    {"INVPCID", "*"},
    {"VTX", "*"},
    {"SVM", "*"},
    {"SMAP", "*"},
    {"SNP", "*"},
    {"SMX", "*"},
    {"MONITOR", "*"},
});

}  // namespace

const X86Set* find_x86_set(std::string_view set) {
  auto whole = std::ranges::find(sets, set, &X86Set::set);
  if (whole != sets.end()) return &*whole;
  auto beginning = std::ranges::find_if(sets, [&](const X86Set& known) {
    return known.set.ends_with('_') && set.starts_with(known.set);
  });
  return beginning == sets.end() ? nullptr : &*beginning;
}

bool is_told_by_devices(std::string_view need) {
  if (need == "avx512vl") return true;
  return std::ranges::any_of(sets, [&](const X86Set& known) {
    std::vector<std::string_view> needs = words(known.needs);
    return std::ranges::find(needs, need) != needs.end();
  });
}

}  // namespace ashore::isa
