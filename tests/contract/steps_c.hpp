// The steps of the contract scripts (README.md), as a program in C does them.
#pragma once

#include <memory>

#include <nlohmann/json.hpp>
#include <wegwijs/wegwijs.h>

namespace wegwijs::test {

using Json = nlohmann::json;

/// With the stores that the steps opened, which its end closes.
class Steps {
public:
    virtual ~Steps() = default;
    /// Gives the step's value. Throws Failed when the library refused it, Json::exception when it is no step.
    virtual Json play(const Json& step) = 0;
};
std::unique_ptr<Steps> make_steps();

/// Whether the library sends by itself.
inline bool has_network() { return wegwijs_has_feature("network") == 1; }

}  // namespace wegwijs::test
