// A command that writes may be killed after its work is durable and before anybody read its answer. Repeated, it has to
// give that answer and not write a second time. So what is about to be written is noted first, in the store.
#pragma once

#include <string>
#include <vector>

#include "client_core/cli/program.hpp"

namespace wegwijs::cli {

class Once {
public:
    /// How long a command that was killed is recognised when it is repeated.
    static constexpr UnixMs remembered_ms = 24LL * 60 * 60 * 1000;

    /// `words`: the command and everything it was told, in order.
    static Result<Once> begin(store::Store& store, const std::vector<std::string>& words);
    /// The transaction was made by an earlier run whose answer nobody got.
    bool done_before() const { return done_before_; }
    /// An earlier run began the same and was cut off, before or after its work was done.
    bool begun_before() const { return begun_before_; }
    /// The id for what is made: the same in a repetition.
    const Id& id() const { return id_; }
    /// Someone has the answer: the same words mean new work from now on. Ends the process with status 0, at once:
    /// closing the store takes milliseconds, and a kill then would look to the caller like one before the answer.
    Status finish();

private:
    explicit Once(store::Store& store) : store_(&store) {}
    store::Store* store_;
    std::string key_;
    Id id_;
    bool done_before_ = false, begun_before_ = false;
};

}  // namespace wegwijs::cli
