// SPDX-License-Identifier: Apache-2.0
// The agent, put together: the only place that knows everything. Reads like a parts list; what the
// parts do is theirs. One io thread thinks; the store, the counter and the link only post to it.
#pragma once

#include "agent/api/http_server.hpp"
#include "agent/api/live.hpp"
#include "agent/api/router.hpp"
#include "agent/api/routes.hpp"
#include "agent/app/context.hpp"
#include "agent/app/housekeeping.hpp"
#include "agent/app/outlook.hpp"
#include "agent/app/salvage_notice.hpp"
#include "agent/app/true_time.hpp"
#include "agent/base/entropy.hpp"
#include "agent/base/files.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/base/time.hpp"
#include "agent/books/desk.hpp"
#include "agent/store/store.hpp"
#include "config/config.hpp"
#include "drivers/capture.hpp"
#include "sync/link.hpp"
#include "sync/runner.hpp"
#include "sync/state_folder.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>

namespace aisle {

// What the agent needs of the world. All of it outlives the agent.
struct World {
    boost::asio::io_context& io;
    const Clock& clock;
    Entropy& entropy;
    Files& files;
    Metrics& metrics;
    Log log;
};

class Agent {
public:
    // Opens the journal, whatever state it is in. Errors: the state folder cannot be written, a
    // file of secrets cannot be read, an address cannot be bound.
    static Result<std::unique_ptr<Agent>> open(Config config, World world);
    ~Agent();

    // Capture is ready when this returns; central is called behind it.
    Result<void> start();
    // Stops accepting, drains the drivers, drains the store, leaves the broker, joins. Calls `gone`
    // when all is done.
    void stop(Function<void()> gone);
    // Called once if the program has to end by itself: the disk failed, the journal is damaged.
    void on_fatal(Function<void(std::string)> told) { fatal_ = std::move(told); }

    Desk& desk() { return desk_; }
    OutlookDesk& outlook() { return outlook_; }
    std::uint16_t port() const { return http_.port(); }

    // What open() has made; use that.
    struct Options {
        RunnerOptions runner;
        HttpOptions http;
    };
    Agent(Config config, World world, OpenJournal journal, Options options);

private:
    Post post();
    RunnerEvents runner_events();
    DeskEvents desk_events();
    void record_boot();
    void tell_salvage();
    void start_devices();
    void ask_devices(DevicesReply reply);
    void wake_at(MonoTime at);
    void keep_house();
    void end(std::string why);

    Config config_;
    World world_;
    OpenJournal journal_;
    Store store_;
    // On the store thread.
    Retention retention_;
    SalvageNotice salvage_;
    RequestBook requests_;
    TaskBook tasks_;
    CouponBook coupons_;
    Feeds feeds_;
    // On the read thread.
    JournalReader reader_;
    JournalWalk walk_;
    TaskList task_list_;
    CouponList coupon_list_;
    Feeds read_feeds_;
    // On the io thread.
    ClockRepair clocks_;
    TrueTime time_;
    ContextSource context_;
    Live live_;
    std::unique_ptr<Link> link_;
    Runner runner_;
    Desk desk_;
    OutlookDesk outlook_;
    Housekeeping housekeeping_;
    Router router_;
    Routes routes_;
    HttpServer http_;
    Capture capture_;
    boost::asio::steady_timer session_timer_;
    boost::asio::steady_timer house_timer_;
    Function<void(std::string)> fatal_;
    bool salvage_owed_ = false;
    bool stopping_ = false;
    bool damaged_ = false;
};

}  // namespace aisle
