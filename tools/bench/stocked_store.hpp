// SPDX-License-Identifier: Apache-2.0
// A store whose books are full: central's feeds come page by page, leases by command, and then
// coupons are presented and members asked for; captures may go on beside it at a steady pace. All
// of it through the desks of a Library, on the thread that drives it.
#pragma once

#include "tools/bench/library.hpp"
#include "tools/bench/stock.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace aisle {

struct FeedRun {
    std::uint64_t entries = 0;
    // From a page's bytes to its commit, each page after the one before; what central and the line
    // need for a page is left out.
    Samples page_ms;
    double seconds = 0;  // of all pages together, and until the store is free again

    double rate() const { return static_cast<double>(entries) / seconds; }
};

// Purchases at a steady pace, whether or not the one before is saved: each counts from the moment
// it was due.
class SteadyCaptures {
public:
    SteadyCaptures(Library& library, Shop& shop) : library_(library), shop_(shop) {}

    // Works until it is so, and through the last answer.
    void work_until(const std::function<bool()>& so);
    const Samples& saved_ms() const { return saved_ms_; }

private:
    void capture();

    Library& library_;
    Shop& shop_;
    MonoTime due_{};
    std::size_t open_ = 0;
    Samples saved_ms_;
};

class StockedStore {
public:
    // In an empty folder. Follows the feeds, and has nothing yet.
    StockedStore(const std::string& folder, const StockSizes& sizes);

    // The first snapshot of each, as a device takes it that is new; and what is lent to it.
    void take_campaigns();
    void take_members();
    FeedRun take_coupons(SteadyCaptures* beside = nullptr);
    // So many of the coupons, put again behind it.
    FeedRun take_changes(std::uint64_t count, SteadyCaptures* beside = nullptr);

    // Each in a sale of its own; granted of a lease and held, or the bench ends. No coupon comes
    // twice before all have come.
    Samples present(std::size_t count);
    // By phone and by card in turns, any of the members; from the question to the answer.
    Samples identify(std::size_t count);
    // The same in the book alone, on the store thread.
    Samples find(std::size_t count);

    Library& library() { return library_; }
    const Stock& stock() const { return stock_; }

private:
    FeedRun take(FeedPages pages, SteadyCaptures* beside);
    void apply(const std::string& payload, std::function<void()> applied);
    void do_now(Job job, const char* what);
    Samples ask(std::size_t count, const std::function<void(Answer)>& question,
                std::string_view expected);

    Stock stock_;
    Library library_;
    std::uint64_t presented_ = 0;
    std::uint64_t asked_ = 0;
};

}  // namespace aisle
