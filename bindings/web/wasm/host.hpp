// What the module asks of JavaScript: the files of one store in the browser's own file system (OPFS), and to be told.
// src/folder.ts keeps the files. All of them are open from the beginning, since opening one takes the browser a while
// and nothing here can wait: a file is a number, which stays its own until it is removed.
//
// Numbers below zero are reasons. Sizes and places are doubles: exact up to 2^53, and no bigint in JavaScript.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wegwijs::host {

inline constexpr std::int32_t missing = -1, full = -2, failed = -3;

#define WEGWIJS_HOST(name) __attribute__((import_module("host"), import_name(name)))
extern "C" {

/// The file of that name; `create`: made when it is not there.
WEGWIJS_HOST("file_open") std::int32_t host_file_open(const char* name, std::size_t size, std::int32_t create);
WEGWIJS_HOST("file_size") double host_file_size(std::int32_t file);
/// How many octets came; fewer at the end of the file.
WEGWIJS_HOST("file_read") std::int32_t host_file_read(std::int32_t file, void* to, std::size_t size, double at);
/// 0: all of it was written.
WEGWIJS_HOST("file_write")
std::int32_t host_file_write(std::int32_t file, const void* from, std::size_t size, double at);
WEGWIJS_HOST("file_truncate") std::int32_t host_file_truncate(std::int32_t file, double size);
/// 0: what was written is on the disk.
WEGWIJS_HOST("file_flush") std::int32_t host_file_flush(std::int32_t file);
/// Durable when it returns. Its octets are gone too.
WEGWIJS_HOST("file_remove") std::int32_t host_file_remove(const char* name, std::size_t size);
/// Durable when it returns, in one step; replaces what had the name `to`.
WEGWIJS_HOST("file_rename")
std::int32_t host_file_rename(const char* from, std::size_t from_size, const char* to, std::size_t to_size);
/// How many octets the names take, each followed by a zero; written as far as there is room.
WEGWIJS_HOST("file_list") std::int32_t host_file_list(char* to, std::size_t room);

WEGWIJS_HOST("observed") void host_observed(const char* changes_json, std::size_t size);
WEGWIJS_HOST("logged") void host_logged(std::int32_t level, const char* line, std::size_t size);
}
#undef WEGWIJS_HOST

}  // namespace wegwijs::host
