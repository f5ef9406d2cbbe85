// SPDX-License-Identifier: Apache-2.0
#include "drivers/tail_reader.hpp"

#include "agent/base/check.hpp"
#include "agent/base/crypto/sha256.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/limits.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace aisle {
namespace {

// Of what stands before the place that was read to: whether it still does. Only its hash is kept:
// it may be a line with a card. More than what is alike in one receipt after the other.
constexpr std::size_t anchor_bytes = 1 * KiB;

std::string key_of(std::string_view bytes) {
    return std::to_string(bytes.size()) + ":" + to_hex(sha256({bytes}).view());
}

std::uint64_t bytes_of(std::string_view key) {
    std::uint64_t bytes = 0;
    std::from_chars(key.data(), key.data() + key.size(), bytes);
    return bytes;
}

// A file is known by its first receipt at least: what stands before it, all of a till's have. A
// record that was refused may be just that, so what stands behind it counts as well.
std::uint64_t head_bytes(const TailMark& mark, std::uint64_t position, bool refused) {
    const auto now = bytes_of(mark.file);
    if (now >= tail_mark_bytes) return now;
    const std::uint64_t most = now == 0 ? journal_receipt_bytes_max : tail_mark_bytes;
    if (now == 0 && refused) return std::clamp<std::uint64_t>(position, tail_mark_bytes, most);
    return std::max(now, std::min(position, most));
}

// The last bytes before a position; fewer where the file has no more.
Result<std::string> before(const Descriptor& opened, std::uint64_t position) {
    const auto bytes = std::min<std::uint64_t>(position, anchor_bytes);
    return read_at(opened, position - bytes, bytes);
}

// Where a file was read to when a record was that ends there. `head` is read when it is needed.
Result<TailMark> mark_behind(const TailMark& mark, std::uint64_t position, bool refused,
                             const Descriptor& opened, std::string& head) {
    TailMark after{mark.file, position};
    const auto size = head_bytes(mark, position, refused);
    if (size != bytes_of(mark.file)) {
        if (head.size() < size) {
            TRY(head, read_at(opened, 0, std::max<std::size_t>(size, tail_mark_bytes)));
        }
        after.file = key_of(std::string_view(head).substr(0, size));
    }
    TRY(const auto last, before(opened, position));
    after.anchor = key_of(last);
    return after;
}

// Whether a row can end there. It cannot where a copy broke off, of a file that goes on.
Result<bool> is_between_rows(std::uint64_t position, const Descriptor& opened) {
    if (position == 0) return true;
    TRY(const auto both, read_at(opened, position - 1, 2));
    constexpr std::string_view ends = "\n\r";
    return both.size() < 2 || ends.find(both[0]) != ends.npos || ends.find(both[1]) != ends.npos;
}

// Whether what was read before the mark stands there still, as far as that is known.
Result<bool> agrees(const TailMark& mark, const Descriptor& opened) {
    const auto bytes = bytes_of(mark.anchor);
    if (bytes == 0 || bytes != std::min<std::uint64_t>(mark.position, anchor_bytes)) return true;
    TRY(const auto last, before(opened, mark.position));
    return key_of(last) == mark.anchor;
}

bool goes_back(const TailMark& before, const TailMark& after) {
    return before.file == after.file && before.position > after.position;
}

bool has_totals(const JournalTemplate& form) {
    return form.columns.contains("total") || std::ranges::any_of(form.kinds, [](const auto& kind) {
               return kind.second == JournalRowKind::total;
           });
}

// Whether there were any.
bool cut_last_troubles(std::vector<JournalRecord>& records) {
    const auto before = records.size();
    while (!records.empty() && !records.back().trouble.empty()) records.pop_back();
    return records.size() < before;
}

}  // namespace

struct TailReader::File {
    TailFile is;
    bool seen = true;                  // at the last look
    std::optional<Descriptor> held{};  // of one that may be taken away before it was read
    TailMark mark{};
    std::uint64_t fed = 0;
    std::optional<Digest> anchor{};  // of the last bytes that were fed
    char last = 0;                   // of these
    std::unique_ptr<Dialect> dialect{};
    MonoTime grew{};
    std::optional<std::uint64_t> ended_at{};  // told to be whole at this size
    bool recognised = false;
    // Bytes that stood in it before anybody read along. Said once: while it is written to, or
    // renamed, before anything of it was saved, its time and name say other things.
    std::optional<std::uint64_t> history{};
    std::optional<MonoTime> shorter_since{};  // than its mark
    bool anew = false;     // read from its beginning; the mark goes back with the first record
    bool copied = false;   // what stands in it was read from another
    bool cut = false;      // a record at its end that could not be read was not told
    bool written = false;  // since it was read; as long as before it may be another
    std::size_t piece = tail_read_bytes;  // how much is read of it at once
    std::string trouble{};                // why it cannot be read
    MonoTime again{};                     // when it is looked at again

    bool has_more() const { return is.size > fed || written; }
    std::uint64_t start() const { return anew ? 0 : mark.position; }
    bool is_done() const { return is.size <= fed && (!dialect || ended_at == fed); }
    void went_on(std::size_t bytes, MonoTime now) {
        fed += bytes;
        is.size = bytes == 0 ? fed : std::max(is.size, fed);
        if (bytes > 0) grew = now;
    }
    // What stands before the place from which on it is read.
    void cast_anchor(const Descriptor& opened) {
        anchor.reset();
        last = 0;
        const auto bytes = before(opened, fed);
        if (!bytes || bytes->empty()) return;
        anchor = sha256({*bytes});
        last = bytes->back();
    }
    void feed_again() {
        dialect.reset();
        anchor.reset();
        ended_at.reset();
        cut = false;
        fed = start();
    }
    void go_back() {
        feed_again();
        anew = false;
        copied = false;
        recognised = false;
    }
};

TailReader::TailReader(TailOptions options, const std::vector<KeptMark>& kept)
    : options_(std::move(options)), folder_(options_.path) {
    for (const auto& one : kept) {
        known_[one.mark.file] = {one.mark.position, one.at, one.mark.anchor};
        read_until_ = std::max(read_until_.value_or(one.at), one.at);
    }
}

TailReader::~TailReader() = default;
TailReader::TailReader(TailReader&&) noexcept = default;

TailStep TailReader::step(MonoTime now, WallTime wall) {
    CHECK(told_.empty(), "what was told is settled before the next step");
    TailStep step;
    const auto looked = look(now, wall);
    auto* file = next(now);
    if (file) {
        const auto done = read(*file, now, wall, step);
        file->trouble = done ? "" : done.error().what();
        if (!done) file->again = now + tail_look_interval;
    }
    if (!looked) step.trouble = looked.error().what();
    for (const auto& one : files_) {
        if (step.trouble.empty()) step.trouble = one->trouble;
    }
    step.more = next(now) != nullptr;
    told_of_ = file;
    for (const auto& record : step.records) told_.push_back(record.after);
    return step;
}

bool TailReader::settle(std::size_t saved) {
    saved = std::min(saved, told_.size());
    const bool all = saved == told_.size();
    for (std::size_t i = 0; i < saved; ++i) {
        remember(told_of_->mark, told_[i]);
        told_of_->mark = told_[i];
        told_of_->anew = false;
    }
    if (!all) told_of_->go_back();
    if (!told_.empty()) {
        told_of_->piece = all ? tail_read_bytes : std::min(2 * told_of_->piece, tail_ahead_bytes);
    }
    told_.clear();
    return all;
}

// ---- Which files there are ----

Result<void> TailReader::look(MonoTime now, WallTime wall) {
    TRY(auto seen, folder_.look());
    const bool too_many = seen.size() > tail_files_max;
    if (too_many) seen.erase(seen.begin(), seen.end() - std::ptrdiff_t{tail_files_max});
    if (!read_until_) read_until_ = wall;  // what stands beside a file that is met first is history
    for (auto& file : files_) file->seen = false;
    std::map<TailFile::Id, File*> met;
    for (const auto& file : files_) met.emplace(file->is.id(), file.get());
    // Of two names of one file the one that is followed counts.
    std::ranges::stable_partition(seen, [](const TailFile& file) { return file.current; });
    for (const auto& one : seen) {
        auto& file = met[one.id()];
        const bool fresh = file == nullptr;
        if (fresh) file = files_.emplace_back(std::make_unique<File>()).get();
        meet(*file, fresh, one, now);
    }
    for (auto& file : files_) {
        if (!file->seen) miss(*file, now);
    }
    std::erase_if(files_, [&](const auto& file) { return !file->seen && !file->held; });
    std::ranges::stable_sort(files_, [](const auto& a, const auto& b) {
        return std::tie(a->is.changed, a->is.name) < std::tie(b->is.changed, b->is.name);
    });
    const bool there = std::ranges::any_of(seen, [](const auto& file) { return file.current; });
    if (too_many) {
        return Error(Errc::too_large, "more than " + std::to_string(tail_files_max) +
                                          " files beside " + options_.path +
                                          ": only the last are read; move old ones elsewhere");
    }
    if (there || folder_.is_whole()) return {};
    return Error(Errc::not_found, options_.path +
                                      " is not there: the till makes it with its first "
                                      "receipt, or writes to another path");
}

void TailReader::meet(File& file, bool fresh, const TailFile& seen, MonoTime now) const {
    if (file.seen && !fresh) return;
    if (fresh || seen.size > file.is.size) file.grew = now;
    if (!fresh && seen.changed != file.is.changed) file.written = true;
    if (seen.size < file.fed) {
        file.mark = {};
        file.history.reset();
        file.go_back();
        file.grew = now;
    } else if (file.copied && seen.size > file.is.size) {
        file.go_back();
    }
    // What is known by its beginning has to have one.
    const bool begins = !file.recognised && file.mark.position == 0 &&
                        seen.size < tail_mark_bytes && !known_.empty();
    if (begins && file.grew == now) file.again = now + tail_arrival;
    file.is = seen;
    file.seen = true;
    if (fresh && (seen.current || is_old(file))) file.history = history_of(file);
    if (file.cut && !goes_on(file)) file.feed_again();
    if (!seen.current && file.is_done()) file.held.reset();
}

// One that is gone is read to its end by the descriptor, if there is one.
void TailReader::miss(File& file, MonoTime now) const {
    struct stat about {};
    if (!file.held || ::fstat(file.held->get(), &about) != 0 || !file.trouble.empty()) {
        return file.held.reset();
    }
    const auto size = static_cast<std::uint64_t>(about.st_size);
    if (size > file.is.size) file.grew = now;
    file.is.size = size;
    if (file.cut) file.feed_again();
    if (file.is_done() && now - file.grew >= tail_quiet) file.held.reset();
}

// By what it begins with, which one it is of those that were read. False: that is seen later.
Result<bool> TailReader::recognise(File& file, const Descriptor& opened, MonoTime now) {
    file.mark = {};
    file.go_back();
    TRY(auto mark, known_as(opened));
    const bool shorter = mark.position > file.is.size;
    bool same = true;
    if (shorter) {
        TRY(file.copied, is_copied(file, mark, opened));
        if (!file.copied) {
            TRY(const bool waits, is_to_wait(file, now));
            if (waits) return false;
        }
    } else {
        TRY(same, agrees(mark, opened));
        const bool rows = options_.form.format != JournalFormat::poslog;
        if (same && rows) {
            TRY(same, is_between_rows(mark.position, opened));
        }
    }
    if (!shorter || file.copied) file.shorter_since.reset();
    if (file.copied) {
        file.fed = file.is.size;
    } else {
        if (!file.history) file.history = history_of(file);
        // Of history only what is still written into it is read.
        if (mark.file.empty()) mark.position = *file.history;
        file.mark = std::move(mark);
        file.anew = shorter || !same;
        file.fed = file.start();
    }
    file.recognised = true;
    file.cast_anchor(opened);
    return true;
}

// The mark of the file that begins so; the furthest of them.
Result<TailMark> TailReader::known_as(const Descriptor& opened) const {
    std::set<std::uint64_t> sizes;
    for (const auto& [key, known] : known_) sizes.insert(bytes_of(key));
    TRY(const auto head, read_at(opened, 0, sizes.empty() ? 0 : *sizes.rbegin()));
    TailMark mark;
    for (const auto size : sizes) {
        if (size == 0 || size > head.size()) continue;
        const auto known = known_.find(key_of(std::string_view(head).substr(0, size)));
        if (known == known_.end() || known->second.position < mark.position) continue;
        mark = {known->first, known->second.position, known->second.anchor};
    }
    return mark;
}

// One that is shorter than its mark is on its way here. One that stays so has lost its end, as
// after a power cut, and nobody knows where what stands there now begins: it is read from its
// beginning.
Result<bool> TailReader::is_to_wait(File& file, MonoTime now) const {
    if (!file.shorter_since) file.shorter_since = now;
    const auto waited = now - *file.shorter_since;
    if (waited < tail_quiet) return true;
    if (waited >= tail_silence) return false;
    return Error(Errc::unavailable,
                 file.is.name +
                     " is shorter than what was read of it: its end was lost, or it is "
                     "being copied; when it stays so for a minute it is read again");
}

// Whether the one that is known is another, and has what stands at the end of this one.
Result<bool> TailReader::is_copied(const File& file, const TailMark& mark,
                                   const Descriptor& opened) const {
    const auto bytes = std::min<std::uint64_t>(file.is.size, tail_mark_bytes);
    const auto from = file.is.size - bytes;
    TRY(const auto end, read_at(opened, from, bytes));
    for (const auto& other : files_) {
        const bool has_it = other->mark.file == mark.file && other->mark.position >= file.is.size;
        if (other.get() == &file || !has_it || other->anew) continue;
        const auto fresh = other->held ? std::nullopt : folder_.open(other->is);
        if (!other->held && !fresh) continue;
        const auto its = read_at(other->held ? *other->held : *fresh, from, bytes);
        if (its && *its == end) return true;
    }
    return false;
}

// A file that was renamed before anybody read along.
bool TailReader::is_old(const File& file) const {
    return !file.is.current && file.is.changed < *read_until_;
}

std::uint64_t TailReader::history_of(const File& file) const {
    return is_old(file) ? file.is.size : 0;
}

// Whether a till may still be writing a record at its end.
bool TailReader::goes_on(const File& file) const {
    return file.is.current && file.seen && !folder_.is_whole();
}

// ---- Reading ----

TailReader::File* TailReader::next(MonoTime now) {
    for (auto& file : files_) {
        if (now >= file->again && (file->has_more() || has_ended(*file, now))) return file.get();
        // What comes after it is begun when it has ended: a restart could not tell it from history.
        // It could one that is shorter than its mark, for that one is known.
        const bool waits = file->shorter_since || !file->trouble.empty();
        if (!file->is.current && !file->is_done() && !waits) return nullptr;
    }
    return nullptr;
}

// Whether nothing will follow what was fed, as well as that can be known.
bool TailReader::has_ended(const File& file, MonoTime now) const {
    if (!file.dialect || file.ended_at == file.fed) return false;
    const auto quiet = now - file.grew;
    if (quiet >= tail_silence) return true;
    // What is dropped into a folder is whole when it is still, and nothing comes behind it.
    if (folder_.is_whole() && file.seen) return false;
    const bool whole = options_.form.format == JournalFormat::csv && file.last == '\n' &&
                       has_totals(options_.form);
    return quiet >= tail_quiet && (whole || !file.is.current || !file.seen);
}

Result<void> TailReader::read(File& file, MonoTime now, WallTime wall, TailStep& step) {
    auto opened = file.held ? std::nullopt : folder_.open(file.is);
    if (opened && file.is.current && !folder_.is_whole()) {
        file.held.emplace(std::move(*opened));
    }
    if (!file.held && !opened) {
        return Error(Errc::unavailable,
                     "cannot open " + file.is.name + ": let the user aisle read it");
    }
    const auto& from = file.held ? *file.held : *opened;
    TRY(const bool as_before, is_as_before(file, from));
    if (!as_before) file.history.reset();
    if (!file.recognised || !as_before) {
        TRY(const bool recognised, recognise(file, from, now));
        if (!recognised) {
            file.again = now + tail_arrival;
            return {};
        }
    }
    file.written = false;
    if (!file.has_more() && !has_ended(file, now)) return {};
    if (!file.dialect) TRY(begin(file, from));
    TRY(const auto bytes, read_at(from, file.fed, file.piece));
    const bool ended = bytes.empty() && has_ended(file, now);
    auto records = file.dialect->feed(bytes, ended, wall);
    file.went_on(bytes.size(), now);
    file.cast_anchor(from);
    if (ended) {
        file.ended_at = file.fed;
        file.dialect.reset();
        // Half of what a till is still writing is no record.
        if (goes_on(file)) file.cut = cut_last_troubles(records);
    }
    return tell(file, from, std::move(records), step);
}

Result<void> TailReader::begin(File& file, const Descriptor& opened) {
    TRY(const auto head, read_at(opened, 0, journal_line_bytes_max + 2));
    TRY(file.dialect, make_dialect(options_.form, options_.place));
    file.cut = false;
    file.fed = file.dialect->begin(file.start(), head);
    file.cast_anchor(opened);
    return {};
}

// A file that was emptied and written anew may be longer than it was.
Result<bool> TailReader::is_as_before(const File& file, const Descriptor& opened) const {
    if (!file.anchor) return true;
    TRY(const auto bytes, before(opened, file.fed));
    return sha256({bytes}) == *file.anchor;
}

Result<void> TailReader::tell(File& file, const Descriptor& opened,
                              std::vector<JournalRecord> records, TailStep& step) {
    TailMark mark = file.mark;
    auto position = file.start();
    std::string head;
    for (auto& record : records) {
        position = std::max(position, record.end);
        const bool refused = !record.trouble.empty();
        auto after = mark_behind(mark, position, refused, opened, head);
        if (!after) {
            step.records.clear();
            file.go_back();
            return after.error();
        }
        step.records.push_back({std::move(record), file.is.name, file.is.changed, mark, *after});
        mark = std::move(*after);
    }
    return {};
}

void TailReader::remember(const TailMark& before, const TailMark& after) {
    if (before.file != after.file) known_.erase(before.file);
    auto& known = known_[after.file];
    if (goes_back(before, after) || after.position >= known.position) {
        known.position = after.position;
        known.anchor = after.anchor;
    }
    known.at = told_of_->is.changed;
    if (known_.size() <= tail_rows_max) return;
    const auto oldest = std::ranges::min_element(
        known_, [](const auto& a, const auto& b) { return a.second.at < b.second.at; });
    known_.erase(oldest);
}

}  // namespace aisle
