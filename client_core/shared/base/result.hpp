// Errors are values: the public vocabulary, and what the own code adds to it. Our code throws nothing.
#pragma once

#include "client_core/include/wegwijs/result.hpp"

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
