// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/poslog_dialect.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <utility>

namespace aisle {

PosLogDialect::PosLogDialect(JournalTemplate form, ReceiptPlace place)
    : form_(std::move(form)), place_(std::move(place)) {
    begin(0, {});
}

std::uint64_t PosLogDialect::begin(std::uint64_t position, std::string_view) {
    XmlListener& self = *this;
    reader_ = std::make_unique<XmlReader>(self, form_.charset == "UTF-8" ? "" : form_.charset);
    open_.reset();
    told_.clear();
    told_to_ = position;
    fed_ = 0;
    return 0;
}

std::vector<JournalRecord> PosLogDialect::feed(std::string_view bytes, bool ended,
                                               WallTime read_at) {
    read_at_ = read_at;
    fed_ += bytes.size();
    if (reader_) {
        auto outcome = reader_->feed(bytes);
        if (outcome && ended) outcome = reader_->end();
        // A till that has not closed its document yet has written all of its receipts.
        const bool unclosed = !outcome && outcome.error().code() == "xml_unfinished" && !open_;
        if (!outcome && !unclosed) tell_broken(outcome.error(), reader_->broken_at().begin);
        if (!outcome || ended) reader_.reset();
    }
    return std::exchange(told_, {});
}

void PosLogDialect::element_begins(std::string_view name, std::span<const XmlAttribute> attributes,
                                   const XmlPlace& at) {
    if (open_) {
        ++open_->depth;
        if (open_->receipt) open_->receipt->element_begins(name, attributes);
    } else if (name == "Transaction") {
        open_.emplace(Open{std::nullopt, at.begin, at.line, 0});
        if (at.begin >= told_to_) open_->receipt.emplace(form_, place_, attributes);
    }
}

void PosLogDialect::text(std::string_view piece, const XmlPlace& at) {
    if (!open_ || !open_->receipt) return;
    open_->receipt->text(piece);
    if (at.end - open_->begins > journal_receipt_bytes_max) open_->receipt->give_up();
}

void PosLogDialect::element_ends(std::string_view, const XmlPlace& at) {
    if (!open_) return;
    auto& receipt = open_->receipt;
    if (receipt && at.end - open_->begins > journal_receipt_bytes_max) receipt->give_up();
    if (open_->depth > 0) {
        --open_->depth;
        if (receipt) receipt->element_ends();
        return;
    }
    if (receipt && receipt->is_receipt()) {
        auto outcome = receipt->finish(read_at_);
        tell({at.end, open_->line, std::move(outcome.body), std::move(outcome.trouble)});
    }
    open_.reset();
}

// The broken byte belongs to it, so that it ends behind every record before it.
void PosLogDialect::tell_broken(const Error& error, std::uint64_t broken) {
    const auto line = reader_->broken_at().line;
    const auto at = open_ ? " within a transaction of line " + std::to_string(open_->line) : "";
    tell({std::min(broken + 1, fed_),
          line,
          {},
          "nothing is read from here on" + at + ": " + std::string(error.code()) + ", " +
              error.what()});
    open_.reset();
}

void PosLogDialect::tell(JournalRecord record) {
    if (record.end > told_to_) told_.push_back(std::move(record));
}

}  // namespace aisle
