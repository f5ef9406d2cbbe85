// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/parcel_import.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/long_file.hpp"
#include "sync/parcel_order.hpp"
#include "tools/hub/bounds.hpp"

#include <algorithm>

namespace aisle {
namespace {

Result<ParcelReader> open_parcel(const ImportWish& wish, OldFile& file) {
    return ParcelReader::begin([&file](std::size_t bytes) { return file.read(bytes); }, wish.key);
}

Error placed(const Error& error) {
    return error.place().empty() ? error
                                 : Error(error.kind(), error.what() + " at " + error.place());
}

// What one reading sees of the batches, beside their order.
class Survey {
public:
    explicit Survey(const ParcelHead& head) : order_(head), device_(head.device) {}

    Result<void> take(const ParcelPiece& piece) {
        if (piece.kind == ParcelPiece::Kind::hole) {
            TRY(const auto hole, decode_parcel_hole(piece.bytes));
            return order_.hole(hole);
        }
        if (piece.kind == ParcelPiece::Kind::end) {
            TRY(const auto told, decode_parcel_count(piece.bytes));
            return order_.end(told);
        }
        TRY(const auto read, read_batch(piece.bytes));
        own_ += static_cast<std::uint64_t>(std::ranges::count_if(
            read.headers,
            [this](const auto& header) { return comes_from(header.source, device_); }));
        return order_.batch(read.batch);
    }
    // A device may have been renamed, so a part of it may be under another name; not all of it.
    Result<void> belongs() const {
        if (own_ > 0 || order_.count().events == 0) return {};
        return Error(Errc::denied, "no event in it is of " + device_ + ", whom it names")
            .coded("foreign_device");
    }
    void fill(ImportCount& count) const {
        count.events = order_.count().events;
        count.gaps = order_.gaps();
        count.missing = order_.missing();
    }

private:
    ParcelOrder order_;
    std::string device_;
    std::uint64_t own_ = 0;
};

}  // namespace

Result<ImportCount> survey_parcel(const ImportWish& wish) {
    TRY(auto file, OldFile::open(wish.file));
    TRY(auto reader, open_parcel(wish, file));
    ImportCount count;
    count.head = reader.head();
    if (!wish.device.empty() && wish.device != count.head.device) {
        return Error(Errc::denied,
                     "it is of " + count.head.device + ", and " + wish.device + " is expected")
            .coded("foreign_device");
    }
    Survey survey(count.head);
    while (true) {
        TRY(const auto piece, reader.next());
        if (!piece) break;
        const auto taken = survey.take(*piece);
        if (!taken) return placed(taken.error());
    }
    TRY(survey.belongs());
    survey.fill(count);
    count.digest = reader.digest();
    return count;
}

ParcelImport::ParcelImport(HubDatabase& database, Log log, bool dedup)
    : database_(database),
      findings_(database.db(), log),
      ledger_(database.db(), dedup),
      lanes_(database.db(), ledger_, findings_),
      clocks_(database.db()),
      devices_(database.db()),
      rights_(database.db(), findings_),
      intake_(ledger_, lanes_, clocks_, rights_, findings_) {}

Result<ImportCount> ParcelImport::run(const ImportWish& wish, WallTime now) {
    TRY(auto count, survey_parcel(wish));
    TRY(auto file, OldFile::open(wish.file));
    TRY(auto reader, open_parcel(wish, file));
    TRY(take(reader, count, now));
    if (!(reader.digest() == count.digest)) {
        return Error(Errc::corrupt, "the file changed while it was read; import it again");
    }
    count.stored = true;
    return count;
}

Result<void> ParcelImport::take(ParcelReader& reader, ImportCount& count, WallTime now) {
    bool more = true;
    while (more) {
        TRY(more, take_group(reader, count, now));
    }
    // A device that is there may hear of it now, and of what it means for its rights; any other
    // asks at its next hello.
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(devices_.call("device-" + count.head.device));
    return transaction.commit();
}

Result<bool> ParcelImport::take_group(ParcelReader& reader, ImportCount& count, WallTime now) {
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(ledger_.begin());
    TRY(const auto device, devices_.meet(count.head.device, now));
    bool more = true;
    for (std::size_t taken = 0; taken < hub_import_group_max; ++taken) {
        TRY(const auto piece, reader.next());
        more = piece.has_value();
        if (!more) break;
        if (piece->kind != ParcelPiece::Kind::batch) continue;
        TRY(const auto read, read_batch(piece->bytes));
        TRY(const auto stored, intake_.store(device, read, now));
        count.fresh += stored.fresh;
        count.known += stored.known;
    }
    TRY(call_those_told());
    TRY(transaction.commit());
    return more;
}

// What the ledger means for the rights of others stands in the books, and is said to each of them
// with a welcome, which the hub beside this one sends.
Result<void> ParcelImport::call_those_told() {
    for (const auto& name : rights_.voice().take_devices()) TRY(devices_.call("device-" + name));
    return {};
}

std::string import_text(const ImportCount& count) {
    const auto said = [](std::uint64_t number, std::string_view what) {
        return std::to_string(number) + " " + std::string(what);
    };
    std::string text = count.head.device + ": " + said(count.events, "events, ");
    if (count.stored) text += said(count.fresh, "new, ") + said(count.known, "known already, ");
    text += said(count.gaps, "gaps");
    if (count.missing > 0) text += ", " + said(count.missing, "numbers that the device has lost");
    if (!count.stored) text += "; whole, and not taken yet";
    if (!count.head.sealed()) text += "; it was not sealed";
    return text;
}

std::string import_json(const ImportCount& count) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("device", count.head.device);
    json.member("epoch", to_hex(count.head.epoch)).member("made", to_rfc3339(count.head.made));
    json.member("sealed", count.head.sealed()).member("events", count.events);
    json.member("gaps", count.gaps).member("taken", count.stored);
    json.member("new", count.fresh).member("known", count.known);
    json.member("missing", count.missing).end_object();
    return text;
}

}  // namespace aisle
