#include "sync_server/program/app_place.hpp"

#include <filesystem>

namespace wegwijs::server {

namespace fs = std::filesystem;

std::string app_of_program() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (error) return {};
    const fs::path here = program.parent_path();
    const auto holds_app = [](const fs::path& folder) {
        std::error_code ignored;
        return fs::exists(folder / "index.html", ignored);
    };
    const fs::path installed = (here / WEGWIJS_APP_FROM_PROGRAM).lexically_normal();
    if (holds_app(installed)) return installed.string();
    // Only the program of that build tree: an installed one does not reach into somebody's checkout.
    const fs::path built = WEGWIJS_APP_BUILT;
    if (here == fs::path(WEGWIJS_BUILT_IN) && holds_app(built)) return built.string();
    return {};
}

}  // namespace wegwijs::server
