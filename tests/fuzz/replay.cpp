// replay: plays the corpus of the fuzz targets, and seeded changes of it, without libFuzzer.
//
//   replay --corpus DIR [--target NAME] [--runs N] [--seed N]    N changes of each target's corpus (default 0)
//   replay --target NAME FILE...                                 these inputs
//
// An input that ends the program is written to ./crash-NAME first.
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/mutate.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#include <sanitizer/common_interface_defs.h>
#endif

#define FUZZ_TARGET(name) extern "C" int fuzz_##name(const std::uint8_t* data, std::size_t size);
#include <fuzz_table.inc>
#undef FUZZ_TARGET

namespace {

using namespace wegwijs;
namespace fs = std::filesystem;

struct Target {
    const char* name;
    int (*run)(const std::uint8_t*, std::size_t);
};

constexpr Target targets[] = {
#define FUZZ_TARGET(name) {#name, fuzz_##name},
#include <fuzz_table.inc>
#undef FUZZ_TARGET
};

/// What runs now, for whoever has to say why the program ended.
struct Current {
    char path[128] = "";
    const std::uint8_t* data = nullptr;
    std::size_t size = 0;
} current;

/// Uses only what a signal handler may.
void keep_input() {
    if (!current.path[0]) return;
    const int file = ::open(current.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    const bool written = file >= 0 && ::write(file, current.data, current.size) == static_cast<ssize_t>(current.size);
    const char* const said = written ? "\nthe input is in " : "\nthe input could not be written to ";
    for (const char* part : {said, static_cast<const char*>(current.path), "\n"})
        if (::write(STDERR_FILENO, part, std::strlen(part)) < 0) break;
    current.path[0] = '\0';
}

void on_signal(int number) {
    keep_input();
    std::signal(number, SIG_DFL);
    std::raise(number);
}

void watch() {
    for (const int number : {SIGABRT, SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE}) std::signal(number, on_signal);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    __sanitizer_set_death_callback(keep_input);
#endif
}

void run(const Target& target, ByteView input) {
    // Exactly its size on the heap, so that a sanitizer sees a read behind it.
    const std::unique_ptr<std::uint8_t[]> copy(new std::uint8_t[input.size()]);
    std::memcpy(copy.get(), input.data(), input.size());
    current.data = copy.get();
    current.size = input.size();
    std::snprintf(current.path, sizeof current.path, "crash-%s", target.name);
    target.run(copy.get(), input.size());
    current.path[0] = '\0';
}

std::optional<Bytes> content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

/// In the order of their names, so that a seed means the same everywhere.
std::vector<Bytes> inputs_of(const fs::path& folder) {
    std::vector<fs::path> paths;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<Bytes> inputs;
    for (const fs::path& path : paths)
        if (auto bytes = content(path)) inputs.push_back(std::move(*bytes));
    return inputs;
}

struct Options {
    std::string corpus, target;
    std::uint64_t runs = 0;
    std::uint64_t seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    std::vector<std::string> files;
};

bool number(const char* text, std::uint64_t& to) {
    const auto [end, error] = std::from_chars(text, text + std::strlen(text), to);
    return error == std::errc() && *end == '\0';
}

std::optional<Options> options_of(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (!name.starts_with("--")) {
            options.files.push_back(name);
            continue;
        }
        if (++i == argc) return std::nullopt;
        if (name == "--corpus") options.corpus = argv[i];
        else if (name == "--target") options.target = argv[i];
        else if (name == "--runs" && number(argv[i], options.runs)) continue;
        else if (name == "--seed" && number(argv[i], options.seed)) continue;
        else return std::nullopt;
    }
    const bool known = options.target.empty() || std::any_of(std::begin(targets), std::end(targets),
                                                             [&](const Target& t) { return t.name == options.target; });
    const bool fits = options.files.empty() ? !options.corpus.empty() : !options.target.empty();
    return known && fits ? std::optional(options) : std::nullopt;
}

/// False: there is no corpus.
bool play(const Target& target, const Options& options) {
    const std::vector<Bytes> inputs = inputs_of(fs::path(options.corpus) / target.name);
    if (inputs.empty()) return false;
    for (const Bytes& input : inputs) run(target, input);
    fuzz::Mutator mutator(options.seed);
    for (std::uint64_t i = 0; i < options.runs; ++i) run(target, mutator.from(inputs));
    std::printf("%s: %zu inputs, %llu changes\n", target.name, inputs.size(),
                static_cast<unsigned long long>(options.runs));
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = options_of(argc, argv);
    if (!options) {
        std::fputs("replay --corpus DIR [--target NAME] [--runs N] [--seed N] | replay --target NAME FILE...\n",
                   stderr);
        for (const Target& target : targets) std::fprintf(stderr, "  %s\n", target.name);
        return 2;
    }
    watch();
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
    if (options->files.empty()) std::printf("--seed %llu\n", static_cast<unsigned long long>(options->seed));
    for (const Target& target : targets) {
        if (!options->target.empty() && options->target != target.name) continue;
        if (options->files.empty() && !play(target, *options)) {
            std::fprintf(stderr, "%s has no corpus in %s\n", target.name, options->corpus.c_str());
            return 1;
        }
        for (const std::string& path : options->files) {
            const auto input = content(path);
            if (!input) {
                std::fprintf(stderr, "%s cannot be read\n", path.c_str());
                return 1;
            }
            run(target, *input);
            std::printf("%s: %s holds\n", target.name, path.c_str());
        }
    }
    return 0;
}
