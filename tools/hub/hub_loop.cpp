// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/hub_loop.hpp"

#include "sync/paho_link.hpp"
#include "tools/hub/bounds.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <csignal>
#include <cstdlib>

namespace aisle {
namespace {

namespace asio = boost::asio;

class HubLoop {
public:
    HubLoop(const HubLoopOptions& options, HubDatabase& database, const Life& life,
            IncarnationMark& mark, Log log)
        : central_(database, {life.incarnation, {std::nullopt, hub_window}, options.faults},
                   metrics_, log),
          link_(poster(), metrics_, log),
          hub_(options.hub, parts(mark, log)) {}

    Result<void> run() {
        signals_.async_wait([this](const boost::system::error_code& error, int) {
            if (!error) end();
        });
        hub_.start();
        io_.run();
        return outcome_;
    }

private:
    Post poster() {
        return [this](Function<void()> task) {
            asio::post(io_,
                       [task = std::make_shared<Function<void()>>(std::move(task))] { (*task)(); });
        };
    }

    HubParts parts(IncarnationMark& mark, Log log) {
        return {.central = central_,
                .incarnation = mark,
                .link = link_,
                .clock = clock_,
                .entropy = entropy_,
                .log = log,
                .post = poster(),
                .wake_at = [this](MonoTime at) { wake_at(at); },
                .stopped =
                    [this](const Error& error) {
                        outcome_ = error;
                        end();
                    }};
    }

    void wake_at(MonoTime at) {
        timer_.expires_after(std::max(at - clock_.mono(), Micros{0}));
        timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error) hub_.tick();
        });
    }

    void end() {
        hub_.stop();
        timer_.cancel();
        signals_.cancel();
        io_.stop();
    }

    asio::io_context io_{1};
    asio::signal_set signals_{io_, SIGTERM, SIGINT};
    asio::steady_timer timer_{io_};
    SystemClock clock_;
    SystemEntropy entropy_;
    Metrics metrics_;
    Central central_;
    PahoLink link_;
    Hub hub_;
    Result<void> outcome_;
};

}  // namespace

Result<void> run_hub_loop(const HubLoopOptions& options) {
    SystemClock clock;
    SystemEntropy entropy;
    SystemFiles files;
    StderrSink sink(clock, LogFormat::text, std::getenv("JOURNAL_STREAM") != nullptr);
    Log log(sink, LogLevel::info);
    TRY(const auto database, HubDatabase::open(options.database));
    DecisionLog decisions(database->db());
    IncarnationMark mark(*database, files, options.incarnation_file);
    TRY(const auto life, mark.confirm(decisions, entropy, clock.wall()));
    log.info("hub.started", {{"database", options.database},
                             {"incarnation", to_hex(life.incarnation)},
                             {"fresh", life.fresh}});
    HubLoop loop(options, *database, life, mark, log);
    return loop.run();
}

}  // namespace aisle
