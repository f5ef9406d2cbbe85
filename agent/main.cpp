// SPDX-License-Identifier: Apache-2.0
// aisled [--config FILE] [--state DIR] [--set KEY=VALUE]: the daemon, in the foreground.
// Exit codes: 0 stopped in order, 1 failed (a supervisor should start it again), 2 usage,
// 78 bad configuration (starting it again would not help).
#include "agent/app/agent.hpp"
#include "agent/app/arguments.hpp"
#include "agent/app/process.hpp"
#include "agent/app/supervisor.hpp"
#include "agent/app/watchdog_feed.hpp"
#include "agent/base/files.hpp"
#include "agent/base/idle_loop.hpp"
#include "agent/base/wiping_memory.hpp"
#include "config/bootstrap.hpp"

#include <boost/asio/signal_set.hpp>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

namespace {

std::string central_status(const aisle::Agent& agent) {
    return "saving; central: " + std::string(agent.central());
}

int serve(const aisle::Config& config) {
    using namespace aisle;
    SystemClock clock;
    SystemEntropy entropy;
    SystemFiles files;
    Metrics metrics;
    StderrSink sink(clock, config.log.format, std::getenv("JOURNAL_STREAM") != nullptr);
    Log log(sink, config.log.level);
    boost::asio::io_context io{1};
    Supervisor supervisor(process_environment(), ::getpid());
    WatchdogFeed watchdog(io, supervisor, log);
    auto agent = Agent::open(config, {io, clock, entropy, files, metrics, log});
    if (!agent) {
        log.error("agent.failed", {{"why", agent.error().what()}});
        return EXIT_FAILURE;
    }
    int code = EXIT_SUCCESS;
    boost::asio::signal_set signals(io, SIGTERM, SIGINT);
    const auto leave = [&] {
        signals.cancel();
        watchdog.stop();
        supervisor.stopping();
        (*agent)->stop([&io] { io.stop(); });
    };
    signals.async_wait([&](const boost::system::error_code& cancelled, int) {
        if (!cancelled) leave();
    });
    (*agent)->on_fatal([&](const std::string& why) {
        log.error("agent.restarting", {{"why", why}});
        code = EXIT_FAILURE;
        leave();
    });
    if (const auto started = (*agent)->start(); !started) {
        log.error("agent.failed", {{"why", started.error().what()}});
        return EXIT_FAILURE;
    }
    // The database is open and the port listens; whether central can be reached is no matter.
    std::string said = central_status(**agent);
    supervisor.ready(said);
    watchdog.start((*agent)->vigil());
    (*agent)->on_happening([&](const Happening& happening) {
        if (happening.kind != Happening::Kind::status_changed) return;
        const auto status = central_status(**agent);
        if (std::exchange(said, status) != status) supervisor.status(status);
    });
    run_and_wipe(io);
    log.info("agent.stopped", {{"code", code}});
    return code;
}

}  // namespace

int main(int argc, char** argv) {
    aisle::prepare_process();
    aisle::keep_memory_private();
    const auto arguments = aisle::parse_arguments({argv + 1, argv + argc});
    if (!arguments) {
        std::fprintf(stderr, "aisled: %s\n%s", arguments.error().what().c_str(),
                     std::string(aisle::usage).c_str());
        return 2;
    }
    if (arguments->help) return std::fputs(std::string(aisle::usage).c_str(), stdout) < 0 ? 1 : 0;
    if (arguments->version) return std::puts("aisled " AISLE_VERSION) < 0 ? 1 : 0;
    aisle::SystemFiles files;
    aisle::Launch launch{arguments->config_file, aisle::process_environment(),
                         arguments->overrides};
    const auto outcome = aisle::load_config(launch, files);
    for (const auto& problem : outcome.problems) {
        std::fprintf(stderr, "%s\n", aisle::to_string(problem).c_str());
    }
    if (!outcome.problems.empty()) return aisle::config_exit_code;
    return serve(outcome.config);
}
