// Binding and reading in one line. For the .cpp files of this folder.
#pragma once

#include <concepts>
#include <optional>
#include <vector>

#include "client_core/shared/sqlite/sqlite.hpp"

namespace wegwijs::server {

struct Blob {
    ByteView bytes;
};
struct BlobOrNull {
    ByteView bytes;
};  ///< empty bytes are NULL
struct TextOrNull {
    std::string_view text;
};  ///< empty text is NULL

inline void bind_one(sqlite::Statement& s, int i, std::integral auto n) { s.bind(i, static_cast<std::int64_t>(n)); }
inline void bind_one(sqlite::Statement& s, int i, std::string_view text) { s.bind(i, text); }
inline void bind_one(sqlite::Statement& s, int i, Blob b) { s.bind_blob(i, b.bytes); }
inline void bind_one(sqlite::Statement& s, int i, BlobOrNull b) {
    b.bytes.empty() ? s.bind_null(i) : s.bind_blob(i, b.bytes);
}
inline void bind_one(sqlite::Statement& s, int i, TextOrNull t) { t.text.empty() ? s.bind_null(i) : s.bind(i, t.text); }
template <std::integral T>
void bind_one(sqlite::Statement& s, int i, const std::optional<T>& n) {
    n ? s.bind(i, static_cast<std::int64_t>(*n)) : s.bind_null(i);
}

template <class... Args>
void bind_all(sqlite::Statement& s, const Args&... args) {
    int i = 0;
    (bind_one(s, ++i, args), ...);
}

template <class... Args>
Status run(sqlite::Connection& db, std::string_view sql, const Args&... args) {
    sqlite::Cached s = TRY(db.prepare(sql));
    bind_all(*s, args...);
    return s->run();
}

/// The first row through `read`; nullopt: no row.
template <class T, class Read, class... Args>
Result<std::optional<T>> first_row(sqlite::Connection& db, std::string_view sql, Read&& read, const Args&... args) {
    sqlite::Cached s = TRY(db.prepare(sql));
    bind_all(*s, args...);
    if (!TRY(s->step())) return std::optional<T>();
    return std::optional<T>(read(*s));
}

template <class T, class Read, class... Args>
Result<std::vector<T>> all_rows(sqlite::Connection& db, std::string_view sql, Read&& read, const Args&... args) {
    sqlite::Cached s = TRY(db.prepare(sql));
    bind_all(*s, args...);
    std::vector<T> rows;
    while (TRY(s->step())) rows.push_back(read(*s));
    return rows;
}

inline std::uint64_t unsigned_at(const sqlite::Statement& s, int i) { return static_cast<std::uint64_t>(s.integer(i)); }
inline bool flag_at(const sqlite::Statement& s, int i) { return s.integer(i) != 0; }
template <std::integral T>
std::optional<T> optional_at(const sqlite::Statement& s, int i) {
    if (s.is_null(i)) return std::nullopt;
    return static_cast<T>(s.integer(i));
}

}  // namespace wegwijs::server
