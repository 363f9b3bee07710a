// What goes into a query and what comes out of it. SQL is read-only here: changes go through the Store's own calls.
//
// Thread safety: plain values; each object by one thread at a time.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <wegwijs/id.hpp>

namespace wegwijs {

/// One cell of an answer, or what a parameter gives. It keeps its own copy.
class SqlValue {
public:
    enum class Type { null, integer, real, text, blob };

    SqlValue() = default;        // NULL
    SqlValue(std::nullptr_t) {}  // NOLINT: conversion is the point, here and below
    template <std::integral Number>
    SqlValue(Number value)  // NOLINT; true is 1. Unsigned 64 bits above 2^63 - 1 come out negative.
        : type_(Type::integer), integer_(static_cast<std::int64_t>(value)) {}
    SqlValue(double value) : type_(Type::real), real_(value) {}                   // NOLINT
    SqlValue(std::string value) : type_(Type::text), bytes_(std::move(value)) {}  // NOLINT; UTF-8
    SqlValue(std::string_view value) : type_(Type::text), bytes_(value) {}        // NOLINT
    SqlValue(const char* value) : type_(Type::text), bytes_(value) {}             // NOLINT
    SqlValue(const Id& id) : type_(Type::blob), bytes_(id.bytes()) {}             // NOLINT
    static SqlValue blob(std::string bytes) {
        SqlValue value(std::move(bytes));
        value.type_ = Type::blob;
        return value;
    }

    Type type() const { return type_; }
    bool is_null() const { return type_ == Type::null; }
    // Each gives nothing for a cell of another type; nothing is converted.
    std::optional<std::int64_t> integer() const {
        return type_ == Type::integer ? std::optional(integer_) : std::nullopt;
    }
    std::optional<double> real() const { return type_ == Type::real ? std::optional(real_) : std::nullopt; }
    std::optional<std::string_view> text() const { return bytes_if(Type::text); }
    std::optional<std::string_view> blob() const { return bytes_if(Type::blob); }
    /// Of a blob of sixteen bytes: so ids stand in the tables.
    std::optional<Id> id() const { return type_ == Type::blob ? Id::from_bytes(bytes_) : std::nullopt; }

private:
    std::optional<std::string_view> bytes_if(Type type) const {
        return type_ == type ? std::optional<std::string_view>(bytes_) : std::nullopt;
    }
    Type type_ = Type::null;
    std::int64_t integer_ = 0;
    double real_ = 0;
    std::string bytes_;
};

/// One row of an answer. A column that is not there ends the program: size() says how many there are.
class Row {
public:
    explicit Row(std::vector<std::string> names)
        : names_(std::make_shared<std::vector<std::string>>(std::move(names))), cells_(names_->size()) {}

    std::size_t size() const { return cells_.size(); }
    const std::string& name(std::size_t column) const {
        check(column);
        return (*names_)[column];
    }
    const SqlValue& operator[](std::size_t column) const {
        check(column);
        return cells_[column];
    }
    SqlValue& operator[](std::size_t column) {
        check(column);
        return cells_[column];
    }
    /// The first column of that name; null when there is none.
    const SqlValue* find(std::string_view name) const {
        for (std::size_t i = 0; i < cells_.size(); ++i)
            if ((*names_)[i] == name) return &cells_[i];
        return nullptr;
    }

private:
    void check(std::size_t column) const {
        if (column >= cells_.size()) __builtin_trap();
    }
    std::shared_ptr<const std::vector<std::string>> names_;  ///< the same for all rows of an answer
    std::vector<SqlValue> cells_;
};

}  // namespace wegwijs
