// Uses libmlp from many threads for a long time: soak SECONDS THREADS MODEL...
//
// Models are loaded, shared, exchanged and dropped, sessions of one or several threads come and go, batches of any
// size ask for outputs, logits and classes, and now and then a load fails. Every result has to be, to the bit, that
// of its row alone on one thread, computed before. Resident memory has to be flat: see Memory.

#include <mlp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

// A sanitizer keeps memory of its own, which grows.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool is_sanitized = true;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif
#else
constexpr bool is_sanitized = false;
#endif

using Clock = std::chrono::steady_clock;
using Random = std::mt19937_64;

struct Free {
  void operator()(mlp_model *model) const { mlp_model_free(model); }
  void operator()(mlp_session *session) const { mlp_session_free(session); }
};
using Model = std::shared_ptr<mlp_model>;
using Session = std::unique_ptr<mlp_session, Free>;

static void check(mlp_status status) {
  if (status != MLP_OK) throw std::runtime_error(mlp_last_error());
}

static void require(bool holds, const std::string &what) {
  if (!holds) throw std::runtime_error(what);
}

static Session make_session(const Model &model, unsigned threads) {
  mlp_session *session;
  check(mlp_session_create(model.get(), threads, &session));
  return Session(session);
}

static std::size_t below(Random &random, std::size_t bound) { return random() % bound; }

/// A model file, and what its rows have to give.
class Subject {
 public:
  static constexpr std::size_t row_count = 512;

  explicit Subject(const std::string &path) : path(path) {
    std::ifstream file(path, std::ios::binary);
    content.assign(std::istreambuf_iterator<char>(file), {});
    mlp_model *opened;
    check(mlp_model_open(path.c_str(), nullptr, &opened));
    const Model model(opened, Free());
    identity = mlp_model_identity(opened);
    is_classifier = mlp_model_task(opened) == MLP_CLASSIFICATION;
    inputs = mlp_model_input_count(opened);
    width = mlp_model_output_count(opened);
    rows.resize(row_count * inputs);
    Random random(1);
    for (auto &value : rows) value = static_cast<float>(below(random, 2001)) / 200 - 5;
    outputs.resize(row_count * width);
    logits = outputs;
    classes.resize(row_count);
    const Session session = make_session(model, 1);
    for (std::size_t i = 0; i < row_count; i++) {
      check(mlp_predict(session.get(), &rows[i * inputs], 1, &outputs[i * width]));
      check(mlp_predict_logits(session.get(), &rows[i * inputs], 1, &logits[i * width]));
      if (is_classifier) check(mlp_predict_classes(session.get(), &rows[i * inputs], 1, &classes[i]));
    }
  }

  /// Loads it, from its file or from memory, as any model or as this one.
  Model load(Random &random) const {
    mlp_model *model;
    const char *expected = below(random, 2) ? identity.c_str() : nullptr;
    check(below(random, 2) ? mlp_model_open(path.c_str(), expected, &model)
                           : mlp_model_read(content.data(), content.size(), expected, &model));
    return Model(model, Free());
  }

  /// One call for some of its rows; their number.
  std::size_t call(const Session &session, Random &random) const {
    const std::size_t most = std::size_t(1) << below(random, 10), count = 1 + below(random, most);
    const std::size_t first = below(random, row_count - count + 1);
    const float *x = &rows[first * inputs];
    switch (below(random, is_classifier ? 3 : 2)) {
      case 0: compare(outputs, width, first, count, [&](float *y) { return mlp_predict(session.get(), x, count, y); }); break;
      case 1: compare(logits, width, first, count, [&](float *y) { return mlp_predict_logits(session.get(), x, count, y); }); break;
      default: compare(classes, 1, first, count, [&](std::int32_t *y) { return mlp_predict_classes(session.get(), x, count, y); });
    }
    return count;
  }

 private:
  template <class Number, class Call>
  void compare(const std::vector<Number> &expected, std::size_t width, std::size_t first, std::size_t count, Call call) const {
    std::vector<Number> found(count * width);
    check(call(found.data()));
    require(std::memcmp(found.data(), &expected[first * width], count * width * sizeof(Number)) == 0,
            path + ": other bits in a batch of " + std::to_string(count) + " from row " + std::to_string(first));
  }

  std::string path, identity;
  std::vector<char> content;
  std::size_t inputs, width;
  bool is_classifier;
  std::vector<float> rows, outputs, logits;
  std::vector<std::int32_t> classes;
};

/// A model that threads share until one of them puts another in its place.
struct Slot {
  std::mutex lock;
  const Subject *subject = nullptr;
  Model model;
};

struct Counts {
  std::atomic<std::size_t> loads{0}, sessions{0}, calls{0}, rows{0}, refusals{0};
};

/// A load that fails says so to the thread that asked.
static void fail_to_load(const std::string &name, Counts &counts) {
  mlp_model *model;
  require(mlp_model_open(name.c_str(), nullptr, &model) == MLP_ERROR_FILE, "opened " + name);
  std::this_thread::yield();
  require(std::string(mlp_last_error()).find(name) != std::string::npos, std::string("another's error: ") + mlp_last_error());
  counts.refusals++;
}

static void work(const std::vector<Subject> &subjects, std::vector<Slot> &slots, std::size_t number,
                 const std::atomic<bool> &is_over, Counts &counts) {
  Random random(number + 1);
  while (!is_over) {
    Slot &slot = slots[below(random, slots.size())];
    if (below(random, 4) == 0) {
      const Subject &subject = subjects[below(random, subjects.size())];
      Model model = subject.load(random);
      counts.loads++;
      const std::lock_guard guard(slot.lock);
      slot.subject = &subject;
      slot.model.swap(model);
    }
    const Subject *subject;
    Model model;
    {
      const std::lock_guard guard(slot.lock);
      subject = slot.subject;
      model = slot.model;
    }
    const Session session = make_session(model, below(random, 3) ? 1 : 2 + below(random, 2));
    counts.sessions++;
    // The session keeps what it needs.
    if (below(random, 2)) model.reset();
    for (std::size_t calls = below(random, 32); calls > 0 && !is_over; calls--) {
      counts.rows += subject->call(session, random);
      counts.calls++;
    }
    if (below(random, 16) == 0) fail_to_load("/nowhere/" + std::to_string(number), counts);
  }
}

/// Resident memory, looked at many times: flat where the median of the last quarter of the time is at most 2 % and
/// two megabytes above that of the second. The first is for warming up.
class Memory {
 public:
  void sample() {
    std::ifstream file("/proc/self/statm");
    double pages, resident;
    file >> pages >> resident;
    samples.push_back(resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6);
  }
  double second_quarter() const { return median(samples.size() / 4, samples.size() / 2); }
  double last_quarter() const { return median(samples.size() / 4 * 3, samples.size()); }
  bool is_flat() const { return last_quarter() <= second_quarter() * 1.02 + 2; }

 private:
  double median(std::size_t from, std::size_t to) const {
    std::vector<double> part(samples.begin() + from, samples.begin() + to);
    std::sort(part.begin(), part.end());
    return part.empty() ? 0 : part[part.size() / 2];
  }
  std::vector<double> samples;
};

int main(int count, char **arguments) try {
  if (count < 4) throw std::runtime_error("give seconds, a number of threads and model files");
  const double seconds = std::stod(arguments[1]);
  std::vector<Subject> subjects;
  for (int i = 3; i < count; i++) subjects.emplace_back(arguments[i]);
  Random random(0);
  std::vector<Slot> slots(8);
  for (Slot &slot : slots) {
    slot.subject = &subjects[below(random, subjects.size())];
    slot.model = slot.subject->load(random);
  }

  Counts counts;
  Memory memory;
  std::atomic<bool> is_over{false};
  std::vector<std::string> errors(std::max(1, std::stoi(arguments[2])));
  std::vector<std::thread> threads;
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  for (std::size_t number = 0; number < errors.size(); number++) {
    threads.emplace_back([&, number] {
      try {
        work(subjects, slots, number, is_over, counts);
      } catch (const std::exception &error) {
        errors[number] = error.what();
        is_over = true;
      }
    });
  }
  // Longer where a busy machine has done little by then.
  const auto has_done_little = [&] { return counts.loads <= 50 || counts.refusals <= 5 || counts.calls <= 1000; };
  while ((Clock::now() < end || has_done_little()) && !is_over) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    memory.sample();
  }
  is_over = true;
  for (auto &thread : threads) thread.join();
  for (const auto &error : errors)
    if (!error.empty()) throw std::runtime_error(error);

  std::cout << seconds << " s on " << threads.size() << " threads: " << counts.loads << " models loaded, " << counts.refusals
            << " refused, " << counts.sessions << " sessions, " << counts.calls << " calls, " << counts.rows
            << " rows, every bit as alone\nresident memory: " << memory.second_quarter() << " MB in the second quarter, "
            << memory.last_quarter() << " MB in the last\n";
  if (!is_sanitized) require(memory.is_flat(), "resident memory grows");
} catch (const std::exception &error) {
  std::cerr << "soak: " << error.what() << '\n';
  return 1;
}
