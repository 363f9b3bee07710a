/* For the contract scripts alone, and in no library that ships: functions that give back what they get, so that a
 * script sees whether a boundary changes anything. They are called as those of wegwijs.h are. */
#ifndef WEGWIJS_ECHO_H
#define WEGWIJS_ECHO_H

#include "client_core/include/wegwijs/wegwijs.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __wasm__
#define WEGWIJS_ECHO(name) __attribute__((export_name(name)))
#else
#define WEGWIJS_ECHO(name) WEGWIJS_EXPORT
#endif

WEGWIJS_ECHO("wegwijs_echo_text")
wegwijs_status wegwijs_echo_text(wegwijs_string text, wegwijs_text* same, wegwijs_error* error);
WEGWIJS_ECHO("wegwijs_echo_wide")
wegwijs_status wegwijs_echo_wide(uint64_t number, uint64_t* same, wegwijs_error* error);
WEGWIJS_ECHO("wegwijs_echo_small")
wegwijs_status wegwijs_echo_small(uint32_t number, uint32_t* same, wegwijs_error* error);
/* How many octets came. */
WEGWIJS_ECHO("wegwijs_echo_size")
wegwijs_status wegwijs_echo_size(wegwijs_string bytes, uint64_t* size, wegwijs_error* error);

#ifdef __cplusplus
}
#endif

#endif
