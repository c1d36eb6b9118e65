// SPDX-License-Identifier: Apache-2.0
// Feeds every file of a corpus, and what hostile hands make of it, to a fuzz target without
// libFuzzer.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

void feed(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

// The file itself, cut off at some places, and with some bytes turned over. Always the same ones.
std::size_t feed_with_damage(const std::string& input) {
  constexpr std::size_t places = 64;
  std::size_t step = std::max<std::size_t>(1, input.size() / places);
  std::size_t count = 1;
  feed(input);
  for (std::size_t at = 0; at < input.size(); at += step) {
    feed(input.substr(0, at));
    std::string damaged = input;
    damaged[at] = static_cast<char>(~static_cast<unsigned char>(damaged[at]));
    feed(damaged);
    count += 2;
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: replay CORPUS_DIRECTORY\n");
    return 2;
  }
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1], error)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  if (error || files.empty()) {
    std::fprintf(stderr, "replay: no corpus in %s\n", argv[1]);
    return 1;
  }
  std::size_t inputs = 0;
  for (const std::filesystem::path& path : files) {
    std::ifstream file(path, std::ios::binary);
    inputs += feed_with_damage(std::string(std::istreambuf_iterator<char>(file), {}));
  }
  std::printf("%zu files, %zu inputs\n", files.size(), inputs);
  return 0;
}
