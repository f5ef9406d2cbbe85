// SPDX-License-Identifier: Apache-2.0
// aisle-tap: stands between a till and its printer and lets everything through, both ways; a copy
// goes to aisled, which reads receipts out of it. A process of its own, so that nothing that
// happens to the daemon can stop a receipt. Exit codes: 0, 1 failed, 2 usage.
#include "agent/base/wipe.hpp"
#include "agent/base/wiping_memory.hpp"
#include "tools/tap/splice.hpp"

#include <CLI/CLI.hpp>

#include <sys/signalfd.h>

#include <csignal>
#include <cstdio>

namespace aisle {
namespace {

int failed(const Error& error) {
    std::fprintf(stderr, "aisle-tap: %s\n", error.what().c_str());
    return 1;
}

int stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return ::signalfd(-1, &signals, SFD_CLOEXEC);
}

int run(int argc, char** argv) {
    std::string from, to, copy;
    CLI::App app("Lets a till's receipts through to its printer, and aisled read along.",
                 "aisle-tap");
    app.add_option("--from", from,
                   "Where the till prints to: tcp:ADDRESS:PORT, "
                   "serial:PATH[:SPEED[:xon|rts|none]], pty:PATH")
        ->required();
    app.add_option("--to", to,
                   "The printer: tcp:ADDRESS:PORT, serial:PATH[:SPEED[:xon|rts|none]], file:PATH")
        ->required();
    app.add_option("--copy", copy, "The socket of aisled that reads along, as [[tap]] names it");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    const auto till = parse_endpoint(from);
    const auto printer = parse_endpoint(to);
    if (!till) return failed(till.error()) + 1;
    if (!printer) return failed(printer.error()) + 1;
    const SystemClock clock;
    const Descriptor stop(stop_signals());
    Splice splice({*till, *printer, copy}, clock);
    if (const auto started = splice.start(); !started) return failed(started.error());
    if (till->port == 0 && till->kind == Endpoint::Kind::tcp) {
        std::printf("listening on port %u\n", splice.port());
        std::fflush(stdout);
    }
    const auto ended = splice.run(stop.get());
    return ended ? 0 : failed(ended.error());
}

}  // namespace
}  // namespace aisle

int main(int argc, char** argv) {
    aisle::keep_memory_private();
    return aisle::run(argc, argv);
}
