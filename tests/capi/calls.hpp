// Calls of wegwijs.h from C++: what a function gives is given back, an error is thrown.
#pragma once

#include <string>

#include <nlohmann/json.hpp>
#include <wegwijs/wegwijs.h>

namespace wegwijs::test {

struct Failed {
    wegwijs_error error;
};

/// Text that the library gave.
class Text {
public:
    Text() = default;
    Text(const Text&) = delete;
    Text& operator=(const Text&) = delete;
    ~Text() { wegwijs_text_free(&text_); }
    wegwijs_text* place() { return &text_; }
    std::string string() const { return {text_.data, text_.size}; }
    /// null: it is empty.
    nlohmann::json json() const { return text_.size == 0 ? nlohmann::json() : nlohmann::json::parse(string()); }

private:
    wegwijs_text text_{};
};

inline wegwijs_string view(const std::string& text) { return {text.data(), text.size()}; }

/// Runs one function of the header.
template <class Call>
void run(const Call& call) {
    wegwijs_error error;
    if (call(&error) != WEGWIJS_OK) throw Failed{error};
}

template <class Call>
nlohmann::json text_of(const Call& call) {
    Text text;
    run([&](wegwijs_error* error) { return call(text.place(), error); });
    return text.json();
}

template <class Call>
nlohmann::json number_of(const Call& call) {
    std::uint64_t number = 0;
    run([&](wegwijs_error* error) { return call(&number, error); });
    return std::to_string(number);
}

}  // namespace wegwijs::test
