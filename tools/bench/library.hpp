// SPDX-License-Identifier: Apache-2.0
// The library path of a capture: desks, books, journal and Store with its two threads, put together
// as the daemon does it, without HTTP and network; business days are counted, and nobody can reach
// central. Captures are made by callers, or by a scanner with the counter's thread, who each wait
// for "done" before the next. One thread drives it, and is the owner's thread of the parts.
#pragma once

#include "agent/base/files.hpp"
#include "agent/books/day_book.hpp"
#include "agent/books/desk.hpp"
#include "agent/books/giving.hpp"
#include "agent/books/member_shelf.hpp"
#include "drivers/capture.hpp"
#include "sync/feeds.hpp"
#include "sync/retention.hpp"
#include "sync/state_folder.hpp"
#include "tests/drivers/pty.hpp"
#include "tools/bench/bare_store.hpp"
#include "tools/bench/samples.hpp"
#include "tools/bench/shop.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace aisle {

struct LibraryRun {
    double seconds = 0;
    Samples latency_ms;
    std::vector<std::size_t> groups;  // rows of each commit
};

class Library {
public:
    // In an empty folder, through the named VFS of SQLite; null: the system's.
    Library(std::string folder, const char* vfs);
    ~Library();

    LibraryRun run(const std::vector<Occasion>& occasions, std::size_t callers);
    // What a scanner sends down its line, each code when the one before is saved: how long from its
    // bytes until it is.
    Samples scan(const PtyScanner& scanner, const std::vector<std::string>& codes);
    // Ends the threads; then the file may be read.
    void stop();
    std::string database() const { return folder_ + "/" + journal_.file; }
    std::uint64_t commits() const { return metrics_.get(Count::commits); }
    // Copies the log into the file, as the end of a day does.
    void copy_back();

    // The parts, for what is measured beside captures.
    Store& store() { return store_; }
    Feeds& feeds() { return feeds_; }
    Giving& giving() { return giving_; }
    Desk& desk() { return desk_; }
    MemberDesk& members() { return members_; }
    MemberBook& member_book() { return shelf_.members; }
    // What is posted to the owner's thread: until it is so, or the next of it, if it comes in time.
    void work_until(const std::function<bool()>& so);
    void work_once(Micros patience);

private:
    struct Running;
    void capture_next(Running& running);
    RecorderEvents recorder_events();
    CentralLine nobody();
    Post post();
    void put_notice();
    void note_group();

    std::string folder_;
    boost::asio::io_context io_{1};
    SystemClock clock_;
    SystemEntropy entropy_;
    SystemFiles files_;
    Metrics metrics_;
    StderrSink sink_;
    Log log_;
    OpenJournal journal_;
    Store store_;
    Retention retention_;
    RequestBook requests_;
    TaskBook tasks_;
    CampaignBook campaigns_;
    CouponBook coupons_;
    DayBook days_;
    CouponList coupon_list_;
    Recorder recorder_;
    MemberShelf shelf_;
    Feeds feeds_;
    MemberDesk members_;
    Desk desk_;
    Giving giving_;
    std::vector<std::size_t> groups_;  // store thread
    std::uint64_t rows_ = 0;           // store thread
};

// What bare SQLite needs for the same rows in the same groups; the time of each commit, too.
LibraryRun repeat_bare(const std::vector<BareRow>& rows, const std::vector<std::size_t>& groups);

}  // namespace aisle
