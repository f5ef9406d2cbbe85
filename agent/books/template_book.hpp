// SPDX-License-Identifier: Apache-2.0
// Templates of receipts that central put into the feed `receipt_templates`, one a brand of till. Of
// one key the most specific scope wins. Inside a Txn on the store thread; the listing on the read
// thread.
#pragma once

#include "agent/store/committer.hpp"
#include "sync/feeds.hpp"

#include <map>
#include <string>
#include <string_view>

namespace aisle {

class TemplateBook final : public FeedFold {
public:
    explicit TemplateBook(Database& db);

    std::string_view feed() const override { return "receipt_templates"; }
    Result<void> check(const PageEntry& entry) const override;
    Result<void> put(Txn& txn, std::string_view scope, const PageEntry& entry) override;
    Result<void> remove(Txn& txn, std::string_view scope, std::string_view key) override;
    Result<void> clear(Txn& txn, std::string_view scope) override;

private:
    Statement put_;
    Statement remove_;
    Statement clear_;
};

using TemplateTexts = std::map<std::string, std::string, std::less<>>;  // JSON, by key

class TemplateList {
public:
    explicit TemplateList(Database& read_only);
    Result<TemplateTexts> all();

private:
    Statement all_;
};

}  // namespace aisle
