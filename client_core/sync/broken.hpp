// The error of an answer that cannot be about what this device asked.
#pragma once

#include <string>

#include "client_core/shared/base/result.hpp"

namespace wegwijs::sync {

inline Error broken(const char* what) {
    return {"answer_broken",
            std::string("The server's answer does not fit what this device asked (") + what +
                "). Nothing was changed or lost; try again later.",
            Retry::later};
}

}  // namespace wegwijs::sync
