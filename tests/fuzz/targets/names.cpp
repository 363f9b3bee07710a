// Names of people, for comparing: two of them, a line each.
#include <cmath>

#include "client_core/shared/base/utf8.hpp"
#include "client_core/shared/model/spelling.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;
using namespace wegwijs::model;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, std::min<std::size_t>(size, 512));
    const std::string a = in.line(), b(in.rest());
    const fuzz::Meter meter(2048 * size + 256 * 1024);
    for (const std::string& name : {a, b}) {
        const std::string once = normalise(name);
        MUST(valid_utf8(once) && normalise(once) == once);
        MUST(valid_utf8(fold(name)));
        for (const std::string& token : name_tokens(name)) {
            MUST(!token.empty() && valid_utf8(token));
            (void)skeleton(token);
        }
    }
    const double there = likeness(a, b), back = likeness(b, a);
    MUST(there >= 0 && there <= 1 && std::abs(there - back) < 1e-9);
    return 0;
}
