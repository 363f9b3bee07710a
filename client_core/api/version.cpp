#include <wegwijs/wegwijs.hpp>

namespace wegwijs {

const char* version() noexcept { return WEGWIJS_VERSION; }

}  // namespace wegwijs
