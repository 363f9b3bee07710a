#include <wegwijs/wegwijs.h>
