// A command that writes may be killed after its work is durable and before anybody read its answer. Repeated, it has to
// give that answer and not write a second time. So two things are kept: a note in the store, made in the same commit as
// the work, and a mark in a file beside the store, from before the work until after its answer. A note whose mark is
// there tells of work whose answer nobody got.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "client_core/cli/program.hpp"

namespace wegwijs::cli {

class Once {
public:
    /// How long a command that was killed is recognised when it is repeated.
    static constexpr UnixMs remembered_ms = 24LL * 60 * 60 * 1000;
    /// The marks stand in a file of the store's name and this.
    static constexpr const char* marks_ending = ".once";

    /// `words`: the command and everything it was told, in order. One transaction, or one refused one that is dealt
    /// with, is then made of them before answer().
    static Result<Once> begin(const Program& program, store::Store& store, const std::vector<std::string>& words);
    /// The work was done by an earlier run whose answer nobody got.
    bool done_before() const { return done_before_; }
    /// The id for what is made: in a repetition that of what was made.
    const Id& id() const { return id_; }
    /// Gives the answer, as Program::answer and tell do, when all of the work stands in the store's own file. Then the
    /// same words mean new work, and the process ends with status 0, at once: closing the store takes time, and a kill
    /// then would look to the caller like one before the answer. Its log stays, empty.
    Status answer(const Json& value, const std::string& text, const std::string& told);

private:
    Once(const Program& program, store::Store& store) : program_(program), store_(store) {}
    Status write_marks() const;

    const Program& program_;
    store::Store& store_;
    std::string file_, mark_;
    std::set<std::string> marks_;
    Id id_;
    bool done_before_ = false;
};

}  // namespace wegwijs::cli
