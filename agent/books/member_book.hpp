// SPDX-License-Identifier: Apache-2.0
// Member cards, and whom an identifier belongs to. Central's stand under the scope of the feed
// `members`, those signed up on this device under their provisional ids until central answers for
// them. Of one id the most specific scope wins. An id that central merged into another answers as
// that one, whoever asks.
// At most member_cards_max are kept: the one that was used longest ago makes room for a new one,
// and one that nobody used for member_card_memory goes, but those that central has put at home
// here. Who was erased does not come back by a late card. Inside a Txn on the store thread.
#pragma once

#include "agent/books/erasure_memory.hpp"
#include "agent/domain/member_card.hpp"
#include "agent/store/committer.hpp"
#include "sync/feeds.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct FoundMember {
    std::string id;
    MemberCard card;
    bool provisional = false;  // signed up here, and central has not answered for it yet
    bool told = false;         // an answer of central's, which no feed keeps up to date
    bool alone = true;         // nobody else is known by the same identifier
};

class MemberBook final : public FeedFold {
public:
    // The second is for tests; a device keeps member_cards_max.
    explicit MemberBook(Database& db, ErasureMemory& erased,
                        std::int64_t cards_max = std::int64_t{member_cards_max});

    std::string_view feed() const override { return "members"; }
    Result<void> check(const PageEntry& entry) const override;
    Result<void> put(Txn& txn, std::string_view scope, const PageEntry& entry) override;
    Result<void> remove(Txn& txn, std::string_view scope, std::string_view key) override;
    Result<void> clear(Txn& txn, std::string_view scope) override;

    // Somebody who signed up here; `body` is a card.
    Result<void> add(Txn& txn, std::string_view id, std::string_view body,
                     std::span<const Identifier> identifiers);

    // What central answered when it was asked for somebody; a card that a feed brings wins over it.
    Result<void> keep_told(Txn& txn, std::string_view id, std::string_view body);

    // The id that answers for this one now: itself, unless central merged it into another.
    Result<std::string> resolve(std::string_view id);
    // Itself and all that were merged into it.
    Result<std::vector<std::string>> answers_for(std::string_view id);
    // The same of whoever answers for it now, for rows that name an older id.
    Result<std::vector<std::string>> ids_of(std::string_view id);
    Result<std::optional<FoundMember>> find(std::string_view id);
    Result<std::optional<FoundMember>> find(const Identifier& identifier);
    // Its age begins again; undated while nobody knows what time it is.
    Result<void> use(Txn& txn, std::string_view id, std::optional<WallTime> truth);

    // The ids of those who were signed up here and are known by this identifier.
    Result<std::vector<std::string>> signed_up_as(const Digest& hmac);
    // Card, identifiers and aliases. Returns how many cards there were.
    Result<std::size_t> erase(Txn& txn, std::string_view id);
    // Nobody is known by it any more. Returns how many were.
    Result<std::size_t> erase(Txn& txn, const Digest& hmac);

    // Dates what has no date, deletes what is past its time, `rows_max` each. `now` is the true
    // time.
    Result<void> forget(Txn& txn, WallTime now, std::size_t rows_max);

private:
    struct Row {
        std::string id;
        std::string scope;
    };
    Result<void> keep(Txn& txn, const Row& row, std::string_view body,
                      std::span<const Identifier> identifiers);
    Result<void> drop(Txn& txn, const Row& row);
    Result<void> make_room(Txn& txn);
    Result<bool> is_at_home(const Row& row);
    Result<std::vector<Row>> rows(Query row);
    // The cached count, counted again after a rollback.
    Result<std::int64_t*> count(Txn& txn);

    ErasureMemory& erased_;
    std::int64_t cards_max_;
    std::optional<std::int64_t> count_;
    std::uint64_t undone_by_ = 0;
    Statement put_;
    Statement known_;
    Statement drop_;
    Statement drop_identifiers_;
    Statement drop_aliases_;
    Statement clear_;
    Statement clear_identifiers_;
    Statement clear_aliases_;
    Statement all_;
    Statement oldest_;
    Statement identify_;
    Statement alias_;
    Statement alias_of_;
    Statement aliases_;
    Statement drop_old_;
    Statement bodies_;
    Statement body_;
    Statement by_identifier_;
    Statement scopes_;
    Statement use_;
    Statement drop_hmac_;
    Statement date_;
    Statement aged_;
};

}  // namespace aisle
