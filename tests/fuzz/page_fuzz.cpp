// SPDX-License-Identifier: Apache-2.0
// What central says of its feeds, against the real feeds and books. An input is messages, one a
// line: a welcome says which feeds to follow, a page is applied; "done KEY" is a clerk who
// completes a task, "take KEY" one who takes it on, "decline KEY" one who does not. Whatever they
// are: the store takes them, a page is applied once, whole and with its cursor, or it is refused
// and changes nothing, what stands in a task's way is what its state says, every task is counted
// once, and the lists that screens show can always be made.
#include "agent/base/check.hpp"
#include "agent/books/coupon_book.hpp"
#include "agent/books/member_shelf.hpp"
#include "agent/books/pickup_book.hpp"
#include "agent/books/task_book.hpp"
#include "agent/books/task_list.hpp"
#include "agent/books/touchpoint_book.hpp"
#include "tests/fuzz/memory_store.hpp"
#include "tests/support/manual_clock.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace aisle {
namespace {

class Shelves {
public:
    void make_new() {
        store_.make_new();
        any_erased_ = false;
        const auto loaded = store_.commit([this](Txn& txn) { return feeds_.load(txn, "fuzz"); });
        CHECK(loaded.has_value(), "feeds can be loaded");
        follow({{"tasks", "fleet", Generation(1), Cursor(9)},
                {"coupons", "fleet", Generation(1), Cursor(9)},
                {"campaigns", "fleet", Generation(1), Cursor(9)},
                {"notices", "fleet", Generation(1), Cursor(9)},
                {"members", "fleet", Generation(1), Cursor(9)},
                {"erasures", "fleet", Generation(1), Cursor(9)},
                {"pickups", "fleet", Generation(1), Cursor(9)},
                {"touchpoints", "fleet", Generation(1), Cursor(9)},
                {"tasks", "store-s1", Generation(2), Cursor(9)}});
        for (const auto* feed :
             {"tasks", "coupons", "campaigns", "notices", "members", "erasures", "pickups",
              "touchpoints"}) {
            apply({feed, "fleet", Generation(1), Cursor(), Cursor(), true, {}});
        }
        shown_ = show();
    }

    void hear(std::string_view message) {
        constexpr std::string_view done = "done ";
        constexpr std::string_view take = "take ";
        constexpr std::string_view decline = "decline ";
        if (message.starts_with(done)) return complete(message.substr(done.size()));
        if (message.starts_with(take)) return mark(message.substr(take.size()), false);
        if (message.starts_with(decline)) return mark(message.substr(decline.size()), true);
        if (const auto welcome = decode_welcome(message)) {
            follow(welcome->feeds);
            shown_ = show();
            return;
        }
        const auto page = decode_page(message);
        if (!page) return;
        const auto before = position(*page);
        const auto first = apply(*page);
        const auto after = position(*page);
        const auto shown_before = std::exchange(shown_, show());
        CHECK(before.has_value() == after.has_value(), "a page begins and ends no feed");
        if (!after) {
            CHECK(shown_ == shown_before && !first.want, "what is not followed says nothing");
            return;
        }
        if (first.want) CHECK(first.want->feed == page->feed, "the same feed is asked for");
        const bool moved =
            after->cursor != before->cursor || after->generation != before->generation;
        if (first.refused) CHECK(shown_ == shown_before && !moved, "refused is not applied");
        if (after->generation == before->generation) {
            CHECK(after->cursor >= before->cursor, "a cursor rises");
        } else {
            const bool first_of_all = before->generation == Generation{};
            CHECK(after->generation == page->generation && (page->last || first_of_all),
                  "a whole generation serves, but for the very first");
        }
        if (moved) look_for(*page, *after);
        const auto second = apply(*page);
        CHECK(second.applied == 0, "a page is applied once");
    }

    void end() { CHECK(show() == shown_, "what was applied twice changed nothing"); }

private:
    void follow(const std::vector<FeedHead>& heads) {
        const auto done = store_.commit([&](Txn& txn) -> Result<void> {
            TRY(const auto wants, feeds_.follow(txn, heads));
            CHECK(wants.size() <= heads.size(), "no feed is wanted twice");
            return {};
        });
        CHECK(done.has_value(), "feeds can be followed");
    }

    // Nothing where there is no such task, or it is done, declined or somebody else's.
    std::optional<KnownTask> to_do(std::string_view key) {
        const auto known = tasks_.look_up(key, moment_);
        CHECK(known || known.error().kind() == Errc::not_found, "it is there or not");
        if (!known || !is_to_do(known->standing.state)) return std::nullopt;
        return *known;
    }
    TaskState state_of(std::string_view key) {
        const auto known = tasks_.look_up(key, moment_);
        CHECK(known.has_value(), "it is there");
        return known->standing.state;
    }

    void complete(std::string_view key) {
        const auto task = to_do(key);
        if (!task) return;
        const auto done = store_.commit(
            [&](Txn& txn) { return tasks_.complete(txn, *task, Receipt{}, moment_.now); });
        CHECK(done.has_value(), "what is to do can be done");
        CHECK(state_of(key) == TaskState::completed, "and is done then");
    }

    void mark(std::string_view key, bool declined) {
        const auto task = to_do(key);
        if (!task) return;
        const auto done = store_.commit([&](Txn& txn) -> Result<void> {
            TRY(tasks_.mark(txn, *task, {declined, moment_.now, "op7", ""}));
            TRY(const auto lost, tasks_.newly_lost(txn, moment_));
            for (const auto& one : lost) CHECK(one != key, "what is to do is not lost");
            return {};
        });
        CHECK(done.has_value(), "what is to do can be taken on or declined");
        const auto state = state_of(key);
        CHECK(state == (declined ? TaskState::declined : TaskState::accepted), "and then it is");
    }

    FeedOutcome apply(const Page& page) {
        FeedOutcome outcome;
        const auto done = store_.commit([&](Txn& txn) -> Result<void> {
            TRY(outcome, feeds_.apply(txn, page));
            return {};
        });
        CHECK(done.has_value(), "no page makes the store fail");
        return outcome;
    }

    std::optional<FeedPosition> position(const Page& page) {
        const auto rows = feeds_.rows();
        CHECK(rows.has_value(), "the feeds can be read");
        for (const auto& row : *rows) {
            const auto& at = row.position;
            if (at.feed == page.feed && at.scope == page.scope) return at;
        }
        return std::nullopt;
    }

    // Everything the books hold, and the lists made of it.
    std::string show() {
        auto row = books_.bind();
        std::string text;
        held_.clear();
        while (true) {
            const auto more = row.next();
            CHECK(more.has_value(), "the books can be read");
            if (!*more) break;
            std::string key;
            for (int column = 0; column < 3; ++column) key += std::string(row.bytes(column)) + "\n";
            held_[key] = row.bytes(3);
            text += key + std::string(row.bytes(3)) + "\n";
        }
        const auto tasks = task_list_.json({.moment = moment_});
        CHECK(tasks.has_value(), "tasks can be shown");
        count(*tasks);
        const auto coupons = coupon_list_.json("", 500, {"", ManualClock::morning});
        CHECK(coupons && Json::parse(*coupons), "coupons can be shown");
        const auto notices = shelf_.notice_list.json();
        CHECK(notices && Json::parse(*notices), "notices can be shown");
        const auto codes = touchpoint_list_.json({"s1", "s1-pos1", "op7"}, ManualClock::morning);
        CHECK(codes && Json::parse(*codes), "codes can be shown");
        return text;
    }

    // Every task stands somehow, and is counted once.
    static void count(std::string_view list) {
        const auto json = Json::parse(list);
        CHECK(json.has_value(), "a list is JSON");
        const Json& counts = *json->find("counts");
        const auto number = [&](std::string_view name) { return *counts.find(name)->integer(); };
        CHECK(number("tasks") == std::ssize(json->find("tasks")->items()), "all are counted");
        CHECK(number("tasks") == number("open") + number("accepted") + number("completed") +
                                     number("declined") + number("expired"),
              "and once");
    }

    // What the page said last of each key is what stands in the book.
    void look_for(const Page& page, const FeedPosition& at) {
        // What is about a member may be refused for an erasure, which itself is done and not kept.
        any_erased_ = any_erased_ || page.feed == "erasures";
        const bool of_cards = page.feed == "members" || page.feed == "pickups";
        const bool refusable =
            of_cards || (any_erased_ && (page.feed == "tasks" || page.feed == "coupons"));
        if (page.entries.empty() || refusable || page.feed == "erasures") return;
        CHECK(at.cursor == page.entries.back().cursor, "to its end");
        std::map<std::string, const PageEntry*> said;
        for (const auto& entry : page.entries) said[entry.key] = &entry;
        for (const auto& [key, entry] : said) {
            const auto held = held_.find(page.feed + "\n" + page.scope + "\n" + key + "\n");
            CHECK((held != held_.end()) == entry->put, "put is there, removed is not");
            if (entry->put) CHECK(held->second == entry->body, "byte for byte");
        }
    }

    const TaskMoment moment_{ManualClock::morning, {}, "s1", "s1-pos1"};
    MemoryStore store_;
    TaskBook tasks_{store_.db};
    CampaignBook campaigns_{store_.db};
    CouponBook coupons_{store_.db};
    TaskList task_list_{store_.db};
    CouponList coupon_list_{store_.db};
    TouchpointBook touchpoints_{store_.db};
    TouchpointList touchpoint_list_{store_.db};
    MemberShelf shelf_{store_.db, store_.db, store_.journal};
    PickupBook pickups_{store_.db, shelf_.memory};
    Feeds feeds_{store_.db,
                 {&tasks_, &coupons_, &campaigns_, &shelf_.notices, &shelf_.members,
                  &shelf_.erasures, &pickups_, &touchpoints_}};
    Statement books_ = store_.db.prepare(
        "SELECT 'tasks', scope, key, body FROM task"
        " UNION ALL SELECT 'touchpoints', scope, key, body FROM touchpoint"
        " UNION ALL SELECT 'coupons', scope, campaign || '-' || serial, body FROM coupon"
        " UNION ALL SELECT 'campaigns', scope, CAST(number AS TEXT), body FROM campaign"
        " UNION ALL SELECT 'notices', scope, key, body FROM notice"
        " UNION ALL SELECT 'members', scope, id, body FROM member"
        " UNION ALL SELECT 'pickups', scope, order_number, body FROM pickup"
        " ORDER BY 1, 2, 3");
    std::map<std::string, std::string, std::less<>> held_;
    std::string shown_;
    bool any_erased_ = false;
};

void run(std::string_view text) {
    static Shelves shelves;
    shelves.make_new();
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        shelves.hear(line);
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    shelves.end();
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
