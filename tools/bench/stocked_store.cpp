// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/stocked_store.hpp"

#include "agent/base/check.hpp"

#include <utility>
#include <vector>

namespace aisle {
namespace {

constexpr std::string_view scope = "fleet";
constexpr Micros pace = Millis{10};
constexpr Generation first{1};
// Steps through a stock whose sizes are powers of ten, so that all come in no order of the books.
constexpr std::uint64_t stride = 7'919;

FeedHead head_of(std::string_view feed, std::uint64_t entries) {
    return {std::string(feed), std::string(scope), first, Cursor(entries)};
}

}  // namespace

// ---- Captures ----

void SteadyCaptures::work_until(const std::function<bool()>& so) {
    due_ = now();
    while (!so()) {
        if (now() >= due_) {
            capture();
            due_ += pace;
        }
        library_.work_once(due_ - now());
    }
    library_.work_until([this] { return open_ == 0; });
}

void SteadyCaptures::capture() {
    ++open_;
    library_.desk().record_purchase(
        shop_.purchase().body, [this, due = due_](const Result<Accepted>& outcome) {
            CHECK(outcome && !outcome->repeated, "a capture of the bench is saved");
            saved_ms_.add(milliseconds_since(due));
            --open_;
        });
}

// ---- What central sends ----

StockedStore::StockedStore(const std::string& folder, const StockSizes& sizes)
    : stock_(sizes), library_(folder, nullptr) {
    library_.giving().lease_desk.begin();
    do_now(
        [this](Txn& txn) -> Result<void> {
            const auto& all = stock_.sizes();
            TRY(library_.feeds().follow(
                txn, {head_of("campaigns", all.campaigns), head_of("members", all.members),
                      head_of("coupons", all.coupons)}));
            return {};
        },
        "the feeds are followed");
}

void StockedStore::do_now(Job job, const char* what) {
    bool done = false;
    library_.store().write(std::move(job), [&](const Result<void>& outcome) {
        CHECK(outcome, what);
        done = true;
    });
    library_.work_until([&] { return done; });
}

// As the conversation does it with a message: decoded here, applied on the store thread.
void StockedStore::apply(const std::string& payload, std::function<void()> applied) {
    auto page = decode_page(payload);
    CHECK(page, "a page of the bench is one");
    library_.store().write(
        [this, page = std::move(*page)](Txn& txn) -> Result<void> {
            TRY(const auto outcome, library_.feeds().apply(txn, page));
            CHECK(!outcome.refused, "a page of the bench is applied");
            return {};
        },
        [applied = std::move(applied)](const Result<void>& done) {
            CHECK(done, done ? "" : done.error().what().c_str());
            applied();
        });
}

FeedRun StockedStore::take(FeedPages pages, SteadyCaptures* beside) {
    FeedRun run;
    MonoTime begun;
    bool waiting = false;
    bool over = false;
    const auto send_next = [&] {
        const auto page = pages.next();
        run.entries += page.entries.size();
        const auto payload = encode(page);
        begun = now();
        apply(payload, [&] {
            run.page_ms.add(milliseconds_since(begun));
            run.seconds += seconds_since(begun);
            waiting = false;
        });
    };
    // The store is free again when the log of the last page has been copied back.
    const auto wait_for_store = [&] {
        begun = now();
        library_.store().write([](Txn&) -> Result<void> { return {}; },
                               [&](const Result<void>&) {
                                   run.seconds += seconds_since(begun);
                                   over = true;
                               });
    };
    const auto all_in = [&] {
        if (waiting || over) return over;
        waiting = true;
        if (pages.more()) {
            send_next();
        } else {
            wait_for_store();
        }
        return false;
    };
    if (beside) {
        beside->work_until(all_in);
    } else {
        library_.work_until(all_in);
    }
    return run;
}

void StockedStore::take_campaigns() {
    const auto count = stock_.sizes().campaigns;
    take({head_of("campaigns", count), [this](std::uint64_t i) { return stock_.campaign(i); }},
         nullptr);
    for (std::uint64_t i = 0; i < count; ++i) {
        const bool known = library_.giving().lease_desk.commanded(
            lease_granted_command, write_lease_grant(stock_.lease(i)));
        CHECK(known, "a lease is granted by a command");
    }
    // What was commanded goes through the same queue.
    do_now([](Txn&) -> Result<void> { return {}; }, "the leases are accepted");
}

void StockedStore::take_members() {
    take({head_of("members", stock_.sizes().members),
          [this](std::uint64_t i) { return stock_.member(i); }},
         nullptr);
}

FeedRun StockedStore::take_coupons(SteadyCaptures* beside) {
    return take({head_of("coupons", stock_.sizes().coupons),
                 [this](std::uint64_t i) { return stock_.coupon(i); }},
                beside);
}

FeedRun StockedStore::take_changes(std::uint64_t count, SteadyCaptures* beside) {
    const auto before = stock_.sizes().coupons;
    const auto entry = [this, before](std::uint64_t i) {
        auto changed = stock_.coupon((i - before) * stride % before);
        changed.cursor = Cursor(i + 1);
        return changed;
    };
    return take({head_of("coupons", before + count), entry, Cursor(before)}, beside);
}

// ---- What the counter asks ----

Samples StockedStore::ask(std::size_t count, const std::function<void(Answer)>& question,
                          std::string_view expected) {
    Samples times;
    for (std::size_t i = 0; i < count; ++i) {
        bool answered = false;
        const auto start = now();
        question([&](const Result<std::string>& text) {
            times.add(milliseconds_since(start));
            CHECK(text, text ? "" : text.error().what().c_str());
            CHECK(text->find(expected) != text->npos, text->c_str());
            answered = true;
        });
        library_.work_until([&] { return answered; });
    }
    return times;
}

Samples StockedStore::present(std::size_t count) {
    return ask(
        count,
        [this](Answer answer) {
            const auto number = presented_++;
            library_.giving().coupon_desk.present(
                stock_.presentation(number * stride % stock_.sizes().coupons,
                                    "sale-" + std::to_string(number)),
                std::move(answer));
        },
        R"("mode":"L")");
}

Samples StockedStore::identify(std::size_t count) {
    return ask(
        count,
        [this](Answer answer) {
            const auto number = asked_++;
            const auto member = number * stride % stock_.sizes().members;
            library_.members().identify(
                number % 2 == 0 ? stock_.phone_query(member) : stock_.card_query(member),
                std::move(answer));
        },
        R"("known":true)");
}

Samples StockedStore::find(std::size_t count) {
    std::vector<Identifier> asked;
    for (std::size_t i = 0; i < count; ++i) {
        const auto number = asked_++;
        const auto member = number * stride % stock_.sizes().members;
        asked.push_back(number % 2 == 0 ? stock_.phone_identifier(member)
                                        : stock_.card_identifier(member));
    }
    Samples times;
    do_now(
        [&](Txn&) -> Result<void> {
            for (const auto& identifier : asked) {
                const auto start = now();
                TRY(const auto found, library_.member_book().find(identifier));
                times.add(milliseconds_since(start));
                CHECK(found, "a member of the bench is known");
            }
            return {};
        },
        "members are looked up");
    return times;
}

}  // namespace aisle
