// SPDX-License-Identifier: Apache-2.0
// The real thing: std from source, linked without a C compiler in sight, run by QEMU. Needs Rust
// with the source of std, apt and a network the first time; keeps what it builds
// in the user's own store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/provision/provision.h"

namespace ashore::provision {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// Says its greeting first, then does what an FPU-less CPU is bad at. Exits 7 through a panic that
// is caught.
constexpr const char* program = R"(
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::FromRawFd;

fn mean(numbers: &[f64]) -> f64 { numbers.iter().sum::<f64>() / numbers.len() as f64 }

fn main() {
    // Not println: its buffer comes from malloc, and there Debian's musl for armhf uses the FPU.
    let mut stdout = std::mem::ManuallyDrop::new(unsafe { std::fs::File::from_raw_fd(1) });
    stdout.write_all(b"hello\n").unwrap();
    std::process::exit(everything())
}

// Apart from main, whose first instructions would save FPU registers for it.
#[inline(never)]
fn everything() -> i32 {
    let count = std::env::args().count() as f64;
    let mut by_name = HashMap::new();
    by_name.insert("mean", mean(&[count, 2.0, 6.0]));
    by_name.insert("root", (count * 2.0).sqrt());
    println!("mean {:.3} root {:.6}", by_name["mean"], by_name["root"]);

    let workers: Vec<_> =
        (1..=4).map(|n| std::thread::spawn(move || mean(&vec![n as f64 * 1.5; 1000]))).collect();
    let sum: f64 = workers.into_iter().map(|worker| worker.join().unwrap()).sum();
    println!("threads {sum}");

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let client = std::thread::spawn(move || {
        TcpStream::connect(address).unwrap().write_all(b"over tcp").unwrap();
    });
    let mut words = String::new();
    listener.accept().unwrap().0.read_to_string(&mut words).unwrap();
    client.join().unwrap();
    println!("{words}");

    if cfg!(panic = "abort") { return 7 }
    let caught = std::panic::catch_unwind(|| { if sum > 0.0 { panic!("on purpose") } });
    if caught.is_err() { 7 } else { 1 }
}
)";

constexpr const char* right_output = "hello\nmean 3.000 root 1.414214\nthreads 15\nover tcp\n";

class PrintingReporter : public SilentReporter {
 public:
  int said_progress = 0;
  void progress(Stage, std::string_view, std::optional<double>) override { ++said_progress; }
  void decided(Stage, std::string_view text) override { std::cout << text << "\n"; }
  void warning(std::string_view text) override { std::cout << "warning: " << text << "\n"; }
};

std::map<std::string, std::string> environment_for_rust() {
  std::map<std::string, std::string> environment;
  for (const char* name : {"PATH", "HOME", "RUSTUP_HOME", "CARGO_HOME"}) {
    if (const char* value = std::getenv(name)) environment[name] = value;
  }
  return environment;
}

class ProvisionedRust : public testing::Test {
 protected:
  void SetUp() override {
    Expected<DeskFacts> found = survey(host);
    ASSERT_TRUE(found);
    desk = *found;
    bool source = std::ranges::any_of(
        desk.rust, [](const RustInstallation& rust) { return rust.library_source.has_value(); });
    if (!source || !desk.cc || !desk.has_apt) {
      GTEST_SKIP() << "skipped: no Rust with the source of std, no cc or no apt";
    }
  }

  std::optional<Toolchain> toolchain_for(const char* triple) {
    TargetChoice choice;
    choice.triple = *parse_rust_triple(triple);
    choice.floor.machine = choice.triple.machine;
    Expected<Toolchain> made = rust(choice, desk, host, store, reporter);
    if (made) return *made;
    ADD_FAILURE() << made.error().message();
    return std::nullopt;
  }

  // Compiles the program with an empty PATH: no cc, no ld, nothing to fall back on.
  fs::path compiled(const Toolchain& toolchain, std::vector<std::string> flags) {
    EXPECT_TRUE(host::write_file(scratch.path() / "program.rs", program));
    host::Command command;
    command.argv = {toolchain.rust.rustc.string(), "--edition=2021",
                    "--target=" + rust_name(toolchain.target.triple), "-o", "program"};
    command.argv.insert(command.argv.end(), flags.begin(), flags.end());
    command.argv.insert(command.argv.end(), toolchain.rustc_arguments.begin(),
                        toolchain.rustc_arguments.end());
    command.argv.emplace_back("program.rs");
    command.directory = scratch.path();
    command.environment["PATH"] = "/nonexistent";
    Expected<host::ProcessOutput> output =
        host::require_success(processes->run(command), command, ErrorKind::build);
    EXPECT_TRUE(output) << output.error().message();
    return scratch.path() / "program";
  }

  std::optional<host::ProcessOutput> emulated(std::vector<std::string> argv) {
    if (!host::find_program(host, argv.front())) return std::nullopt;
    host::Command command;
    command.argv = std::move(argv);
    command.deadline = std::chrono::seconds(60);
    Expected<host::ProcessOutput> output = processes->run(command);
    EXPECT_TRUE(output);
    if (!output) return std::nullopt;
    return *output;
  }

  // The user's own store: a std that was built once is never built again, in tests neither.
  static fs::path store_directory(const fs::path& otherwise) {
    auto variable = [](const char* name) {
      const char* value = std::getenv(name);
      return fs::path(value != nullptr ? value : "");
    };
    if (fs::path chosen = variable("ASHORE_STORE"); !chosen.empty()) return fs::absolute(chosen);
    if (fs::path cache = variable("XDG_CACHE_HOME"); cache.is_absolute()) return cache / "ashore";
    fs::path home = variable("HOME");
    return home.is_absolute() ? home / ".cache/ashore" : otherwise;
  }

  std::unique_ptr<host::ProcessRunner> processes = host::system_process_runner();
  host::Host host{*processes, environment_for_rust(), {}};
  host::TemporaryDirectory scratch =
      *host::TemporaryDirectory::create(testing::TempDir(), "provision");
  store::Store store = *store::Store::open(store_directory(scratch.path() / "store"));
  PrintingReporter reporter;
  DeskFacts desk;
};

constexpr const char* without_fpu = "cortex-a9,vfp=off,neon=off";

TEST_F(ProvisionedRust, runs_on_an_armv7_without_fpu_in_every_profile) {
  std::optional<Toolchain> toolchain = toolchain_for("armv7-unknown-linux-musleabi");
  ASSERT_TRUE(toolchain);
  for (const std::vector<std::string>& flags : std::initializer_list<std::vector<std::string>>{
           {},
           {"-Copt-level=3"},
           {"-Copt-level=3", "-Clto=fat"},
           {"-Clto=thin", "-Copt-level=2"},
           {"-Copt-level=z", "-Cpanic=abort", "-Clto=fat", "-Cstrip=symbols"}}) {
    SCOPED_TRACE(joined(flags, " "));
    fs::path binary = compiled(*toolchain, flags);
    std::optional<host::ProcessOutput> ran =
        emulated({"qemu-arm", "-cpu", without_fpu, binary.string()});
    if (!ran) GTEST_SKIP() << "skipped: no qemu-arm";
    EXPECT_EQ(ran->out, right_output);
    EXPECT_EQ(ran->status, ExitStatus(Exited{7})) << ran->err;
  }
}

TEST_F(ProvisionedRust, made_for_an_fpu_greets_and_dies_without_one) {
  std::optional<Toolchain> toolchain = toolchain_for("armv7-unknown-linux-musleabihf");
  ASSERT_TRUE(toolchain);
  fs::path binary = compiled(*toolchain, {"-Copt-level=3"});
  std::optional<host::ProcessOutput> without =
      emulated({"qemu-arm", "-cpu", without_fpu, binary.string()});
  if (!without) GTEST_SKIP() << "skipped: no qemu-arm";
  EXPECT_EQ(without->out, "hello\n");
  EXPECT_EQ(without->status, ExitStatus(Signaled{4}));
  std::optional<host::ProcessOutput> with =
      emulated({"qemu-arm", "-cpu", "cortex-a9", binary.string()});
  ASSERT_TRUE(with);
  EXPECT_EQ(with->out, right_output);
  EXPECT_EQ(with->status, ExitStatus(Exited{7}));
}

TEST_F(ProvisionedRust, runs_on_a_64_bit_arm) {
  std::optional<Toolchain> toolchain = toolchain_for("aarch64-unknown-linux-musl");
  ASSERT_TRUE(toolchain);
  fs::path binary = compiled(*toolchain, {"-Copt-level=3"});
  std::optional<host::ProcessOutput> ran =
      emulated({"qemu-aarch64", "-cpu", "cortex-a53", binary.string()});
  if (!ran) GTEST_SKIP() << "skipped: no qemu-aarch64";
  EXPECT_EQ(ran->out, right_output);
  EXPECT_EQ(ran->status, ExitStatus(Exited{7}));
}

TEST_F(ProvisionedRust, runs_on_an_armv5) {
  std::optional<Toolchain> toolchain = toolchain_for("armv5te-unknown-linux-musleabi");
  ASSERT_TRUE(toolchain);
  fs::path binary = compiled(*toolchain, {"-Copt-level=3"});
  std::optional<host::ProcessOutput> ran =
      emulated({"qemu-arm", "-cpu", "arm926", binary.string()});
  if (!ran) GTEST_SKIP() << "skipped: no qemu-arm";
  EXPECT_EQ(ran->out, right_output);
  EXPECT_EQ(ran->status, ExitStatus(Exited{7}));
}

TEST_F(ProvisionedRust, unwinds_on_a_64_bit_pc) {
  std::optional<Toolchain> toolchain = toolchain_for("x86_64-unknown-linux-musl");
  ASSERT_TRUE(toolchain);
  fs::path binary = compiled(*toolchain, {"-Copt-level=3"});
  std::optional<host::ProcessOutput> ran = emulated({"qemu-x86_64", binary.string()});
  if (!ran) GTEST_SKIP() << "skipped: no qemu-x86_64";
  EXPECT_EQ(ran->out, right_output);
  EXPECT_EQ(ran->status, ExitStatus(Exited{7}));
}

TEST_F(ProvisionedRust, is_linked_by_whatever_linker_there_is) {
  const DeskFacts all = desk;
  DeskFacts no_lld = all;
  no_lld.lld = std::nullopt;
  DeskFacts only_gnu = no_lld;
  for (RustInstallation& rust : only_gnu.rust) rust.rust_lld = std::nullopt;
  for (const DeskFacts& some : {all, no_lld, only_gnu}) {
    desk = some;
    TargetChoice choice;
    choice.triple = *parse_rust_triple("armv7-unknown-linux-musleabi");
    Expected<Toolchain> toolchain = rust(choice, desk, host, store, reporter);
    if (!toolchain) {
      EXPECT_THAT(toolchain.error().message(), HasSubstr("no linker"));
      continue;
    }
    std::optional<host::ProcessOutput> ran =
        emulated({"qemu-arm", "-cpu", without_fpu, compiled(*toolchain, {"-O"}).string()});
    if (!ran) GTEST_SKIP() << "skipped: no qemu-arm";
    EXPECT_EQ(ran->out, right_output) << toolchain->linker;
    EXPECT_EQ(ran->status, ExitStatus(Exited{7})) << toolchain->linker;
  }
}

TEST_F(ProvisionedRust, is_not_built_a_second_time) {
  ASSERT_TRUE(toolchain_for("armv7-unknown-linux-musleabi"));
  reporter.said_progress = 0;
  ASSERT_TRUE(toolchain_for("armv7-unknown-linux-musleabi"));
  EXPECT_EQ(reporter.said_progress, 0);
}

}  // namespace
}  // namespace ashore::provision
