// A page of a damaged store: an octet for its number, then the page. Pages that its rows go on to are the page itself.
#include "client_core/shared/sqlite/page_rows.hpp"

#include "client_core/store/found_rows.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    const std::uint32_t number = in.octet() % 2 + 1u;
    const ByteView page = in.rest();
    int pages_left = 8;
    const sqlite::ReadPage read = [&](std::uint32_t wanted, Bytes& to) {
        if (wanted == 0 || wanted > 3 || pages_left == 0) return false;
        --pages_left;
        to = Bytes(page);
        return true;
    };
    std::size_t seen = 0;
    {
        const fuzz::Meter meter(8 * fuzz::room_for(page));
        sqlite::each_row(page, number, read, [&](const sqlite::PageRow& row) {
            MUST(!row.keyed || row.rowid == 0);
            for (const sqlite::PageCell& cell : row.cells)
                for (const char octet : cell.bytes) seen += static_cast<unsigned char>(octet);  // all of it is there
        });
        MUST(sqlite::pages_below(page, number).size() <= page.size() / 2 + 1);
        MUST(sqlite::is_tree_page(page, number) || (seen == 0 && sqlite::pages_below(page, number).empty()));
    }
    pages_left = 8;
    store::FoundRows found;
    found.take(page, number, read);
    found.settle();
    for (const auto& [seq, row] : found.own) {
        MUST(seq > 0 && row.hash.size() == 16);
        MUST(!row.transaction || (row.transaction->seq == seq && !row.gone && !row.body.empty()));
    }
    for (const auto& [nr, dossier] : found.dossiers) MUST(nr > 0 && dossier.nr == nr && !dossier.id.zero());
    return 0;
}
