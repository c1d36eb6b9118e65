// SPDX-License-Identifier: Apache-2.0
// The tests' own program is what cargo calls as rustc's wrapper, as the command line is for people.
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "ashore/build/build.h"
#include "ashore/build/rustc_wrapper.h"
#include "ashore/build/trial.h"

int main(int argc, char** argv) {
  std::string_view name = argv[0];
  if (name.substr(name.rfind('/') + 1) == ashore::build::wrapper_name) {
    std::vector<std::string> words(argv + 1, argv + argc);
    ashore::Expected<void> failed =
        ashore::build::become_rustc(std::move(words), ashore::build::current_environment());
    std::fprintf(stderr, "error: %s\n", failed.error().message().c_str());
    return 125;
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
