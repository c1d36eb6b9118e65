// SPDX-License-Identifier: Apache-2.0
#include "kernel.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <span>
#include <string_view>

#include "ashore/elf/loaded_image.h"

namespace ashore::mutants {

namespace {

constexpr int agreed_status = 77;

// exit_group(77) by the system call's own number.
struct Stub {
  Arch arch;
  Endian endian;
  bool thumb;
  const char* qemu;  // empty: this computer's own machine
  std::string_view code;
};

using namespace std::string_view_literals;

const Stub* stub_for(const ElfFacts& facts) {
  static const Stub stubs[] = {
      // mov r0, #77; mov r7, #248; svc 0
      {Arch::arm, Endian::little, false, "qemu-arm",
       "\x4d\x00\xa0\xe3\xf8\x70\xa0\xe3\x00\x00\x00\xef"sv},
      // movs r0, #77; movs r7, #248; svc 0
      {Arch::arm, Endian::little, true, "qemu-arm", "\x4d\x20\xf8\x27\x00\xdf"sv},
      // mov x0, #77; mov x8, #94; svc 0
      {Arch::aarch64, Endian::little, false, "qemu-aarch64",
       "\xa0\x09\x80\xd2\xc8\x0b\x80\xd2\x01\x00\x00\xd4"sv},
      // addiu a0, zero, 77; addiu v0, zero, 4246; syscall
      {Arch::mips, Endian::little, false, "qemu-mipsel",
       "\x4d\x00\x04\x24\x96\x10\x02\x24\x0c\x00\x00\x00"sv},
      {Arch::mips, Endian::big, false, "qemu-mips",
       "\x24\x04\x00\x4d\x24\x02\x10\x96\x00\x00\x00\x0c"sv},
      // li a0, 77; li a7, 94; ecall
      {Arch::riscv64, Endian::little, false, "qemu-riscv64",
       "\x13\x05\xd0\x04\x93\x08\xe0\x05\x73\x00\x00\x00"sv},
      // mov edi, 77; mov eax, 231; syscall
      {Arch::x86_64, Endian::little, false, "",
       "\xbf\x4d\x00\x00\x00\xb8\xe7\x00\x00\x00\x0f\x05"sv},
  };
  for (const Stub& stub : stubs) {
    if (stub.arch == facts.arch && stub.endian == facts.endian &&
        stub.thumb == (stub.arch == Arch::arm && (facts.entry & 1) != 0))
      return &stub;
  }
  return nullptr;
}

// Overwrites the code at the entry. False: it is not in the file.
bool put_at_entry(std::string& file, const ElfFacts& facts, const Stub& stub) {
  std::span<const std::byte> bytes = std::as_bytes(std::span(file));
  Expected<elf::LoadedImage> image = elf::LoadedImage::of(bytes, facts);
  if (!image) return false;
  std::uint64_t entry = facts.entry - (stub.thumb ? 1 : 0);
  std::optional<std::uint64_t> offset = image->offset_of(entry, stub.code.size());
  if (!offset || !image->is_code(entry)) return false;
  std::memcpy(file.data() + *offset, stub.code.data(), stub.code.size());
  return true;
}

// No kernel reads section headers, and qemu-user dies of damaged ones.
void take_section_headers(std::string& file, const ElfFacts& facts) {
  bool is_64 = facts.bits == 64;
  std::memset(file.data() + (is_64 ? 40 : 32), 0, is_64 ? 8 : 4);  // e_shoff
  std::memset(file.data() + (is_64 ? 60 : 48), 0, 4);              // e_shnum, e_shstrndx
}

int status_of(const std::filesystem::path& program, const char* qemu,
              const std::filesystem::path& words, const std::filesystem::path& root) {
  pid_t child = ::fork();
  if (child == 0) {
    int nowhere = ::open("/dev/null", O_RDWR);
    for (int fd : {0, 1}) ::dup2(nowhere, fd);
    ::dup2(::open(words.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
    ::alarm(2);
    if (*qemu == '\0')
      ::execl(program.c_str(), program.c_str(), nullptr);
    else if (root.empty())
      ::execlp(qemu, qemu, program.c_str(), nullptr);
    else
      ::execlp(qemu, qemu, "-L", root.c_str(), program.c_str(), nullptr);
    ::_exit(126);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

std::optional<Started> start_of(std::string file, const ElfFacts& facts,
                                const std::filesystem::path& directory,
                                const std::filesystem::path& root) {
  const Stub* stub = stub_for(facts);
  bool is_dynamic = facts.interpreter.has_value();
  if (is_dynamic && (root.empty() || stub == nullptr || *stub->qemu == '\0')) return std::nullopt;
  if (stub == nullptr || !put_at_entry(file, facts, *stub)) return std::nullopt;
  take_section_headers(file, facts);
  std::filesystem::path program = directory / "program";
  std::ofstream(program, std::ios::binary | std::ios::trunc) << file;
  ::chmod(program.c_str(), 0700);
  std::filesystem::path words = directory / "words";
  int status = status_of(program, stub->qemu, words, root);
  // The loader says so too.
  if (status == 127 && !is_dynamic) return std::nullopt;
  std::string said;
  std::getline(std::ifstream(words), said);
  bool is_refused = status != agreed_status && !(is_dynamic && status < 0);
  return Started{status == agreed_status, is_refused,
                 "status " + std::to_string(status) + " " + said};
}

}  // namespace ashore::mutants
