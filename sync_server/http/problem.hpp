// Problem details (RFC 9457), as the NL GOV API Design Rules 2.2 want them: status, title and detail, in Dutch.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync_server/http/message.hpp"

namespace wegwijs::http {

/// One of the things that are wrong with what was sent. Never holds the value itself.
struct Fault {
    std::string field;
    std::string code;
    std::string explanation;
};

/// What a problem says beyond the four members that it always has.
struct Extra {
    std::vector<std::pair<std::string, std::string>> members{};  ///< name -> text
    std::vector<Fault> faults{};                                 ///< member "fouten": all of them at once
};

/// An answer of `status` (4xx or 5xx) with application/problem+json. `code` is stable and for programs; `title` may
/// be empty, then it is the status in Dutch; `detail` says what happened and what to do.
Response problem(int status, std::string_view code, std::string_view title, std::string_view detail,
                 const Extra& extra = {});

/// 404: nothing has this address.
Response nothing_here();

/// 405: this address knows only the methods of `allowed`: "GET, HEAD".
Response not_by(const std::string& allowed);

/// "Niet gevonden" for 404 and so on; "Fout" for a status without a name here.
std::string_view dutch_title(int status);

}  // namespace wegwijs::http
