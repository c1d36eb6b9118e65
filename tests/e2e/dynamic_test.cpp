// SPDX-License-Identifier: Apache-2.0
// A dynamic program and a device that lacks what it needs: what `verify` says before is what the
// device's own loader says when the program is sent all the same.
#include "desktop.h"

namespace ashore::e2e {
namespace {

class Dynamic : public Desktop {
 protected:
  void SetUp() override {
    Desktop::SetUp();
    need_lab("r7000");
  }
  // A program that needs libnowhere.so.7, which is on no device.
  std::string program(const std::string& loader) {
    const std::filesystem::path from = source("tests/e2e/programs/dynamic");
    std::string library = (scratch() / "libnowhere.so.7").string();
    std::string made = (scratch() / "dynamic").string();
    link({"-shared", "-fPIC", "-Wl,-soname,libnowhere.so.7", (from / "library.c").string(), "-o",
          library});
    link({"-Wl,--dynamic-linker," + loader, (from / "main.c").string(), library, "-o", made});
    return made;
  }

 private:
  void link(const std::vector<std::string>& words) {
    host::Command command;
    command.argv = {"clang-19",       "--target=arm-linux-gnueabi",
                    "-march=armv5te", "-mfloat-abi=soft",
                    "-marm",          "-nostdlib",
                    "-fuse-ld=lld"};
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    host::ProcessOutput output = run(command);
    ASSERT_EQ(code(output), 0) << output.err;
  }
};

void expect_told(const std::string& text, const std::string& name) {
  EXPECT_NE(text.find(name), std::string::npos) << text;
}

TEST_F(Dynamic, a_program_whose_loader_the_device_lacks_is_refused_with_its_name) {
  if (IsSkipped() || HasFatalFailure()) return;
  const std::string loader = "/lib/ld-linux.so.3";
  std::string made = program(loader);
  host::ProcessOutput verdict = ashore({"verify", made, "--on", "lab:r7000"});
  EXPECT_EQ(code(verdict), 1) << verdict.out << verdict.err;
  expect_told(verdict.out, loader);
  host::ProcessOutput refused = ashore({"run", made, "--on", "lab:r7000"});
  EXPECT_EQ(code(refused), 125);
  expect_told(refused.err, loader);
  host::ProcessOutput forced = ashore({"run", "--force", made, "--on", "lab:r7000"});
  EXPECT_NE(code(forced), 7);
  expect_told(forced.err, "not found");
}

// This device's own loader lies where nobody looks.
TEST_F(Dynamic, a_library_that_only_the_loader_can_look_for_is_named_by_both) {
  if (IsSkipped() || HasFatalFailure()) return;
  std::string made = program("/opt/lab/ld");
  host::ProcessOutput verdict = ashore({"verify", made, "--on", "lab:r7000"});
  EXPECT_EQ(code(verdict), 5) << verdict.out << verdict.err;
  expect_told(verdict.out, "libnowhere.so.7");
  host::ProcessOutput sent = ashore({"run", made, "--on", "lab:r7000"});
  EXPECT_EQ(code(sent), 127) << sent.err;
  expect_told(sent.err, "libnowhere.so.7: cannot open shared object file");
}

}  // namespace
}  // namespace ashore::e2e
