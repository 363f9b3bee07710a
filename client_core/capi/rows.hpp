// The rows of one SELECT as JSON. They are those of the moment at which it began, and yet they are read only as they
// are asked for: whoever works with the store in between has what is left of them read first.
//
// Thread safety: any thread.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client_core/capi/opened.hpp"

namespace wegwijs::capi {

class Rows final : public api::Unfinished, public std::enable_shared_from_this<Rows> {
public:
    static constexpr std::uint32_t usual_page = 1000;

    explicit Rows(std::shared_ptr<Opened> of) : opened_(std::move(of)) {}

    /// From inside: reads the first rows, so that few rows leave nothing open, and most faults are told at once.
    Status begin(store::Store::Reading reading);
    /// ["name"...]
    const std::string& columns() const { return columns_; }
    /// At most so many rows; an empty text after the last one. Error "memory": nothing was taken.
    wegwijs_status next(std::uint32_t most, wegwijs_text* json, wegwijs_error* error);
    /// Nothing more is read.
    void close();

    void settle() override;

private:
    void read(std::size_t most);
    void end(std::optional<Error> why);
    void forget_given();
    wegwijs_status give_page(std::size_t rows, wegwijs_text* json, wegwijs_error* error);

    const std::shared_ptr<Opened> opened_;  ///< it may be closed: then nothing is open here either
    std::string columns_ = "[]";
    std::atomic<bool> open_ = false;                ///< there is a reading; it changes from inside alone
    Mutex mutex_;                                   // taken after the gate, where both are; guards what follows
    std::optional<store::Store::Reading> reading_;  ///< it stands before a row that was not taken yet
    std::optional<Error> failed_;                   ///< at which reading ended
    std::string text_;                              ///< the rows that were read, each an array, with commas between
    std::vector<std::size_t> ends_;                 ///< of each of them in it
    std::size_t given_ = 0;                         ///< so many of them
};

/// Error "memory".
wegwijs_status no_room(wegwijs_error* error);

}  // namespace wegwijs::capi
