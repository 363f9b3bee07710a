#include "client_core/cli/program.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "client_core/shared/system/files.hpp"
#include "client_core/shared/system/system.hpp"

namespace wegwijs::cli {

namespace {

bool print(FILE* to, const std::string& text) {
    bool good = std::fwrite(text.data(), 1, text.size(), to) == text.size();
    if (text.empty() || text.back() != '\n') good &= std::fputc('\n', to) != EOF;
    return std::fflush(to) == 0 && good;
}

}  // namespace

Result<Bytes> Program::pin() const {
    Bytes pin;
    if (!pin_file.empty()) {
        pin = TRY(system::read_file(pin_file));
    } else if (const char* given = std::getenv("WEGWIJS_PIN")) {
        pin = given;
    }
    while (!pin.empty() && (pin.back() == '\n' || pin.back() == '\r')) pin.pop_back();
    if (pin.empty()) return usage("A PIN is needed: --pin-file FILE, or WEGWIJS_PIN. It is never an argument.");
    return pin;
}

Result<std::string> Program::path() const {
    if (!store_file.empty()) return store_file;
    const char* named = std::getenv("WEGWIJS_STORE");
    if (!named || !*named) return usage("Which store? --store FILE, or WEGWIJS_STORE.");
    return std::string(named);
}

Result<store::OpenOptions> Program::options() const {
    store::OpenOptions options;
    options.path = TRY(path());
    options.pin = TRY(pin());
    options.clock = &system::clock();
    options.random = &system::random();
    options.files = &system::files();
    options.watch_log = true;
    return options;
}

Result<std::unique_ptr<store::Store>> Program::open() const { return store::Store::open(TRY(options())); }

Status Program::answer(const Json& value, const std::string& text) const {
    if (!json && text.empty()) return done();
    if (print(stdout, json ? text_of(value) : text)) return done();
    return Error{"output",
                 "It was done, but the answer could not be written. Repeat the command to get the answer; it will not "
                 "be done twice.",
                 Retry::now};
}

void Program::tell(const std::string& text) const {
    if (!json && !text.empty()) print(stderr, text);
}

int Program::failed(const Error& error) const {
    if (error.code == "answered") {
        tell(error.message);
        return 1;
    }
    if (json)
        print(
            stdout,
            text_of({{"error", {{"code", error.code}, {"message", error.message}, {"retry", to_text(error.retry)}}}}));
    else print(stderr, error.message);
    return error.code == "usage" ? 2 : 1;
}

std::string text_of(const Json& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Json json_of(const std::string& text) {
    Json json = Json::parse(text, nullptr, false);
    return json.is_discarded() ? Json() : json;
}

Error usage(std::string message) { return {"usage", std::move(message), Retry::never}; }

Error answered(std::string message) { return {"answered", std::move(message), Retry::never}; }

Result<Id> id_of(const std::string& text) {
    if (const auto id = Id::from_text(text)) return *id;
    return usage(
        "An id has the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx. Nothing was changed. Take it from list or find.");
}

std::string whole_number(const std::string& text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end && number > 0 ? "" : "not a number of this kind";
}

CLI::App* add_command(CLI::App& under, const std::string& name, const std::string& what, const std::string& example) {
    CLI::App* command = under.add_subcommand(name, what);
    command->footer("Example:\n  " + example);
    command->fallthrough();
    return command;
}

}  // namespace wegwijs::cli
