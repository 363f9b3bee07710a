// What people call something of the pack, in the languages that every pack has.
#pragma once

#include <string>

namespace wegwijs::model {

struct Label {
    std::string nl, en;
};

}  // namespace wegwijs::model
