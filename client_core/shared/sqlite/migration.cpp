#include "client_core/shared/sqlite/sqlite.hpp"

namespace wegwijs::sqlite {

namespace {

constexpr std::string_view read_version = "PRAGMA user_version";

}  // namespace

Status migrate(Connection& db, const std::vector<std::string_view>& steps) {
    const auto newest = static_cast<std::int64_t>(steps.size());
    for (;;) {
        std::int64_t version = TRY(db.query_integer(read_version)).value_or(0);
        if (version > newest || version < 0)
            return Error{"store_newer",
                         "This store was written by a newer version of the program. Nothing was changed. Install that "
                         "version and try again.",
                         Retry::after_update};
        if (version == newest) return done();

        Transaction transaction = TRY(Transaction::write(db));
        // Again, now that nobody else can be at it.
        version = TRY(db.query_integer(read_version)).value_or(0);
        if (version < 0 || version >= newest) continue;
        TRY(db.exec(steps[static_cast<std::size_t>(version)]));
        TRY(db.exec("PRAGMA user_version=" + std::to_string(version + 1)));
        TRY(transaction.commit());
    }
}

}  // namespace wegwijs::sqlite
