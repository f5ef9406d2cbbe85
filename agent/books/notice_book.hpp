// SPDX-License-Identifier: Apache-2.0
// The texts that forms show, from the feed `notices`. A form whose text is not here is closed: what
// nobody could read, nobody has consented to. At most member_notices_max are kept, and of a new one
// over that the form stays closed. Inside a Txn on the store thread; the listing on the read
// thread.
#pragma once

#include "agent/domain/notice_text.hpp"
#include "agent/store/committer.hpp"
#include "sync/feeds.hpp"

#include <span>
#include <string>
#include <string_view>

namespace aisle {

class NoticeBook final : public FeedFold {
public:
    explicit NoticeBook(Database& db);

    std::string_view feed() const override { return "notices"; }
    Result<void> check(const PageEntry& entry) const override;
    Result<void> put(Txn& txn, std::string_view scope, const PageEntry& entry) override;
    Result<void> remove(Txn& txn, std::string_view scope, std::string_view key) override;
    Result<void> clear(Txn& txn, std::string_view scope) override;

    // Whether all that was given or refused could be read here. Errors: denied ("notice_missing"),
    // placed by JSON pointer in a body with "consents".
    Result<void> were_shown(Txn& txn, std::span<const Consent> consents);

private:
    Result<bool> has(const Notice& notice);

    Statement put_;
    Statement remove_;
    Statement clear_;
    Statement count_others_;
    Statement of_text_;
};

// {"notices":[{"id":…,"version":…,"language":…,"sha256":…,"text":…},…]}, each once.
class NoticeList {
public:
    explicit NoticeList(Database& read_only);
    Result<std::string> json();

private:
    Statement all_;
};

}  // namespace aisle
