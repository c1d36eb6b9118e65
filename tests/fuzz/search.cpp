// SPDX-License-Identifier: Apache-2.0
// Words come from people and from pasted text, rows from files that people wrote, names from
// devices: whatever they are, what is found is a row of the catalogue, best first, and nothing that
// is only claimed widens what was measured.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ashore/base/text.h"
#include "ashore/catalogue/expected_facts.h"
#include "ashore/catalogue/search.h"

namespace {

using ashore::catalogue::Board;
using ashore::catalogue::Catalogue;
using ashore::catalogue::Match;

// A row of each kind: searching all 3,000 each time would hide the bugs among the seconds.
constexpr std::string_view rows =
    "vendor\tmodel\trevision\tother_names\tprofile\tsoc\tcompatible\tarchitecture\tkernel\n"
    "NETGEAR\tR7000\t\tNighthawk AC1900; R6900\tnetgear_r7000\tbcm4709\tnetgear,r7000 "
    "brcm,bcm4709\tarm_cortex-a9\t2.6.36.4brcmarm\n"
    "Linksys\tEA7500\tv1\t\tlinksys_ea7500-v1\tipq8064\t\tarm_cortex-a15_neon-vfpv4\t\n"
    "Linksys\tEA7500\tv2 (US/EU)\t\tlinksys_ea7500-v2\tmt7621\t\tmipsel_24kc\t\n"
    "Raspberry Pi\t3 Model B+\tv1.0-v1.7\t3B+\trpi-3\tbcm2837\traspberrypi,3-model-b-plus\t"
    "aarch64_cortex-a53\t\n"
    "\tBox\tA1/B2\t\t\t\t\tmips_24kc\t3.10\n";

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_row_of(const Catalogue& catalogue, const Board* board) {
  return board >= catalogue.boards().data() &&
         board < catalogue.boards().data() + catalogue.boards().size();
}

void check_words(const Catalogue& catalogue, std::string_view words) {
  std::vector<Match> matches = ashore::catalogue::search(catalogue, words, 3);
  require(matches.size() <= 3);
  for (const Match& match : matches) require(is_row_of(catalogue, match.board) && match.score > 0);
  require(std::ranges::is_sorted(matches,
                                 [](const Match& a, const Match& b) { return a.score > b.score; }));
  std::vector<const Board*> boards = ashore::catalogue::named(catalogue, words);
  for (const Board* board : boards) require(is_row_of(catalogue, board));
  // What is named is found, and first.
  if (!boards.empty()) require(!matches.empty());
  if (!boards.empty()) (void)ashore::catalogue::common_facts(catalogue, boards);
  (void)ashore::catalogue::where_the_revision_is(catalogue, words);
}

void check_claims(const Catalogue& catalogue, std::string_view claimed) {
  ashore::DeviceFacts facts{};
  facts.machine.value = {ashore::Arch::arm, ashore::Endian::little, ashore::Abi::arm_eabi,
                         ashore::FloatAbi::hard};
  facts.features = ashore::Fact<ashore::Features>{{{"dsp", "vfp2", "hwdiv"}}, {}};
  std::string text(claimed.substr(0, 300));
  facts.model = ashore::Fact<std::string>{text, {"nvram", text}};
  facts.board = ashore::Fact<std::string>{text, {"ubus", text}};
  facts.core = ashore::Fact<std::string>{"cortex-a9", {"/proc/cpuinfo", text}};
  ashore::DeviceFacts after = ashore::catalogue::reconciled(facts, catalogue);
  require(after.machine.value.arch == ashore::Arch::arm);
  for (const std::string& name : after.features->value.names)
    require(facts.features->value.names.contains(name));
}

void check_own_rows(const std::string& text) {
  ashore::Expected<Catalogue> catalogue = Catalogue::of_rows(text);
  if (!catalogue) {
    const std::string& why = catalogue.error().message();
    require(!why.empty() && ashore::printable(why, why.size() + 1) == why);
    return;
  }
  for (const Board& board : catalogue->boards()) {
    require(board.own && !board.model.empty());
    require(ashore::printable(board.model, board.model.size() + 1) == board.model);
    (void)ashore::catalogue::expected_facts(*catalogue, board);
  }
  if (!catalogue->boards().empty()) check_words(*catalogue, title(catalogue->boards().front()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const Catalogue catalogue = *Catalogue::of_rows(std::string(rows));
  std::string text(reinterpret_cast<const char*>(bytes), size);
  check_words(catalogue, text);
  check_claims(catalogue, text);
  check_own_rows(text);
  return 0;
}
