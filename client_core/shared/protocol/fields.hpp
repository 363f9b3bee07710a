// Pieces that both messages share.
#pragma once

#include "client_core/shared/protocol/messages.hpp"

namespace wegwijs::protocol {

/// A CBOR map with small integer keys whose absent entries are empty: collects the entries, then writes the count.
/// REQUIRES: fewer than 24 entries.
class MapWriter {
public:
    /// `room`: about what will be written.
    explicit MapWriter(std::size_t room = 0) {
        out_.buffer().reserve(room);
        out_.map(0);
    }
    CborWriter& key(std::uint64_t number) {
        ++count_;
        out_.uint(number);
        return out_;
    }
    std::size_t size() const { return out_.size(); }
    Bytes take() {
        ALWAYS(count_ < 24);  // so that the count fits in the octet that was left for it
        out_.buffer().front() = static_cast<char>(0xa0 + count_);
        return out_.take();
    }

private:
    CborWriter out_;
    std::size_t count_ = 0;
};

void write_point(CborWriter& out, const Point& point);
Point read_point(CborReader& in);
void write_id(CborWriter& out, const Id& id);  ///< zero: null
Id read_id_or_null(CborReader& in);
Id read_named(CborReader& in);  ///< where there must be one
void write_stage(CborWriter& out, const Stage& stage);
Stage read_stage(CborReader& in);
void write_steps(CborWriter& out, const std::vector<Step>& steps);
std::vector<Step> read_steps(CborReader& in);
void write_starts(CborWriter& out, const merge::EpochStarts& starts);
merge::EpochStarts read_starts(CborReader& in);

/// Calls `read(key)` for each entry; keys must ascend. `read` fails the reader on a key that it does not know.
template <class Read>
void read_map(CborReader& in, Read&& read) {
    std::size_t count = in.map();
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        std::uint64_t key = in.uint();
        if (i > 0 && key <= last) return in.fail();
        last = key;
        read(key);
    }
}

}  // namespace wegwijs::protocol
