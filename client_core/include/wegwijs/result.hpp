// Errors are values. A function that can fail returns Result<T>; nothing of Wegwijs throws.
//
// Thread safety: plain values; each object by one thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace wegwijs {

/// When it makes sense to try the same thing again.
enum class Retry { never, now, later, when_online, after_sign_in, after_update };

/// The word for `retry` that programs read: "never", "now", "later", "when_online", "after_sign_in", "after_update".
constexpr const char* to_text(Retry retry) {
    switch (retry) {
        case Retry::never: return "never";
        case Retry::now: return "now";
        case Retry::later: return "later";
        case Retry::when_online: return "when_online";
        case Retry::after_sign_in: return "after_sign_in";
        case Retry::after_update: return "after_update";
    }
    return "never";
}

/// The inverse; nothing when `text` is none of these words.
constexpr std::optional<Retry> retry_from_text(std::string_view text) {
    for (const Retry retry :
         {Retry::never, Retry::now, Retry::later, Retry::when_online, Retry::after_sign_in, Retry::after_update})
        if (text == to_text(retry)) return retry;
    return std::nullopt;
}

/// What went wrong. `code` is stable and for programs; `message` is for people: it says what happened, what is
/// safe and what to do, and never repeats a value that a person typed.
struct [[nodiscard]] Error {
    std::string code;
    std::string message;
    Retry retry = Retry::never;
};

struct Unit {};

/// A value, or the reason why there is none. Reading the value of a failed Result ends the program: check first.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : value_(std::move(value)) {}      // NOLINT: conversion is the point
    Result(Error error) : error_(std::move(error)) {}  // NOLINT
    bool ok() const { return value_.has_value(); }
    explicit operator bool() const { return ok(); }
    T& value() & {
        check();
        return *value_;
    }
    const T& value() const& {
        check();
        return *value_;
    }
    T&& value() && {
        check();
        return std::move(*value_);
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    /// Without meaning when there is a value.
    Error& error() { return error_; }
    const Error& error() const { return error_; }

private:
    void check() const {
        if (!value_) __builtin_trap();
    }
    std::optional<T> value_;
    Error error_;
};

using Status = Result<Unit>;
inline Status done() { return Unit{}; }

}  // namespace wegwijs
