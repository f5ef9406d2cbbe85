// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/events_command.hpp"

#include "agent/base/files.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/store/schema.hpp"
#include "sync/journal_reader.hpp"

namespace aisle {
namespace {

bool is_journal(std::string_view file) {
    return file.starts_with("journal-") && file.ends_with(".db");
}

// What stands round an event in a line of its own.
struct Origin {
    const std::string& file;
    const Epoch& epoch;
    Lane lane;
};

class Listing {
public:
    Listing(const Console& console, const EventsWish& wish) : console_(console), wish_(wish) {}

    Result<void> one_file(const std::string& file) {
        DatabaseOptions options;
        options.path = wish_.folder + "/" + file;
        options.read_only = true;
        TRY(auto db, Database::open(options));
        TRY(check_tables(db));
        JournalReader reader(db);
        TRY(const auto state, reader.state());
        for (const Lane lane : both_lanes) {
            TRY(one_lane(reader, {file, state.epoch, lane}));
        }
        return set_aside(db, file, state.epoch);
    }

private:
    Result<void> one_lane(JournalReader& reader, const Origin& origin) {
        Seq after;
        while (true) {
            TRY(const auto next,
                reader.next_batch(origin.lane, after, {batch_entries_max, batch_bytes_max}));
            if (next.missing) {
                console_.say(origin.file + ": " + std::string(to_string(origin.lane)) + " " +
                             std::to_string(next.missing->first.value()) + " to " +
                             std::to_string(next.missing->last.value()) + " cannot be read");
                after = next.missing->last;
                continue;
            }
            if (!next.batch) return {};
            print_batch(*next.batch, origin);
            after = next.batch->last;
        }
    }

    // The entries fill, in order, what the gaps leave of first..last.
    void print_batch(const Batch& batch, const Origin& origin) {
        auto gap = batch.gaps.begin();
        Seq seq = batch.first;
        for (const auto& entry : batch.entries) {
            while (gap != batch.gaps.end() && gap->first == seq) seq = (gap++)->last.next();
            print_event(origin, seq, entry, "");
            seq = seq.next();
        }
    }

    void print_event(const Origin& origin, Seq seq, const BatchEntry& entry,
                     std::string_view set_aside_because) {
        std::string line;
        JsonWriter json(line);
        json.begin_object().member("file", origin.file).member("epoch", to_hex(origin.epoch));
        json.member("lane", to_string(origin.lane)).member("seq", seq.value());
        json.member_if("set_aside", set_aside_because).raw_member("event", entry.event);
        if (wish_.persons && !entry.person.empty()) {
            json.raw_member("person", entry.person).member("salt", to_hex(entry.salt));
        }
        json.end_object();
        console_.print(line + "\n");
    }

    Result<void> set_aside(Database& db, const std::string& file, const Epoch& epoch) {
        auto rows = db.prepare(
            "SELECT lane, seq, event, person, salt, reason FROM quarantine ORDER BY number");
        auto row = rows.bind();
        while (true) {
            TRY(const bool more, row.next());
            if (!more) return {};
            const Origin origin{file, epoch, row.integer(0) == 0 ? Lane::ledger : Lane::touch};
            const BatchEntry entry{std::string(row.bytes(2)), std::string(row.bytes(3)),
                                   std::string(row.bytes(4))};
            print_event(origin, Seq(static_cast<std::uint64_t>(row.integer(1))), entry,
                        row.bytes(5));
        }
    }

    const Console& console_;
    const EventsWish& wish_;
};

}  // namespace

Exit show_events(const Console& console, const EventsWish& wish) {
    SystemFiles files;
    const auto names = files.list(wish.folder);
    if (!names) {
        console.say(names.error().what());
        return Exit::failed;
    }
    Listing listing(console, wish);
    int found = 0;
    int troubled = 0;
    for (const auto& name : *names) {
        if (!is_journal(name)) continue;
        ++found;
        const auto done = listing.one_file(name);
        if (done) continue;
        ++troubled;
        console.say(wish.folder + "/" + name + ": " + done.error().what());
    }
    if (found == 0) console.say("there is no journal in " + wish.folder);
    if (found == 0) return Exit::failed;
    return troubled == 0 ? Exit::fine : Exit::degraded;
}

}  // namespace aisle
