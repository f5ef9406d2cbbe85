// SPDX-License-Identifier: Apache-2.0
// A shop made of the real programs: a broker, a hub and a daemon, each a process that may be killed
// and started again on the same port and the same files. And the evidence of what went on in it.
// One thread; waits look at what they wait for, with a deadline.
#pragma once

#include "agent/base/json.hpp"
#include "tests/support/checker.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/scratch_folder.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct ShopOptions {
    std::string broker_lines{};            // more of mosquitto.conf
    std::string hub_url{};                 // of another broker; the shop's own is then not started
    std::vector<std::string> hub_words{};  // more of the hub's
    std::string hub_fault{};               // planted, so that the checker has something to find
    std::string daemon{"aisled"};          // the program
    std::string state{};                   // the state folder; empty: one of the shop's own
    std::string settings{};                // of [sync], then more of aisle.toml
    std::string url{};                     // of the broker, for the device; empty: straight there
    std::string line{};                    // of [broker]: how the device is to use that line
    std::vector<std::string> before_daemon{};  // words that the daemon's command comes after
    // The daemon has a Unix socket too, and the shop itself looks at it there, where no role of its
    // staff holds anybody.
    bool by_socket = false;
};

class Shop {
public:
    explicit Shop(ShopOptions options = {});
    // The programs' logs are shown when the test failed.
    ~Shop();
    Shop(const Shop&) = delete;
    Shop& operator=(const Shop&) = delete;

    void start_hub();
    void kill_hub();
    void stop_hub();
    bool hub_runs() const { return hub_runs_; }
    // An operator's command of the hub; its lines.
    std::vector<std::string> ask_hub(std::vector<std::string> words) const;
    void put_task(const std::string& key) const;

    void start_daemon();
    bool ready() const;
    void open_daemon();  // started, and ready
    void kill_daemon();
    void stop_daemon();  // in order
    bool daemon_runs() { return daemon_.running(); }
    pid_t daemon_pid() const { return daemon_.pid(); }

    std::uint16_t port() const { return port_; }
    // What an answer to GET carries; null when nobody answers.
    const Json& get(const std::string& path) const;
    // As Prometheus would read it; 0 when nobody answers.
    std::uint64_t metric(const std::string& name) const;
    // "streaming" when central listens.
    std::string central() const;
    std::uint64_t waiting() const;
    // All that is saved was committed by central, as the device knows it.
    bool drained() const;

    // Looks again at central and at the device. Waits until nothing is missing, or long enough.
    Verdict verdict_when_drained();
    Verdict verdict();
    // Central hashed the ledger's events to the chain that the device named.
    bool chain_whole() const;
    // The answers and the maybes; the rest of it is looked up by the verdict.
    Evidence evidence;

    Mosquitto broker;
    const std::string& state() const { return state_; }
    std::string journal_file() const;
    std::string hub_database() const { return folder_.file("hub.db"); }
    std::string file(std::string_view name) const { return folder_.file(name); }
    std::string daemon_log() const { return read_whole(folder_.file("daemon.log")); }
    std::string hub_log() const { return read_whole(folder_.file("hub.log")); }

private:
    // What the forms of all devices show.
    void put_notice() const;
    std::string socket() const { return options_.by_socket ? file("aisled.sock") : ""; }
    void read_journal();
    void read_gaps();

    ShopOptions options_;
    ScratchFolder folder_;
    std::string state_;
    std::uint16_t port_ = 0;
    bool hub_runs_ = false;
    bool notice_put_ = false;
    ChildProcess hub_;
    ChildProcess daemon_;
};

// The patience of a test: minutes, for machines that do other things as well.
inline constexpr int patient = 24000;

}  // namespace aisle
