// SPDX-License-Identifier: Apache-2.0
// A book that a feed fills, in memory; the database is only where the cursors stand. The body
// {"bad":true} is none.
#pragma once

#include "sync/feeds.hpp"

#include <map>
#include <string>

namespace aisle {

class MemoryBook final : public FeedFold {
public:
    explicit MemoryBook(std::string_view feed) : feed_(feed) {}

    std::string_view feed() const override { return feed_; }
    Result<void> check(const PageEntry& entry) const override {
        if (entry.body != R"({"bad":true})") return {};
        return Error(Errc::invalid, "it is bad").placed("/bad");
    }
    Result<void> put(Txn&, std::string_view scope, const PageEntry& entry) override {
        held[std::string(scope)][entry.key] = entry.body;
        return {};
    }
    Result<void> remove(Txn&, std::string_view scope, std::string_view key) override {
        held[std::string(scope)].erase(std::string(key));
        return {};
    }
    Result<void> clear(Txn&, std::string_view scope) override {
        held[std::string(scope)].clear();
        return {};
    }

    std::map<std::string, std::map<std::string, std::string>> held;  // scope → key → body

private:
    std::string_view feed_;
};

}  // namespace aisle
