// SPDX-License-Identifier: Apache-2.0
// Feeds: what is decided, who is told, and how a device that is behind catches up.
#include "tests/hub/hub_bench.hpp"

#include "agent/base/limits.hpp"
#include "tools/hub/bounds.hpp"

namespace aisle {
namespace {

// What a device would hold after it has read a feed to its end, a page after each want.
struct Shelf {
    FeedPosition at;
    std::map<std::string, std::string> held = {};
    std::size_t pages = 0;
    bool last = false;

    void read(HubBench& hub, const TestDevice& till) {
        while (true) {
            const auto got = hub.want(till, at);
            ASSERT_EQ(got.size(), 1U);
            const auto& page = got[0];
            if (page.generation != at.generation) {
                ASSERT_TRUE(page.after.none());
                held.clear();
            } else {
                ASSERT_EQ(page.after, at.cursor);
            }
            at.generation = page.generation;
            for (const auto& entry : page.entries) {
                at.cursor = entry.cursor;
                if (entry.put) {
                    held[entry.key] = entry.body;
                } else {
                    held.erase(entry.key);
                }
            }
            ++pages;
            last = page.last;
            if (page.entries.empty() || at.cursor >= page.head) return;
        }
    }
};

class Decisions : public testing::Test {
protected:
    FeedHead put(std::string key, std::string body = R"({"a":1})") {
        const auto head = hub_.orders.decide(tasks_, {std::move(key), std::move(body)}, hub_.now);
        EXPECT_TRUE(head) << (head ? "" : head.error().what());
        return head ? *head : FeedHead{};
    }
    Errc refused(const FeedName& name, const Decision& decision) {
        const auto outcome = hub_.orders.decide(name, decision, hub_.now);
        EXPECT_FALSE(outcome);
        return outcome ? Errc::dead : outcome.error().kind();
    }
    FeedPosition nowhere() const { return {tasks_.feed, tasks_.scope, {}, {}}; }

    HubBench hub_;
    TestDevice till_;
    FeedName tasks_{"tasks", "store-s0042"};
};

TEST_F(Decisions, AWelcomeNamesTheFeedsInWhichAnythingWasDecided) {
    EXPECT_TRUE(hub_.greet(till_).feeds.empty());
    const auto head = put("t1");
    ASSERT_TRUE(hub_.orders.decide({"coupons", "fleet"}, {"c1", "{}"}, hub_.now));
    ASSERT_TRUE(hub_.orders.decide({"tasks", "store-s0001"}, {"t2", "{}"}, hub_.now));
    ASSERT_TRUE(hub_.orders.decide({"tasks", "device-s0042-pos2"}, {"t2", "{}"}, hub_.now));
    const auto feeds = hub_.greet(till_).feeds;
    ASSERT_EQ(feeds.size(), 2U);
    EXPECT_EQ(feeds[0].feed, "coupons");
    EXPECT_EQ(feeds[1], head);
}

TEST_F(Decisions, ANewFeedIsToldByAWelcomeAndThenItsPage) {
    hub_.greet(till_);
    const auto head = put("t1");
    const auto due = hub_.due();
    ASSERT_EQ(due.size(), 2U);
    const auto welcome = decode_welcome(due[0].payload);
    ASSERT_TRUE(welcome);
    EXPECT_EQ(welcome->nonce, till_.nonce);
    EXPECT_EQ(welcome->feeds, std::vector<FeedHead>{head});
    EXPECT_EQ(due[1].topic, "down/s0042-pos1/page");
    const auto page = decode_page(due[1].payload);
    ASSERT_EQ(page->entries.size(), 1U);
    EXPECT_EQ(page->entries[0].key, "t1");
    EXPECT_TRUE(page->last);
    EXPECT_TRUE(hub_.due().empty());
}

TEST_F(Decisions, LaterDecisionsAreToldAsPagesThatFollow) {
    hub_.greet(till_);
    put("t1");
    hub_.due();
    put("t2");
    put("t3");
    const auto due = hub_.due();
    ASSERT_EQ(due.size(), 1U);
    const auto page = decode_page(due[0].payload);
    EXPECT_EQ(page->after, Cursor(1));
    EXPECT_EQ(page->head, Cursor(3));
    EXPECT_EQ(page->entries.size(), 2U);
}

TEST_F(Decisions, WhatWasDueStaysDueUntilItIsSent) {
    hub_.greet(till_);
    put("t1");
    EXPECT_EQ(hub_.central.due(hub_.now)->size(), 2U);
    EXPECT_EQ(hub_.central.due(hub_.now)->size(), 2U);
    EXPECT_TRUE(hub_.central.due_is_sent());
    EXPECT_TRUE(hub_.central.due(hub_.now)->empty());
}

TEST_F(Decisions, WhatIsDecidedWhileOthersAreSentIsNotForgotten) {
    hub_.greet(till_);
    put("t1");
    EXPECT_EQ(hub_.central.due(hub_.now)->size(), 2U);
    put("t2");
    ASSERT_TRUE(hub_.orders.post(till_.name, {"s0042", {"pilot"}}));
    EXPECT_TRUE(hub_.central.due_is_sent());
    const auto due = hub_.due();
    ASSERT_EQ(due.size(), 2U);
    EXPECT_EQ(decode_page(due[1].payload)->entries.at(0).key, "t2");
}

TEST_F(Decisions, TheFleetAndGroupsAreToldOnceForAll) {
    TestDevice other("s0042-pos2", 2);
    hub_.greet(till_);
    hub_.greet(other);
    ASSERT_TRUE(hub_.orders.decide({"coupons", "fleet"}, {"c1", "{}"}, hub_.now));
    ASSERT_TRUE(hub_.orders.decide({"coupons", "group-pilot"}, {"c1", "{}"}, hub_.now));
    hub_.due();
    ASSERT_TRUE(hub_.orders.decide({"coupons", "fleet"}, {"c2", "{}"}, hub_.now));
    ASSERT_TRUE(hub_.orders.decide({"coupons", "group-pilot"}, {"c2", "{}"}, hub_.now));
    const auto due = hub_.due();
    ASSERT_EQ(due.size(), 2U);
    EXPECT_EQ(due[0].topic, "feed/fleet");
    EXPECT_EQ(due[1].topic, "feed/group-pilot");
}

TEST_F(Decisions, AStoreIsToldDeviceByDevice) {
    TestDevice other("s0042-pos2", 2);
    TestDevice elsewhere("s0001-pos1", 3);
    for (auto* device : {&till_, &other, &elsewhere}) hub_.greet(*device);
    put("t1");
    hub_.due();
    put("t2");
    const auto due = hub_.due();
    ASSERT_EQ(due.size(), 2U);
    EXPECT_EQ(due[0].topic, "down/s0042-pos1/page");
    EXPECT_EQ(due[1].topic, "down/s0042-pos2/page");
}

// ---- Catching up ----

TEST_F(Decisions, ADeviceWithNothingGetsWhatThereIs) {
    hub_.greet(till_);
    put("a", R"({"n":1})");
    put("b", R"({"n":2})");
    put("a", R"({"n":3})");
    ASSERT_TRUE(hub_.orders.decide(tasks_, {"b", ""}, hub_.now));
    Shelf shelf{nowhere()};
    shelf.read(hub_, till_);
    EXPECT_EQ(shelf.held, (std::map<std::string, std::string>{{"a", R"({"n":3})"}}));
    EXPECT_EQ(shelf.at.cursor, Cursor(4));
    EXPECT_TRUE(shelf.last);
}

TEST_F(Decisions, ADeviceThatIsBehindGetsWhatHasChanged) {
    hub_.greet(till_);
    for (int i = 0; i < 10; ++i) put("k" + std::to_string(i));
    Shelf shelf{nowhere()};
    shelf.read(hub_, till_);
    put("k3", R"({"a":2})");
    ASSERT_TRUE(hub_.orders.decide(tasks_, {"k4", ""}, hub_.now));
    const auto page = hub_.want(till_, shelf.at).at(0);
    EXPECT_EQ(page.entries.size(), 2U);
    shelf.read(hub_, till_);
    EXPECT_EQ(shelf.held.size(), 9U);
    EXPECT_EQ(shelf.held["k3"], R"({"a":2})");
}

TEST_F(Decisions, ALongFeedComesInPagesThatFitAMessage) {
    hub_.greet(till_);
    const std::string body = R"({"t":")" + std::string(10'000, 'x') + "\"}";
    for (int i = 0; i < 30; ++i) put("key-" + std::to_string(i), body);
    Shelf shelf{nowhere()};
    shelf.read(hub_, till_);
    EXPECT_EQ(shelf.held.size(), 30U);
    EXPECT_EQ(shelf.pages, 8U);
    const auto page = hub_.want(till_, nowhere()).at(0);
    EXPECT_FALSE(page.last);
    EXPECT_LE(encode(page).size(), hub_page_bytes_max);
}

TEST_F(Decisions, ManySmallDecisionsComeInPagesOfBoundedCount) {
    hub_.greet(till_);
    for (std::size_t i = 0; i < page_entries_max + 10; ++i) put("key-" + std::to_string(i), "{}");
    Shelf shelf{nowhere()};
    shelf.read(hub_, till_);
    EXPECT_EQ(shelf.held.size(), page_entries_max + 10);
    EXPECT_EQ(shelf.pages, 2U);
}

TEST_F(Decisions, ANewGenerationIsAFullSnapshotWithoutTheRemoved) {
    hub_.greet(till_);
    for (int i = 0; i < 5; ++i) put("k" + std::to_string(i));
    ASSERT_TRUE(hub_.orders.decide(tasks_, {"k1", ""}, hub_.now));
    put("k0", R"({"a":9})");
    Shelf shelf{nowhere()};
    shelf.read(hub_, till_);
    const auto before = shelf.at.generation;
    const auto held = shelf.held;
    const auto head = hub_.orders.begin_generation(tasks_, hub_.now);
    ASSERT_TRUE(head);
    EXPECT_GT(head->generation, before);
    EXPECT_EQ(head->head, Cursor(4));
    // A device at the end of the old generation gets the new one from its beginning.
    shelf.read(hub_, till_);
    EXPECT_EQ(shelf.at.generation, head->generation);
    EXPECT_EQ(shelf.held, held);
    EXPECT_TRUE(shelf.last);
}

TEST_F(Decisions, AnEmptySnapshotIsOnePageMarkedLast) {
    hub_.greet(till_);
    put("k");
    ASSERT_TRUE(hub_.orders.decide(tasks_, {"k", ""}, hub_.now));
    hub_.due();
    ASSERT_TRUE(hub_.orders.begin_generation(tasks_, hub_.now));
    const auto page = decode_page(hub_.due().at(0).payload);
    EXPECT_TRUE(page->entries.empty());
    EXPECT_TRUE(page->last);
    EXPECT_TRUE(hub_.due().empty());
}

TEST_F(Decisions, AWantPastTheEndGetsTheBeginning) {
    hub_.greet(till_);
    const auto head = put("k");
    const auto page =
        hub_.want(till_, {tasks_.feed, tasks_.scope, head.generation, Cursor(99)}).at(0);
    EXPECT_TRUE(page.after.none());
}

TEST_F(Decisions, AWantOfAFeedWithoutDecisionsHasNoAnswer) {
    hub_.greet(till_);
    EXPECT_TRUE(hub_.want(till_, nowhere()).empty());
}

// ---- What is refused ----

TEST_F(Decisions, WhatCannotBeDecidedIsRefusedWithTheReason) {
    EXPECT_EQ(refused({"task", "fleet"}, {"k", "{}"}), Errc::invalid);
    EXPECT_EQ(refused({"tasks", "shop"}, {"k", "{}"}), Errc::invalid);
    EXPECT_EQ(refused({"tasks", "store-"}, {"k", "{}"}), Errc::invalid);
    EXPECT_EQ(refused({"tasks", "store-A/B"}, {"k", "{}"}), Errc::invalid);
    EXPECT_EQ(refused(tasks_, {"", "{}"}), Errc::invalid);
    EXPECT_EQ(refused(tasks_, {std::string(129, 'k'), "{}"}), Errc::invalid);
    EXPECT_EQ(refused(tasks_, {"k\n", "{}"}), Errc::invalid);
    EXPECT_EQ(refused(tasks_, {"k", "[]"}), Errc::invalid);
    EXPECT_EQ(refused(tasks_, {"k", "{"}), Errc::invalid);
    EXPECT_EQ(refused(tasks_, {"k", R"({"a":")" + std::string(17'000, 'x') + "\"}"}),
              Errc::too_large);
    EXPECT_EQ(refused(tasks_, {"k", ""}), Errc::not_found);
    EXPECT_EQ(refused({"members", "fleet"}, {"k", "{}"}), Errc::denied);
    EXPECT_EQ(refused({"members", "group-pilot"}, {"k", "{}"}), Errc::denied);
    EXPECT_EQ(refused({"staff", "fleet"}, {"k", "{}"}), Errc::denied);
    EXPECT_EQ(refused({"tasks", "fleet"}, {"k", R"({"title":"x","member":"m-1"})"}), Errc::denied);
    EXPECT_TRUE(hub_.greet(till_).feeds.empty());
}

TEST_F(Decisions, AMisspeltFeedNamesTheNearestOne) {
    const auto outcome = hub_.orders.decide({"task", "fleet"}, {"k", "{}"}, hub_.now);
    EXPECT_NE(outcome.error().what().find("tasks"), std::string::npos);
}

TEST_F(Decisions, TheBodyIsKeptWithoutWhatStandsRoundItInAFile) {
    hub_.greet(till_);
    put("k", "\n  {\"a\": 1}\n");
    EXPECT_EQ(hub_.want(till_, nowhere()).at(0).entries.at(0).body, "{\"a\": 1}");
}

TEST_F(Decisions, ATaskAboutAMemberGoesToWhereFewReadIt) {
    EXPECT_TRUE(hub_.orders.decide({"tasks", "fleet"}, {"k", R"({"title":"x"})"}, hub_.now));
    EXPECT_TRUE(hub_.orders.decide(tasks_, {"k", R"({"title":"x","member":"m-1"})"}, hub_.now));
}

}  // namespace
}  // namespace aisle
