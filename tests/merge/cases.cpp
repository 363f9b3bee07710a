// More cases than RapidCheck's hundred, unless whoever runs the tests says otherwise.
#include <cstdlib>

namespace {
[[maybe_unused]] const int asked = setenv("RC_PARAMS", "max_success=500", 0);
}
