#include "client_core/cli/progress_bar.hpp"

#include <cstdio>

#include <unistd.h>

namespace wegwijs::cli {

namespace {

std::string bytes_text(std::uint64_t bytes) {
    if (bytes < 1024) return std::to_string(bytes) + " B";
    if (bytes < 1024 * 1024) return std::to_string(bytes / 1024) + " kB";
    return std::to_string(bytes / (1024 * 1024)) + "." + std::to_string(bytes % (1024 * 1024) * 10 / (1024 * 1024)) +
           " MB";
}

std::string left_text(UnixMs ms) {
    const UnixMs seconds = (ms + 999) / 1000;
    return seconds < 60 ? std::to_string(seconds) + " s" : std::to_string((seconds + 59) / 60) + " min";
}

std::string bar(std::uint64_t done, std::uint64_t total) {
    constexpr std::uint64_t places = 24;
    const std::uint64_t full = total == 0 ? 0 : (done > total ? total : done) * places / total;
    return "[" + std::string(full, '#') + std::string(places - full, '.') + "]";
}

}  // namespace

std::string progress_line(const sync::RunProgress& progress, Lang lang) {
    const sync::Progress& now = progress.sync;
    const bool pushing = now.phase == sync::Progress::Phase::pushing, dutch = lang == Lang::nl;
    std::string line = pushing ? (dutch ? "versturen " : "sending   ") : (dutch ? "ophalen   " : "receiving ");
    line += bar(now.done, now.total) + " " + std::to_string(now.done);
    if (now.total > 0) line += "/" + std::to_string(now.total);
    line += "  " + bytes_text(progress.bytes_up) + (dutch ? " op, " : " up, ") + bytes_text(progress.bytes_down) +
            (dutch ? " neer" : " down");
    if (progress.left_ms) line += (dutch ? ", nog " : ", left ") + left_text(*progress.left_ms);
    return line.size() > 78 ? line.substr(0, 78) : line;
}

ProgressBar::ProgressBar(bool wanted, Lang lang) : on_(wanted && ::isatty(STDERR_FILENO) == 1), lang_(lang) {}

void ProgressBar::draw(const sync::RunProgress& progress) {
    if (!on_) return;
    std::fprintf(stderr, "\r%s\x1b[K", progress_line(progress, lang_).c_str());
    std::fflush(stderr);
    drawn_ = true;
}

void ProgressBar::clear() {
    if (!drawn_) return;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    drawn_ = false;
}

}  // namespace wegwijs::cli
