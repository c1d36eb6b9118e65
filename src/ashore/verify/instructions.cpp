// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/instructions.h"

#include <algorithm>
#include <utility>

#include "ashore/elf/archive.h"
#include "ashore/elf/format.h"
#include "ashore/elf/recognise.h"
#include "ashore/isa/demangle.h"
#include "ashore/isa/object_code.h"
#include "ashore/verify/code_names.h"
#include "ashore/verify/guard_armcap.h"
#include "ashore/verify/instruction_floor.h"
#include "ashore/verify/x86_instructions.h"

namespace ashore::verify {

namespace {

// MIPS16e and microMIPS: "MIPS ABI Project", e_flags and .MIPS.abiflags.
constexpr std::uint32_t ef_mips_micromips = 0x02000000, ef_mips_mips16 = 0x04000000;
constexpr std::uint32_t afl_mips16 = 0x400, afl_micromips = 0x800;

Failure not_checked(std::string why) { return failure(ErrorKind::bad_input, std::move(why)); }

// What is in the file is not all that will be executed, or not in an encoding that we read.
Expected<void> require_readable(const CodeSubject& subject, const elf::LoadedImage& image) {
  const ElfFacts& file = subject.file;
  if (elf::is_packed_by_upx(subject.bytes))
    return not_checked("the program is packed by UPX, and its instructions appear as it starts: "
                       "unpack it (`upx -d`) to have them checked");
  if (file.machine == elf::em_mips) {
    std::uint32_t extensions = file.mips_abi_flags ? file.mips_abi_flags->ases : 0;
    bool is_short = (file.flags & (ef_mips_micromips | ef_mips_mips16)) != 0 ||
                    (extensions & (afl_mips16 | afl_micromips)) != 0 || (file.entry & 1) != 0;
    if (is_short)
      return not_checked("the program has MIPS16 or microMIPS code, which is not checked");
  }
  if (image.code().empty()) return not_checked("the file has no executable bytes");
  for (const elf::CodeRange& range : image.code())
    if (range.writable)
      return not_checked("its code is writable, so what is in the file may not be what will run");
  return {};
}

std::string_view name_of(Standing standing) {
  switch (standing) {
  case Standing::outside: return "outside";
  case Standing::open: return "open";
  case Standing::guarded: return "guarded";
  }
  return "open";
}

// The lines of so many places are looked up: more than are read, and a bound on the time.
constexpr std::size_t most_lines = 2000;

InstructionList listed(const Gathered& gathered, const Program& program, const Witness& witness) {
  InstructionList list{in_words(program.floor), gathered.bytes, 0, {}};
  CodeNames names(witness.bytes, witness.facts, program.functions);
  std::vector<std::uint64_t> addresses;
  for (const Group& group : gathered.groups)
    if (addresses.size() < most_lines) addresses.push_back(group.first);
  names.find_lines(addresses);
  for (const Group& group : gathered.groups) {
    CodeName name = names.of(group.first, group.function);
    list.instructions.push_back({std::string(name_of(group.standing)), group.needs,
                                 name.function_and_origin(), group.why, group.count, group.first,
                                 group.instruction, name.with_line()});
  }
  return list;
}

std::uint64_t code_size(const elf::LoadedImage& image) {
  std::uint64_t size = 0;
  for (const elf::CodeRange& range : image.code()) size += range.size;
  return size;
}

// The facts of the file itself, or of the first object of an archive.
Expected<ElfFacts> first_facts(std::span<const std::byte> file) {
  if (elf::recognise(file).kind == elf::FileKind::elf) return elf::read(file);
  TRY_ASSIGN(std::vector<elf::ArchiveMember> members, elf::archive_members(file));
  for (const elf::ArchiveMember& member : members)
    if (elf::recognise(member.bytes).kind == elf::FileKind::elf) return elf::read(member.bytes);
  return not_checked("the archive has no objects");
}

// Where it is open what is code at all, a choice that the file is known to make is worth its name.
void add_armcap(const elf::LoadedImage& image, const Functions& functions, Examined& examined) {
  auto is_open = [](const ListedInstructions& listed) { return listed.standing == "open"; };
  auto is_said = [](const ListedInstructions& listed) {
    return listed.why.find("armcap") != std::string::npos;
  };
  const std::vector<ListedInstructions>& all = examined.list.instructions;
  if (std::ranges::none_of(all, is_open) || std::ranges::any_of(all, is_said)) return;
  if (std::optional<std::string> variable = armcap_of(image, functions))
    examined.doubts.push_back("the file tests " + *variable + " before it uses some of them");
}

bool is_open(const Gathered& gathered) { return gathered.count(Standing::open) > 0; }

Expected<Examined> examine_x86(ProgramCode& code, const elf::LoadedImage& image,
                               const Floor& floor) {
  Program program{code.subject(), image, floor, code.functions(), code.scanners()};
  TRY_ASSIGN(X86Gathered found, gather_x86(program, code.witness()));
  return Examined{listed(found.gathered, program, code.witness()), std::move(found.witness), {}};
}

}  // namespace

Expected<Examined> examine(ProgramCode& code) {
  const CodeSubject& subject = code.subject();
  TRY_ASSIGN(Floor floor, instruction_floor(subject.file, subject.device));
  TRY_ASSIGN(const elf::LoadedImage* image, code.image());
  TRY(require_readable(subject, *image));
  if (is_x86(floor)) return examine_x86(code, *image, floor);
  Functions none;
  TRY_ASSIGN(bool is_clean, nothing_outside({subject, *image, floor, none, code.scanners()}));
  if (is_clean) return Examined{{in_words(floor), code_size(*image), 0, {}}, "", {}};

  Program program{subject, *image, floor, code.functions(), code.scanners()};
  Guards guards(*image, subject.file, code.functions());
  // Where the catalogue and the kernel say different things, the kernel may say more to programs.
  if (subject.device.disagreements.empty()) guards.run_on(floor);
  const CodePieces* pieces = &code.pieces();
  guards.look_in(*pieces);
  TRY_ASSIGN(Gathered gathered, gather_outside(program, *pieces, guards));
  if (is_open(gathered)) {
    pieces = &code.refined();
    if (code.is_refined()) {
      guards.look_in(*pieces);
      TRY_ASSIGN(gathered, gather_outside(program, *pieces, guards));
    }
  }
  Examined examined{listed(gathered, program, code.witness()), pieces->witness, pieces->doubts};
  add_armcap(*image, code.functions(), examined);
  return examined;
}

bool has_object_code(std::span<const std::byte> file) {
  if (elf::recognise(file).kind != elf::FileKind::elf)
    return elf::archive_members(file).has_value();
  Expected<ElfFacts> facts = elf::read(file);
  return facts && facts->type == ElfType::relocatable;
}

Expected<InstructionList> list_instructions(std::span<const std::byte> file,
                                            const DeviceFacts& device) {
  TRY_ASSIGN(ElfFacts facts, first_facts(file));
  TRY_ASSIGN(Floor floor, instruction_floor(facts, device));
  TRY_ASSIGN(isa::ObjectScan scan, isa::outside_in_objects(file, floor));
  InstructionList list{in_words(floor), scan.bytes, scan.objects, {}};
  for (const isa::ObjectInstructions& found : scan.outside) {
    std::string function = isa::demangled(found.function);
    if (!found.object.empty()) function += " (" + found.object + ")";
    list.instructions.push_back({"outside", found.needs, function, "", found.count, found.first,
                                 found.instruction, function});
  }
  return list;
}

}  // namespace ashore::verify
