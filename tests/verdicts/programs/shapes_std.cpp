// SPDX-License-Identifier: Apache-2.0
// The standard library of C++: containers, virtual functions, an exception, floats.
#include <cstdio>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Shape {
  virtual ~Shape() = default;
  virtual double area() const = 0;
};

struct Square : Shape {
  explicit Square(double side) : side(side) {}
  double area() const override { return side * side; }
  double side;
};

struct Nothing : Shape {
  double area() const override { throw std::runtime_error("no area"); }
};

}  // namespace

int main(int count, char**) {
  std::vector<std::unique_ptr<Shape>> shapes;
  for (int i = 0; i < 4; ++i) shapes.push_back(std::make_unique<Square>(i + count));
  shapes.push_back(std::make_unique<Nothing>());
  std::map<std::string, double> areas;
  int thrown = 0;
  for (const auto& shape : shapes) {
    try {
      areas["shape " + std::to_string(areas.size())] = shape->area();
    } catch (const std::runtime_error& error) {
      thrown += error.what()[0] == 'n' ? 1 : 0;
    }
  }
  bool good = thrown == 1 && areas.size() >= 4 && areas.at("shape 1") > areas.at("shape 0");
  std::puts(good ? "ok" : "no");
  return 0;
}
