// SPDX-License-Identifier: Apache-2.0
#include "sync/state_folder.hpp"

#include "agent/base/limits.hpp"
#include "agent/store/schema.hpp"
#include "sync/journal_walk.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace aisle {
namespace {

constexpr std::size_t mark_bytes_max = 4096;
constexpr std::string_view first_file = "journal-1.db";
// A journal begun every second would get there in thirty years.
constexpr int number_max = 999'999'999;

std::string current_mark(const StateFolder& folder) {
    return folder.path + "/current";
}
std::string damage_mark(const StateFolder& folder) {
    return folder.path + "/damaged";
}

// Of "journal-7.db", 7; of any other name, 0.
int number_of(std::string_view file) {
    constexpr std::string_view before = "journal-";
    constexpr std::string_view after = ".db";
    if (!file.starts_with(before) || !file.ends_with(after)) return 0;
    file.remove_prefix(before.size());
    file.remove_suffix(after.size());
    int number = 0;
    const auto [stop, error] = std::from_chars(file.data(), file.data() + file.size(), number);
    const bool whole = error == std::errc{} && stop == file.data() + file.size();
    return whole && number > 0 && number <= number_max ? number : 0;
}

std::string next_file(const std::string& file) {
    return "journal-" + std::to_string(number_of(file) + 1) + ".db";
}

constexpr std::string_view beside_mark = "-schema";

// Where a program of this schema writes while `file` belongs to a newer one; `nth` counts those
// that were damaged and set aside.
std::string beside(const std::string& file, std::int64_t schema, int nth) {
    const std::string again = nth == 1 ? "" : "-" + std::to_string(nth);
    return file.substr(0, file.rfind('.')) + std::string(beside_mark) + std::to_string(schema) +
           again + ".db";
}

// The schema of a file that was kept beside another: of "journal-7-schema2-3.db", 2; of any other
// name, 0.
std::int64_t schema_of_beside(std::string_view file) {
    const auto at = file.find(beside_mark);
    if (at == file.npos || number_of(std::string(file.substr(0, at)) + ".db") == 0) return 0;
    const auto rest = file.substr(at + beside_mark.size());
    std::int64_t schema = 0;
    const auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), schema);
    const std::string_view after(stop, static_cast<std::size_t>(rest.end() - stop));
    const bool named = error == std::errc{} && (after == ".db" || after.starts_with('-'));
    return named && file.ends_with(".db") && schema > 0 ? schema : 0;
}

Result<std::string> read_mark(Files& files, const std::string& mark, std::string_view otherwise) {
    auto text = files.read(mark, mark_bytes_max);
    if (!text && text.error().kind() == Errc::not_found) return std::string(otherwise);
    if (!text && text.error().kind() == Errc::too_large) return std::string();  // no mark of ours
    if (!text) return text.error();
    return std::move(*text);
}

// What is on the disk cannot be believed.
bool is_damage(const Error& error) {
    return error.kind() == Errc::corrupt;
}

// Not ours to judge now: another program's, or a disk that does not answer and may again.
bool is_out_of_reach(const Error& error) {
    return error.kind() == Errc::newer || error.kind() == Errc::io;
}

class Opener {
public:
    explicit Opener(const StateFolder& folder) : folder_(folder), log_(folder.log) {}

    Result<OpenJournal> open() {
        TRY(const auto current, current_journal(folder_.path, folder_.files));
        TRY(marked_, read_mark(folder_.files, damage_mark(folder_), ""));
        TRY(names_, folder_.files.list(folder_.path));
        const auto outcome = try_file(current);
        if (outcome) {
            TRY(adopt_older());
            forget_aside();
            return finish();
        }
        if (is_out_of_reach(outcome.error())) return open_beside(current, outcome.error());
        if (!is_damage(outcome.error())) return outcome.error();
        // A power cut before the mark leaves the damaged file current, and the next start does it
        // again from the beginning.
        const auto fresh = next_file(current);
        TRY(replace_damaged(current, fresh, outcome.error().what()));
        TRY(folder_.files.replace(current_mark(folder_), fresh));
        TRY(folder_.files.remove(damage_mark(folder_)));
        // Only now: what is adopted is removed, and a fresh file that is not yet the journal is
        // thrown away by the next start.
        TRY(adopt_older());
        return finish();
    }

private:
    std::string path_of(const std::string& file) const { return folder_.path + "/" + file; }
    bool exists(const std::string& file) const {
        return std::find(names_.begin(), names_.end(), file) != names_.end();
    }

    void note(std::string_view event, const std::string& text) {
        log_.error(event, {{"text", text}});
        opened_.notes.push_back(text);
    }

    // The log's index, when a process was killed or a tool still reads. Nobody but us writes in
    // this folder, and an index that outlived us may show what the disk has lost; it is made anew.
    // Whoever reads by the old one can write nothing.
    Result<void> drop_index(const std::string& file) {
        return folder_.files.remove(path_of(file) + "-shm");
    }

    Result<Database> connect(const std::string& file, bool read_only) {
        DatabaseOptions options;
        options.path = path_of(file);
        options.read_only = read_only;
        options.vfs = folder_.vfs;
        options.sync_every_commit = folder_.sync_every_commit;
        return Database::open(options);
    }

    Result<void> try_file(const std::string& file) {
        if (marked_.starts_with(file)) return Error(Errc::corrupt, marked_);
        auto outcome = open_file(file);
        // A disk may fail once and be well again.
        if (!outcome && outcome.error().kind() == Errc::io) outcome = open_file(file);
        return outcome;
    }

    // Looked at without a write first: a newer program's file stays as it is, to the byte.
    Result<void> refuse_newer(const std::string& file) {
        auto look = connect(file, true);
        if (!look) return {};  // not there yet; what else is wrong shows when it is opened to write
        const auto version = known_version(*look);
        if (!version && version.error().kind() == Errc::newer) return version.error();
        return {};
    }

    // Opens, migrates, checks what can be checked at once, and loads the counters.
    Result<void> open_file(const std::string& file) {
        close();
        TRY(drop_index(file));
        TRY(refuse_newer(file));
        TRY(auto db, connect(file, false));
        TRY(migrate(db));
        opened_.write = std::make_unique<Database>(std::move(db));
        opened_.committer =
            std::make_unique<Committer>(*opened_.write, folder_.log, folder_.metrics);
        opened_.journal = std::make_unique<Journal>(*opened_.write);
        auto& journal = *opened_.journal;
        opened_.committer->before_commit([&journal] { return journal.flush(); });
        std::vector<Write> load;
        load.push_back(
            {[&](Txn& txn) { return journal.load(txn, random_id<Epoch>(folder_.entropy)); }, {}});
        const auto outcome = opened_.committer->commit(load).front();
        if (!outcome) {
            // Rows that must be there and are not, or are there without an epoch: the file cannot
            // be believed.
            const auto kind = outcome.error().kind();
            if (kind != Errc::not_found && kind != Errc::conflict) return outcome;
            return Error(Errc::corrupt, "the journal's counters are missing");
        }
        JournalWalk walk(*opened_.write);
        auto quick = walk.quick();
        if (!quick && quick.error().kind() == Errc::not_found) {
            return Error(Errc::corrupt, "the journal's counters are missing");
        }
        TRY(quick);
        // The load was a commit: the file and its log are both there by now.
        TRY(folder_.files.sync_names(folder_.path));
        opened_.file = file;
        return {};
    }

    void close() {
        opened_.journal.reset();
        opened_.committer.reset();
        opened_.write.reset();
    }

    Result<OpenJournal> finish() {
        TRY(auto read, connect(opened_.file, true));
        opened_.read = std::make_unique<Database>(std::move(read));
        return std::move(opened_);
    }

    Result<OpenJournal> open_beside(const std::string& current, const Error& why) {
        int nth = 1;
        while (exists(beside(current, schema_version, nth + 1))) ++nth;
        auto own = beside(current, schema_version, nth);
        const auto outcome = try_file(own);
        if (!outcome && !is_damage(outcome.error())) return outcome.error();
        if (!outcome) {
            const auto damaged = std::exchange(own, beside(current, schema_version, nth + 1));
            TRY(replace_damaged(damaged, own, outcome.error().what()));
        }
        const bool newer = why.kind() == Errc::newer;
        note(newer ? "state.newer" : "state.unreadable",
             current + (newer ? " was " : " cannot be read: ") + why.what() +
                 "; it is left untouched, and " + own + " is used until " +
                 (newer ? "the newer program returns" : "it can be read again"));
        // Damaged ones of this row were carried over into the next of it.
        TRY(adopt_older(beside(current, schema_version, 1)));
        return finish();
    }

    // A file of its own, and what is readable carried over into it.
    Result<void> replace_damaged(const std::string& damaged, const std::string& fresh,
                                 const std::string& why) {
        close();
        TRY(remove_file(fresh));
        TRY(open_file(fresh));
        TRY(auto from, reader_of(damaged));
        TRY(const auto outcome, carry_over(damaged, std::move(from)));
        note("state.damaged", damaged + " is damaged (" + why + "); it is kept, " + fresh +
                                  " goes on with " + std::to_string(outcome.recovered) +
                                  " events that could be read");
        return {};
    }

    // What was kept beside any journal of this folder while that was too new or out of reach: that
    // journal may be damaged by now and another one in use.
    Result<void> adopt_older(std::string_view but_the_row_of = ".db") {
        but_the_row_of.remove_suffix(std::string_view(".db").size());
        for (const auto& older : names_) {
            const auto schema = schema_of_beside(older);
            // Those of a newer program are its own to carry over.
            if (schema == 0 || schema > schema_version || older == opened_.file) continue;
            if (!but_the_row_of.empty() && older.starts_with(but_the_row_of)) continue;
            const auto adopted = adopt(older);
            if (adopted) continue;
            // What cannot be had must not keep the rest from going on.
            if (adopted.error().kind() == Errc::dead) return adopted.error();
            note("state.not_adopted", older + " was kept while the journal was out of reach and" +
                                          " cannot be read: " + adopted.error().what());
        }
        return {};
    }

    Result<void> adopt(const std::string& older) {
        {
            TRY(drop_index(older));
            TRY(auto db, connect(older, false));
            TRY(migrate(db));  // so that one reader can read it
        }
        TRY(auto from, reader_of(older));
        if (!from) return Error(Errc::corrupt, "its tables are not those of a journal");
        TRY(const auto outcome, carry_over(older, std::move(from)));
        note("state.adopted", older + " was kept while the journal was out of reach; its " +
                                  std::to_string(outcome.recovered) + " events are carried over");
        return remove_file(older);
    }

    // Empty: it cannot be read, now or ever, and is kept. Errors: full, unavailable; it may be read
    // another time.
    Result<std::optional<Database>> reader_of(const std::string& file) {
        for (const bool again : {true, false}) {
            auto from = open_to_read(file);
            if (from) return std::optional<Database>(std::move(*from));
            const auto& why = from.error();
            const bool denied = why.kind() == Errc::denied;
            if (!denied && says_nothing_of_the_file(why)) return why;
            // A disk may fail once and be well again. One that goes on failing keeps no till shut.
            if (!again || !(denied || why.kind() == Errc::io)) break;
        }
        return std::optional<Database>();
    }

    // Its tables are those that the statements were written for. What version the header claims
    // does not matter: it may be what is damaged.
    Result<Database> open_to_read(const std::string& file) {
        TRY(auto db, connect(file, true));
        TRY(const auto found, db.schema_text());
        for (auto version = schema_version; version > 0; --version) {
            const auto expected = expected_schema(version);
            if (!expected) return expected.error().at("making a schema, to compare " + file);
            if (found == *expected) return db;
        }
        return Error(Errc::corrupt, "its tables are not those of a journal");
    }

    Result<SalvageOutcome> carry_over(const std::string& file, std::optional<Database> from) {
        SalvageOutcome outcome;
        if (from) {
            TRY(outcome, salvage(*from, *opened_.committer, *opened_.journal));
        }
        outcome.file = file;
        opened_.salvaged.push_back(outcome);
        return outcome;
    }

    // Damaged journals that were set aside hold whom this one has forgotten since. What could be
    // read of them is in this one, and was before it became the journal.
    void forget_aside() {
        if (!has_erased()) return;
        for (const auto& name : names_) {
            const int number = number_of(name);
            if (number == 0 || number >= number_of(opened_.file)) continue;
            const auto gone = remove_file(name);
            note("state.aside_removed",
                 name + (gone ? " was damaged and kept; it is removed, for somebody was erased"
                              : " should be removed, for somebody was erased, and cannot be: " +
                                    gone.error().what()));
        }
    }

    // Not before it was told what became of the one before, for which that has to be there. What
    // cannot be read here is met by whoever needs it.
    bool has_erased() {
        auto done = opened_.write->prepare(
            "SELECT 1 FROM erasure WHERE EXISTS (SELECT 1 FROM setting"
            " WHERE name = 'salvage_told' AND value = ?1) LIMIT 1");
        auto row = done.bind(Blob{opened_.file});
        const auto found = row.next();
        return found && *found;
    }

    Result<void> remove_file(const std::string& file) {
        for (const auto* suffix : {"", "-wal", "-shm"}) {
            TRY(folder_.files.remove(path_of(file) + suffix));
        }
        return {};
    }

    const StateFolder& folder_;
    Log log_;
    std::string marked_;              // what is known to be damaged, and why
    std::vector<std::string> names_;  // in the folder
    OpenJournal opened_;
};

}  // namespace

Result<OpenJournal> open_state_folder(const StateFolder& folder) {
    return Opener(folder).open();
}

Result<std::string> current_journal(const std::string& folder, Files& files) {
    TRY(auto current, read_mark(files, folder + "/current", first_file));
    if (number_of(current) > 0) return current;
    // A mark that names no journal of ours was damaged; the last journal begun is the best guess.
    TRY(const auto names, files.list(folder));
    current = first_file;
    for (const auto& name : names) {
        if (number_of(name) > number_of(current)) current = name;
    }
    return current;
}

Result<void> mark_damaged(const StateFolder& folder, const std::string& file,
                          std::string_view why) {
    return folder.files.replace(damage_mark(folder), file + ": " + std::string(why));
}

}  // namespace aisle
