#include "client_core/capi/rows.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "client_core/store/json_text.hpp"

namespace wegwijs::capi {

namespace {

/// Beyond it numbers of JSON lose digits in many languages.
constexpr std::int64_t exact = std::int64_t{1} << 53;

/// The fewest digits that read back as the same number; null where JSON has none. The standard library's own way brings
/// 130 kB of tables, and this one is here anyway.
void append_real(std::string& to, double value) { to += nlohmann::json(value).dump(); }

void append_cell(std::string& to, const sqlite::Statement& row, int column) {
    enum : int { integer = 1, real = 2, text = 3, blob = 4 };  // SQLite's own numbers
    switch (row.column_type(column)) {
        case integer: {
            const std::int64_t value = row.integer(column);
            const bool fits = value <= exact && value >= -exact;
            if (!fits) to += '"';
            to += std::to_string(value);
            if (!fits) to += '"';
            break;
        }
        case real: append_real(to, row.real(column)); break;
        case text: store::append_json_string(to, row.text(column)); break;
        case blob: {
            const auto id = model::Id::from_bytes(row.blob(column));
            store::append_json_string(to, id ? id->text() : to_base64(row.blob(column)));
            break;
        }
        default: to += "null";
    }
}

void append_row(std::string& to, const sqlite::Statement& row) {
    to += to.empty() ? "[" : ",[";
    for (int i = 0; i < row.columns(); ++i) {
        if (i > 0) to += ',';
        append_cell(to, row, i);
    }
    to += ']';
}

std::string columns_json(const sqlite::Statement& row) {
    store::JsonText json;
    json.open('[');
    for (int i = 0; i < row.columns(); ++i) json.text(row.column_name(i));
    json.close(']');
    return json.take();
}

}  // namespace

Status Rows::begin(store::Store::Reading reading) {
    const Lock lock(mutex_);
    columns_ = columns_json(reading.row());
    if (!TRY(reading.next())) return done();
    reading_ = std::move(reading);
    read(usual_page);
    if (failed_) return *failed_;
    if (!reading_) return done();
    open_ = true;
    opened_->store().gate().leave_unfinished(shared_from_this());
    return done();
}

void Rows::read(std::size_t most) {
    while (reading_ && ends_.size() < most) {
        append_row(text_, reading_->row());
        ends_.push_back(text_.size());
        const auto more = reading_->next();
        if (!more.ok()) end(more.error());
        else if (!*more) end({});
    }
}

void Rows::end(std::optional<Error> why) {
    failed_ = std::move(why);
    reading_.reset();
    open_ = false;
}

void Rows::settle() {
    const Lock lock(mutex_);
    read(SIZE_MAX);
}

void Rows::forget_given() {
    const std::size_t octets = given_ == 0 ? 0 : given_ == ends_.size() ? text_.size() : ends_[given_ - 1] + 1;
    text_.erase(0, octets);
    ends_.erase(ends_.begin(), ends_.begin() + static_cast<std::ptrdiff_t>(given_));
    for (std::size_t& end : ends_) end -= octets;
    given_ = 0;
}

wegwijs_status Rows::give_page(std::size_t rows, wegwijs_text* json, wegwijs_error* error) {
    const std::size_t begin = given_ == 0 ? 0 : ends_[given_ - 1] + 1;
    const std::string_view page(text_.data() + begin, ends_[given_ + rows - 1] - begin);
    if (!give(json, "[", page, "]")) return no_room(error);
    given_ += rows;
    return succeed(error);
}

wegwijs_status Rows::next(std::uint32_t most, wegwijs_text* json, wegwijs_error* error) {
    if (most == 0) most = usual_page;
    api::Gate& gate = opened_->store().gate();
    std::optional<api::Inside> inside;
    // When the gate is shut this thread is inside, and had everything settled as it came in.
    if (open_ && gate.go_on()) inside.emplace(gate);
    const Lock lock(mutex_);
    if (inside && reading_ && ends_.size() - given_ < most) {
        forget_given();
        read(most);
        if (!reading_) gate.finished(this);
    }
    if (const std::size_t rows = std::min<std::size_t>(most, ends_.size() - given_); rows > 0)
        return give_page(rows, json, error);
    if (!failed_) return give(json, {}) ? succeed(error) : no_room(error);
    opened_->log().say_failed(*failed_);
    return fail(error, *failed_);
}

void Rows::close() {
    api::Gate& gate = opened_->store().gate();
    std::optional<api::Inside> inside;
    if (open_ && gate.go_on()) inside.emplace(gate);
    const Lock lock(mutex_);
    // Another thread may be waiting for a page: what it has so far are not all rows then.
    const Error closed{"misuse", "This query was closed before its last row was taken.", Retry::never};
    if (reading_ || given_ < ends_.size()) end(closed);
    given_ = ends_.size();
    if (inside) gate.finished(this);
}

wegwijs_status no_room(wegwijs_error* error) {
    return fail(error,
                {"memory", "There is not enough memory for the rows. They can be asked for again.", Retry::later});
}

}  // namespace wegwijs::capi
