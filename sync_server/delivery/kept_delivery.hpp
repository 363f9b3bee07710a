// One delivery as it is kept: its rows in their order, and of each dossier the lines it gave. From these the files are
// written, the first time and every time after, so that the same night gives the same bytes. What was destroyed since
// leaves only its id: {"vernietigd": id}.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sync_server/store/admin_store.hpp"

namespace wegwijs::server {

/// One line of a file; the text stands with its dossier.
struct KeptRow {
    Number dossier = 0;
    Id record;
    auto operator<=>(const KeptRow&) const = default;
};

struct KeptFile {
    std::string name;
    std::vector<KeptRow> rows;
};

/// What no dossier's key protects: order and ids, no content.
struct Skeleton {
    std::vector<KeptFile> files;
    std::set<KeptRow> waiting;                ///< records that were held back, or are for a later night
    std::set<Number> omitted;                 ///< dossiers that were left out
    KeptFile& file(const std::string& name);  ///< adds it when it is not there
};

/// File name -> its lines of one dossier, in order.
using Lines = std::map<std::string, std::vector<std::string>>;

struct KeptDelivery {
    Skeleton skeleton;
    std::map<Number, Lines> lines;
    void add(const std::string& file, const KeptRow& row, std::string line);
};

Bytes encode(const Skeleton& skeleton);
Bytes encode(const Lines& lines);
/// Error "delivery_damaged".
Result<Skeleton> decode_skeleton(ByteView bytes);
Result<Lines> decode_lines(ByteView bytes);

std::vector<DeliveryPart> to_parts(const KeptDelivery& delivery);
Result<KeptDelivery> from_parts(const std::vector<DeliveryPart>& parts);

/// A file as it goes out.
struct OutFile {
    std::string name;
    std::string content;
    std::size_t rows = 0;
};
struct Rendered {
    std::vector<OutFile> files;
    std::size_t rows = 0;
    std::size_t destroyed = 0;  ///< rows of which only the id is left
};
/// `purged`: records that were destroyed by themselves, while their dossier stays.
Result<Rendered> render(const KeptDelivery& delivery, const std::function<Result<bool>(const Id&)>& purged);

}  // namespace wegwijs::server
