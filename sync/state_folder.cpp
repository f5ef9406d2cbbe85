// SPDX-License-Identifier: Apache-2.0
#include "sync/state_folder.hpp"

#include "agent/base/limits.hpp"
#include "agent/store/schema.hpp"
#include "sync/journal_walk.hpp"

#include <algorithm>
#include <charconv>

namespace aisle {
namespace {

constexpr std::size_t mark_bytes_max = 4096;
constexpr std::string_view first_file = "journal-1.db";

std::string current_mark(const StateFolder& folder) {
    return folder.path + "/current";
}
std::string damage_mark(const StateFolder& folder) {
    return folder.path + "/damaged";
}

// "journal-1.db" is followed by "journal-2.db".
std::string next_file(const std::string& file) {
    const auto dash = file.find('-');
    int number = 0;
    if (dash != std::string::npos) {
        std::from_chars(file.data() + dash + 1, file.data() + file.size(), number);
    }
    return "journal-" + std::to_string(number + 1) + ".db";
}

// Where a program of this schema writes while `file` belongs to a newer one.
std::string beside(const std::string& file, std::int64_t schema) {
    return file.substr(0, file.rfind('.')) + "-schema" + std::to_string(schema) + ".db";
}

Result<std::string> read_mark(Files& files, const std::string& mark, std::string_view otherwise) {
    auto text = files.read(mark, mark_bytes_max);
    if (!text && text.error().kind() == Errc::not_found) return std::string(otherwise);
    if (!text) return text.error();
    return std::move(*text);
}

bool is_damage(const Error& error) {
    return error.kind() == Errc::corrupt;
}

class Opener {
public:
    explicit Opener(const StateFolder& folder) : folder_(folder), log_(folder.log) {}

    Result<OpenJournal> open() {
        TRY(const auto current, current_journal(folder_.path, folder_.files));
        TRY(const auto marked, read_mark(folder_.files, damage_mark(folder_), ""));
        if (marked.starts_with(current)) return replace_damaged(current, marked);
        auto outcome = open_file(current);
        if (outcome) {
            TRY(adopt_older(current));
            return finish();
        }
        if (outcome.error().kind() == Errc::newer) return open_beside(current, outcome.error());
        if (is_damage(outcome.error())) return replace_damaged(current, outcome.error().what());
        return outcome.error();
    }

private:
    std::string path_of(const std::string& file) const { return folder_.path + "/" + file; }

    void note(std::string_view event, const std::string& text) {
        log_.error(event, {{"text", text}});
        opened_.notes.push_back(text);
    }

    Result<Database> connect(const std::string& file, bool read_only) {
        DatabaseOptions options;
        options.path = path_of(file);
        options.read_only = read_only;
        options.vfs = folder_.vfs;
        options.sync_every_commit = folder_.sync_every_commit;
        return Database::open(options);
    }

    // Opens, migrates, checks what can be checked at once, and loads the counters.
    Result<void> open_file(const std::string& file) {
        close();
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
            // Rows that must be there and are not: the file cannot be believed.
            if (outcome.error().kind() != Errc::not_found) return outcome;
            return Error(Errc::corrupt, "the journal's counters are missing");
        }
        JournalWalk walk(*opened_.write);
        auto quick = walk.quick();
        if (!quick && quick.error().kind() == Errc::not_found) {
            return Error(Errc::corrupt, "the journal's counters are missing");
        }
        TRY(quick);
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

    Result<OpenJournal> open_beside(const std::string& current, const Error& newer) {
        const auto own = beside(current, schema_version);
        note("state.newer", current + " was " + newer.what() + "; it is left untouched, and " +
                                own + " is used until the newer program returns");
        TRY(open_file(own));
        return finish();
    }

    // A new file, what is readable carried over, and only then the mark: a power cut in between
    // leaves the damaged file current, and the next start does it again from the beginning.
    Result<OpenJournal> replace_damaged(const std::string& damaged, const std::string& why) {
        const auto fresh = next_file(damaged);
        close();
        TRY(remove_file(fresh));
        TRY(open_file(fresh));
        auto outcome = carry_over(damaged);
        if (!outcome) return outcome.error();
        note("state.damaged", damaged + " is damaged (" + why + "); it is kept, " + fresh +
                                  " goes on with " + std::to_string(outcome->recovered) +
                                  " events that could be read");
        TRY(folder_.files.replace(current_mark(folder_), fresh));
        TRY(folder_.files.remove(damage_mark(folder_)));
        return finish();
    }

    // What older programs kept beside this file while it was too new for them.
    Result<void> adopt_older(const std::string& current) {
        TRY(const auto names, folder_.files.list(folder_.path));
        for (std::int64_t schema = 1; schema < schema_version; ++schema) {
            const auto older = beside(current, schema);
            if (std::find(names.begin(), names.end(), older) == names.end()) continue;
            TRY(adopt(older));
        }
        return {};
    }

    Result<void> adopt(const std::string& older) {
        {
            TRY(auto db, connect(older, false));
            TRY(migrate(db));  // so that one reader can read it
        }
        TRY(const auto outcome, carry_over(older));
        note("state.adopted", older + " was kept by an older program; its " +
                                  std::to_string(outcome.recovered) + " events are carried over");
        return remove_file(older);
    }

    Result<SalvageOutcome> carry_over(const std::string& file) {
        SalvageOutcome outcome;
        outcome.file = file;
        auto from = connect(file, true);
        if (from && readable(*from)) {
            TRY(outcome, salvage(*from, *opened_.committer, *opened_.journal));
            outcome.file = file;
        }
        opened_.salvaged.push_back(outcome);
        return outcome;
    }

    // Whether the tables are those that the statements were written for.
    static bool readable(Database& db) {
        const auto version = db.user_version();
        if (!version || *version < 1 || *version > schema_version) return false;
        const auto found = db.schema_text();
        const auto expected = expected_schema(*version);
        return found && expected && *found == *expected;
    }

    Result<void> remove_file(const std::string& file) {
        for (const auto* suffix : {"", "-wal", "-shm"}) {
            TRY(folder_.files.remove(path_of(file) + suffix));
        }
        return {};
    }

    const StateFolder& folder_;
    Log log_;
    OpenJournal opened_;
};

}  // namespace

Result<OpenJournal> open_state_folder(const StateFolder& folder) {
    return Opener(folder).open();
}

Result<std::string> current_journal(const std::string& folder, Files& files) {
    TRY(auto current, read_mark(files, folder + "/current", first_file));
    // A mark that names something else than a journal of ours is no mark.
    if (!current.starts_with("journal-") || current.find('/') != std::string::npos) {
        return std::string(first_file);
    }
    return current;
}

Result<void> mark_damaged(const StateFolder& folder, const std::string& file,
                          std::string_view why) {
    return folder.files.replace(damage_mark(folder), file + ": " + std::string(why));
}

}  // namespace aisle
