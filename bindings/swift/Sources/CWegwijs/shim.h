#ifndef WEGWIJS_SHIM_H
#define WEGWIJS_SHIM_H

#include <wegwijs/wegwijs.h>

#endif
