// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/transaction_search.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::size_t leap_bytes_max = journal_line_bytes_max;
// A tag's name, with its "<" and what ends it.
constexpr std::size_t name_room = name_bytes_max + 2;
constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view transaction = "Transaction";
constexpr std::string_view declaration = "<?xml";
// No start tag of a Transaction is shorter: it and what shorter words begin with can be told apart.
constexpr std::size_t least_bytes = transaction.size() + 2;

bool is_blank(char c) {
    return blanks.find(c) != blanks.npos;
}

bool begins_document(std::string_view tag) {
    return tag.starts_with(declaration) && tag.size() > declaration.size() &&
           is_blank(tag[declaration.size()]);
}

// Where the name in a start tag ends; none where it is too long, or nothing ends it.
std::size_t end_of_name(std::string_view tag) {
    return tag.substr(0, name_room).find_first_of(" \t\r\n/>", 1);
}

bool begins_transaction(std::string_view tag) {
    const auto end = end_of_name(tag);
    if (end == tag.npos) return false;
    const auto name = tag.substr(1, end - 1);
    const auto colon = name.rfind(':');
    return (colon == name.npos ? name : name.substr(colon + 1)) == transaction;
}

}  // namespace

void TransactionSearch::begin(std::uint64_t from, std::uint64_t least) {
    at_ = from;
    least_ = least;
}

// Bytes to leap over; none: wait for more of them.
std::optional<std::size_t> TransactionSearch::leap(std::string_view from_here,
                                                   std::string_view opening,
                                                   std::string_view closing,
                                                   std::uint64_t& none_before, bool ended) const {
    const auto known = none_before > at_ ? none_before - at_ : 0;
    const auto from = std::max<std::size_t>(opening.size(), static_cast<std::size_t>(known));
    const auto within = from_here.substr(0, leap_bytes_max);
    const auto end = within.find(closing, from);
    if (end != within.npos) return end + closing.size();
    // Its end may have begun already.
    if (within.size() >= closing.size()) {
        none_before = std::max(none_before, at_ + within.size() - closing.size() + 1);
    }
    if (within.size() == leap_bytes_max || ended) return opening.size();
    return std::nullopt;
}

// From a "<" that begins nothing that was looked for: bytes to go on behind.
std::optional<std::size_t> TransactionSearch::step(std::string_view from_here, bool ended) {
    constexpr std::string_view comment = "<!--";
    constexpr std::string_view cdata = "<![CDATA[";
    if (from_here.starts_with(comment)) {
        return leap(from_here, comment, "-->", no_comment_end_before_, ended);
    }
    if (from_here.starts_with(cdata)) {
        return leap(from_here, cdata, "]]>", no_cdata_end_before_, ended);
    }
    const bool whole = from_here.size() >= name_room || end_of_name(from_here) != from_here.npos;
    if (!whole && !ended) return std::nullopt;
    return 1;
}

std::optional<TransactionSearch::Found> TransactionSearch::next(std::string_view bytes,
                                                                bool ended) {
    while (true) {
        const auto tag = std::min(bytes.find('<'), bytes.size());
        bytes.remove_prefix(tag);
        at_ += tag;
        if (bytes.empty() || (bytes.size() < least_bytes && !ended)) return std::nullopt;
        if (at_ >= least_ && begins_document(bytes)) return Found{at_, true};
        if (at_ >= least_ && begins_transaction(bytes)) return Found{at_, false};
        const auto behind = step(bytes, ended);
        if (!behind) return std::nullopt;
        bytes.remove_prefix(*behind);
        at_ += *behind;
    }
}

}  // namespace aisle
