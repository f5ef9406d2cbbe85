// SPDX-License-Identifier: Apache-2.0
// Who is to be forgotten, from the feed `erasures`. What this device knows of her goes in the very
// transaction that applies the page: her cards and what she is known by, her answers, her part and
// its salt of every event that is kept, sent or not. Facts, numbers and chain stay; a sale stays
// and the member leaves. What is overwritten is zeros, and the log is emptied once this is true. It
// is never taken back: a page that says it again finds nothing more, and one that takes it away
// changes nothing.
// What the books of others hold of her, they are told to forget. That it was done is an event, in
// another transaction, and is told until it is in the journal. Inside a Txn on the store thread.
#pragma once

#include "agent/books/consent_book.hpp"
#include "agent/books/member_book.hpp"
#include "agent/books/recorder.hpp"
#include "agent/domain/erasure.hpp"
#include "sync/feeds.hpp"
#include "sync/held_pages.hpp"
#include "sync/journal.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aisle {

// Of a book that has rows about members: forgets who has one of these ids. Returns how many rows.
using ForgetMember = Function<Result<std::size_t>(Txn&, std::span<const std::string> ids)>;

struct ErasureParts {
    Journal& journal;
    MemberBook& members;
    ConsentBook& consents;
    ErasureMemory& memory;
    std::vector<ForgetMember> others{};
};

class ErasureBook final : public FeedFold {
public:
    ErasureBook(Database& db, ErasureParts parts);

    std::string_view feed() const override { return "erasures"; }
    Result<void> check(const PageEntry& entry) const override;
    Result<void> put(Txn& txn, std::string_view scope, const PageEntry& entry) override;
    Result<void> remove(Txn& txn, std::string_view scope, std::string_view key) override;
    Result<void> clear(Txn& txn, std::string_view scope) override;
    // What feeds hold beside the books is looked through once, for all whom the page names.
    Result<void> end_page(Txn& txn) override;

    // What else is forgotten when an erasure has found somebody here, where it does not say whose
    // it is.
    void when_found(Function<Result<void>(Txn&)> then) { found_ = std::move(then); }

    // Writes privacy.erased of what was not told yet, a few at a time. True while there is more.
    Result<bool> tell(Pen& pen);
    // Drops what was done long ago, by number; the highest always stays.
    Result<void> forget(Txn& txn);
    // The highest number that was applied; 0 for none.
    Result<std::int64_t> applied();

private:
    struct Untold {
        std::string request;
        std::int64_t erase_seq = 0;
        std::string counts;
    };
    Result<std::vector<std::string>> ids_of(const Erasure& erasure);
    Result<ErasureCounts> erase(Txn& txn, const Erasure& erasure);
    Result<std::vector<Untold>> untold();

    ErasureParts parts_;
    HeldPages held_;
    Function<Result<void>(Txn&)> found_;
    PersonNames named_;  // by the page that is being applied
    Statement note_;
    Statement untold_;
    Statement told_;
    Statement forget_;
    Statement applied_;
};

}  // namespace aisle
