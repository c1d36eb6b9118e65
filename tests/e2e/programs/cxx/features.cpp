// SPDX-License-Identifier: Apache-2.0
// What a C++ program needs of its libraries: streams, exceptions through frames and in threads,
// objects of threads, atomics wider and narrower than a register, filesystem and regex.
#include <atomic>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <map>
#include <mutex>
#include <regex>
#include <stdexcept>
#include <string>
#include <thread>

struct Leaving {
  ~Leaving() { std::cout << "left "; }
};
thread_local std::string own = "own";
std::atomic<long long> wide{0};
std::atomic<short> narrow{0};

static void fall(int depth) {
  Leaving leaving;
  if (depth == 0) throw std::runtime_error("boom");
  fall(depth - 1);
}

int main(int argc, char**) {
  try {
    fall(2);
  } catch (const std::exception& error) {
    std::cout << "caught " << error.what() << "\n";
  }
  std::mutex mutex;
  double sum = 0;
  auto work = [&](int factor) {
    std::lock_guard guard(mutex);
    sum += std::sqrt(factor * argc * 1.5);
    own += "x";
    wide += 1LL << 33;
    ++narrow;
  };
  std::thread first(work, 2), second(work, 3);
  first.join();
  second.join();
  std::map<std::string, double> numbers{{"sum", sum}, {"pi", std::acos(-1.0)}};
  for (const auto& [name, value] : numbers) std::cout << name << "=" << value << " ";
  std::cout << own << " " << wide << " " << narrow << "\n";
  std::filesystem::path path = std::filesystem::path("/proc") / "self" / ".." / "self";
  std::cout << path.lexically_normal().string() << " " << std::filesystem::exists(path) << "\n";
  std::smatch found;
  std::string text = "key=value";
  if (std::regex_match(text, found, std::regex("(\\w+)=(\\w+)"))) std::cout << found[2] << "\n";
  std::thread thread([] {
    try {
      throw 42;
    } catch (int number) {
      std::cout << "thread caught " << number << std::endl;
    }
  });
  thread.join();
  return argc;
}
