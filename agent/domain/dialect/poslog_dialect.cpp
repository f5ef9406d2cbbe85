// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/poslog_dialect.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/wipe.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

constexpr std::string_view transaction = "Transaction";
// More that stand in one another are not looked at.
constexpr std::size_t nested_max = 4;
// Kept between two pieces is a tag at most; no more room than for some.
constexpr std::size_t kept_room_max = 4 * journal_line_bytes_max;
// A tag, or a comment, that does not end is read once as such and once more for the transactions in
// it, as long as that is not the most of the work.
constexpr std::uint64_t read_twice_free = 16 * journal_line_bytes_max;
constexpr std::uint64_t read_twice_share = 4;

std::string place_of(std::uint64_t line, std::uint64_t byte) {
    return "line " + std::to_string(line) + ", byte " + std::to_string(byte);
}

std::string_view without_prefix(std::string_view name) {
    const auto colon = name.rfind(':');
    return colon == name.npos ? name : name.substr(colon + 1);
}

}  // namespace

PosLogDialect::PosLogDialect(JournalTemplate form, ReceiptPlace place)
    : form_(std::move(form)),
      place_(std::move(place)),
      reader_(static_cast<XmlListener&>(*this), form_.charset == "UTF-8" ? "" : form_.charset) {
    open_.reserve(nested_max);
}

std::uint64_t PosLogDialect::begin(std::uint64_t position, std::string_view) {
    wipe(kept_);
    kept_at_ = 0;
    lines_ = {};
    lines_to_ = 0;
    search_ = {};
    read_twice_ = 0;
    told_.clear();
    told_to_ = position;
    last_end_ = 0;
    resume(0, false);
    return 0;
}

std::vector<JournalRecord> PosLogDialect::feed(std::string_view bytes, bool ended,
                                               WallTime read_at) {
    read_at_ = read_at;
    if (mode_ != Mode::over) {
        kept_ += bytes;
        while (mode_ == Mode::seeks ? seek(ended) : mode_ == Mode::reads && read(ended)) {
        }
        forget();
    }
    return std::exchange(told_, {});
}

// ---- What stands there ----

// A transaction within another is its receipt's business as well; what is in it is not.
void PosLogDialect::element_begins(std::string_view name, std::span<const XmlAttribute> attributes,
                                   const XmlPlace& at) {
    if (!open_.empty() && open_.back().receipt) {
        open_.back().receipt->element_begins(name, attributes);
    }
    if (name == transaction && open_.size() < nested_max) {
        // Whether one in another is a receipt has to be known though it was told before.
        const bool wanted = at.end > told_to_ || !open_.empty();
        open_.push_back(Open{std::nullopt, at.begin, at.line, 0});
        if (wanted) open_.back().receipt.emplace(form_, place_, attributes);
    } else if (!open_.empty()) {
        ++open_.back().depth;
    }
}

void PosLogDialect::text(std::string_view piece, const XmlPlace& at) {
    if (open_.empty() || !open_.back().receipt) return;
    open_.back().receipt->text(piece);
    if (at.end - open_.back().begins > journal_receipt_bytes_max) open_.back().receipt->give_up();
}

void PosLogDialect::element_ends(std::string_view, const XmlPlace& at) {
    if (open_.empty()) return;
    auto& [receipt, begins, line, depth] = open_.back();
    if (receipt && at.end - begins > journal_receipt_bytes_max) receipt->give_up();
    if (depth == 0) return transaction_ends(at);
    --depth;
    if (receipt) receipt->element_ends();
}

void PosLogDialect::transaction_ends(const XmlPlace& at) {
    auto& [receipt, begins, line, depth] = open_.back();
    if (!receipt || !receipt->is_receipt()) {
        open_.pop_back();
        if (!open_.empty() && open_.back().receipt) open_.back().receipt->element_ends();
        return;
    }
    const bool in_another = open_.size() > 1;
    if (in_another) tell_unended();
    auto outcome = receipt->finish(read_at_);
    tell({at.end, line, std::move(outcome.body), std::move(outcome.trouble)});
    open_.clear();
    if (in_another) reader_.stop();
}

// No receipt stands in another: the end of the one round it was never written.
void PosLogDialect::tell_unended() {
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
        const auto& [receipt, begins, line, depth] = open_[i];
        if (i > 0 && !receipt->is_receipt()) continue;
        const auto& next = open_[i + 1];
        tell({next.begins,
              line,
              {},
              "the transaction of " + place_of(line, begins) + " has no end before the next, of " +
                  place_of(next.line, next.begins) +
                  ": it is left out; see there what was sold, and post it by hand"});
    }
}

// It ends behind every record before it, and before whatever is read behind it.
void PosLogDialect::tell_broken(const Error& error) {
    const auto& at = reader_.broken_at();
    const bool in_another = open_.size() > 1 && open_.back().receipt->is_receipt();
    if (in_another) tell_unended();
    std::string trouble = "broken at " + place_of(at.line, at.begin) + " (" +
                          std::string(error.code()) + ", " + error.what() + "): ";
    if (!open_.empty()) {
        const auto& [receipt, begins, line, depth] = in_another ? open_.back() : open_.front();
        trouble += "the transaction of " + place_of(line, begins) +
                   " is left out; see there what was sold, and post it by hand; ";
    }
    const bool goes_on = reader_.can_resume();
    trouble += goes_on ? "reading goes on at the next transaction"
                       : "nothing is read from here on; let the till write UTF-8";
    tell({std::min(least_behind(), kept_to()), at.line, {}, std::move(trouble), !goes_on});
    open_.clear();
}

// What is broken begins there, and is broken there: nothing good can begin before.
std::uint64_t PosLogDialect::least_behind() const {
    return std::max(reader_.told_to() + 1, reader_.broken_at().begin);
}

void PosLogDialect::tell_lost() {
    lost_told_ = true;
    const auto end = seeks_from_ + journal_receipt_bytes_max;
    count_lines_to(end);
    const auto line = lines_.ended() + 1;
    tell({end,
          line,
          {},
          "no transaction begins in the " + std::to_string(journal_receipt_bytes_max) +
              " bytes before " + place_of(line, end) +
              ": see what the till writes there; reading goes on where one begins",
          true});
}

void PosLogDialect::tell(JournalRecord record) {
    if (record.end <= last_end_) return;  // the same place once more
    last_end_ = record.end;
    if (record.end > told_to_) told_.push_back(std::move(record));
}

// ---- Where it is broken ----

bool PosLogDialect::read(bool ended) {
    auto outcome = reader_.feed(kept_from(next_));
    const bool at_end = outcome && ended;
    if (outcome) next_ = kept_to();
    if (at_end) outcome = reader_.end();
    if (!outcome) return go_on_behind(outcome.error(), at_end);
    if (ended) mode_ = Mode::over;
    return false;
}

bool PosLogDialect::go_on_behind(const Error& error, bool at_end) {
    const auto at = reader_.broken_at();
    const auto code = error.code();
    const bool inside = !open_.empty();
    if (code == "xml_stopped") return resume(at.end, true);
    if (code == "xml_outer_end" && !ends_transaction(at)) return resume(at.end, true);
    // A till that has not closed its document yet has written all of its receipts.
    if (code == "xml_unfinished" && !inside) {
        mode_ = Mode::over;
        return false;
    }
    const bool begins_again = code == "xml_begins_again" && reader_.can_resume();
    if (!begins_again || inside) tell_broken(error);
    if (begins_again) return resume(at.begin, false);
    if (reader_.can_resume()) {
        seek_behind(error, at_end);
    } else {
        mode_ = Mode::over;
    }
    return mode_ == Mode::seeks;
}

void PosLogDialect::seek_behind(const Error& error, bool at_end) {
    const auto broken = reader_.told_to();
    auto from = broken;
    auto least = least_behind();
    const bool too_long = error.code() == "xml_too_long";
    if (too_long || at_end) {
        const auto seen = too_long ? broken + journal_line_bytes_max + 1 : kept_to();
        read_twice_ += seen - broken;
        if (read_twice_ > read_twice_free + read_twice_share * broken) from = least = seen;
    }
    search_.begin(from, least);
    seeks_from_ = from;
    lost_told_ = false;
    mode_ = Mode::seeks;
}

bool PosLogDialect::seek(bool ended) {
    const auto found = search_.next(kept_from(search_.position()), ended);
    const auto seen = found ? found->at : search_.position();
    if (!lost_told_ && seen > seeks_from_ + journal_receipt_bytes_max) tell_lost();
    if (found) return resume(found->at, !found->document);
    if (ended) mode_ = Mode::over;
    return false;
}

bool PosLogDialect::resume(std::uint64_t position, bool within) {
    count_lines_to(position);
    next_ = position;
    open_.clear();
    reader_.resume({position, lines_, within});
    mode_ = Mode::reads;
    return true;
}

// Whether an end tag with nothing to end is a Transaction's: its beginning is damaged.
bool PosLogDialect::ends_transaction(const XmlPlace& at) const {
    const auto tag = kept_from(at.begin).substr(0, static_cast<std::size_t>(at.end - at.begin));
    return without_prefix(tag.substr(0, tag.find_first_of(" \t\r\n>"))) == transaction;
}

// ---- What is kept ----

std::string_view PosLogDialect::kept_from(std::uint64_t position) const {
    return std::string_view(kept_).substr(static_cast<std::size_t>(position - kept_at_));
}

void PosLogDialect::count_lines_to(std::uint64_t position) {
    const auto size = static_cast<std::size_t>(position - lines_to_);
    if (size > 0) lines_.pass(kept_from(lines_to_).substr(0, size));
    lines_to_ = position;
}

void PosLogDialect::forget() {
    auto from = kept_to();
    if (mode_ == Mode::reads) from = std::min(reader_.told_to(), next_);
    if (mode_ == Mode::seeks) from = search_.position();
    if (from == kept_at_) return;
    count_lines_to(from);
    if (kept_.capacity() > kept_room_max) {
        kept_ = std::string(kept_from(from));
    } else {
        kept_.erase(0, static_cast<std::size_t>(from - kept_at_));
        wipe_behind(kept_);
    }
    kept_at_ = from;
}

}  // namespace aisle
