// The host of the contract scripts for wegwijs.h: it reads a step a line, has it done (steps_c.cpp), and answers with a
// line.
#include <iostream>
#include <string>

#include "tests/capi/calls.hpp"
#include "tests/contract/sending.hpp"
#include "tests/contract/steps_c.hpp"

using namespace wegwijs::test;

namespace {

Json answer(Steps& steps, const std::string& line) {
    const Json step = Json::parse(line, nullptr, false);
    if (!step.is_object()) return {{"fault", "not a step"}};
    // Whose library sends nothing knows nothing of TLS.
    const bool enrols = step.value("do", "") == "store_enrol" && step.value("server", "").starts_with("https://");
    if (enrols && !has_network()) return {{"unsupported", true}};
    try {
        return {{"value", steps.play(step)}};
    } catch (const Failed& failed) {
        return {{"error",
                 {{"code", failed.error.code},
                  {"name", failed.error.name},
                  {"retry", failed.error.retry},
                  {"message", failed.error.message}}}};
    } catch (const Json::exception& wrong) { return {{"fault", wrong.what()}}; }
}

}  // namespace

int main() {
    const Curl curl;
    const std::unique_ptr<Steps> steps = make_steps();
    for (std::string line; std::getline(std::cin, line);)
        std::cout << answer(*steps, line).dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
    return 0;
}
