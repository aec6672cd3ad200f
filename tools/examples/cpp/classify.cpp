// Classifies rows of numbers from standard input on several threads: classify MODEL THREADS
//
//   c++ -std=c++17 -pthread classify.cpp $(pkg-config --cflags --libs mlp) -o classify

#include <mlp.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

struct Free {
  void operator()(mlp_model *model) const { mlp_model_free(model); }
  void operator()(mlp_session *session) const { mlp_session_free(session); }
};
using Model = std::unique_ptr<mlp_model, Free>;
using Session = std::unique_ptr<mlp_session, Free>;

static void check(mlp_status status) {
  if (status != MLP_OK) throw std::runtime_error(mlp_last_error());
}

static Model open(const std::string &path) {
  mlp_model *model;
  check(mlp_model_open(path.c_str(), nullptr, &model));
  return Model(model);
}

/// A model may be shared between threads; each has a session of its own.
static Session session(const Model &model) {
  mlp_session *session;
  check(mlp_session_create(model.get(), 1, &session));
  return Session(session);
}

int main(int count, char **arguments) try {
  if (count != 3) throw std::runtime_error("give a model file and a number of threads");
  const Model model = open(arguments[1]);
  const std::size_t inputs = mlp_model_input_count(model.get());
  std::vector<float> rows;
  for (float x; std::cin >> x;) rows.push_back(x);
  const std::size_t row_count = rows.size() / inputs;

  std::vector<std::int32_t> classes(row_count);
  const std::size_t parts = std::max(1, std::stoi(arguments[2]));
  std::vector<std::thread> threads;
  std::vector<std::string> errors(parts);
  for (std::size_t part = 0; part < parts; part++) {
    threads.emplace_back([&, part] {
      const std::size_t start = row_count * part / parts, end = row_count * (part + 1) / parts;
      try {
        check(mlp_predict_classes(
            session(model).get(), rows.data() + start * inputs, end - start, classes.data() + start));
      } catch (const std::exception &error) {
        errors[part] = error.what();
      }
    });
  }
  for (auto &thread : threads) thread.join();
  for (const auto &error : errors)
    if (!error.empty()) throw std::runtime_error(error);
  for (auto index : classes) std::cout << (index < 0 ? "?" : mlp_model_label(model.get(), index)) << '\n';
} catch (const std::exception &error) {
  std::cerr << "classify: " << error.what() << '\n';
  return 1;
}
