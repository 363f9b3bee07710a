// Errors are values. A function that can fail returns Result<T>; our code throws nothing.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace wegwijs {

/// When it makes sense to try the same thing again.
enum class Retry { never, now, later, when_online, after_sign_in, after_update };

/// The word for `retry` that programs read: "never", "now", "later", "when_online", "after_sign_in", "after_update".
const char* to_text(Retry retry);
std::optional<Retry> retry_from_text(std::string_view text);

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

/// `T x = TRY(expression);` passes the error of a Result on to the caller, else gives its value.
#define TRY(expression) WEGWIJS_TRY(expression, __COUNTER__)
#define WEGWIJS_TRY(expression, number) WEGWIJS_TRY_NAMED(expression, WEGWIJS_JOIN(try_result_, number))
#define WEGWIJS_JOIN(a, b) WEGWIJS_JOIN2(a, b)
#define WEGWIJS_JOIN2(a, b) a##b
#define WEGWIJS_TRY_NAMED(expression, name)             \
    (__extension__({                                    \
        auto name = (expression);                       \
        if (!name.ok()) return std::move(name.error()); \
        std::move(name).value();                        \
    }))

/// Checks a rule that only a programming error can break. On in every build.
#define ALWAYS(condition) (static_cast<bool>(condition) ? void(0) : __builtin_trap())
