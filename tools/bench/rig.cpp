// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/rig.hpp"

#include "agent/base/check.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/loopback.hpp"
#include "tools/bench/http_caller.hpp"

#include <csignal>

namespace aisle {
namespace {

constexpr double patience_seconds = 60;

std::string broker_config(std::uint16_t tls, std::uint16_t plain) {
    const auto& made = test_certificates();
    // Without a bound on what is queued: the bare pipeline has no window of its own at central.
    return "user root\nallow_anonymous true\npersistence false\nmax_queued_messages "
           "0\nset_tcp_nodelay true\n"
           "log_type error\nlistener " +
           std::to_string(plain) + " 127.0.0.1\nlistener " + std::to_string(tls) +
           " 127.0.0.1\ncafile " + made.ca + "\ncertfile " + made.server_cert + "\nkeyfile " +
           made.server_key + "\n";
}

std::string daemon_config(const DaemonOptions& options, std::uint16_t port,
                          const std::string& socket) {
    const std::uint16_t broker = options.broker_port != 0 ? options.broker_port : free_port();
    const std::string authority =
        options.tls ? "ca_file = \"" + test_certificates().ca + "\"\n" : "";
    return "[identity]\ntenant = \"demo\"\ndevice = \"s0042-pos1\"\nstore = \"s0042\"\n"
           "[store]\nutc_offset = \"+08:00\"\ncurrency = \"CNY\"\n"
           "[broker]\nurls = [\"" +
           std::string(options.tls ? "mqtts" : "mqtt") + "://localhost:" + std::to_string(broker) +
           "\"]\n" + authority + "[disk]\ndirectory = \"" + options.state +
           "\"\n[http]\nlisten = \"127.0.0.1:" + std::to_string(port) + "\"\nsocket = \"" + socket +
           "\"\n" + options.more;
}

std::unique_ptr<HubDatabase> open_hub(const std::string& file) {
    std::unique_ptr<HubDatabase> database;
    wait_until(
        [&] {
            auto opened = HubDatabase::open_to_read(file);
            if (opened) database = std::move(*opened);
            return database != nullptr;
        },
        "the hub makes its database");
    return database;
}

}  // namespace

void wait_until(const std::function<bool()>& so, const char* what) {
    const auto start = now();
    while (!so()) {
        CHECK(seconds_since(start) < patience_seconds, what);
        pause_for(Millis{1});
    }
}

Broker::Broker() : tls_port_(free_port()), plain_port_(free_port()) {
    const auto file = folder_.write("mosquitto.conf", broker_config(tls_port_, plain_port_));
    process_ = ChildProcess({"mosquitto", "-c", file}, folder_.file("log"));
    for (const auto port : {tls_port_, plain_port_}) {
        wait_until([port] { return Stream::connect_to(port).open(); }, "mosquitto listens");
    }
}

HubWatch::HubWatch(const std::string& database)
    : database_(open_hub(database)),
      last_(database_->db().prepare("SELECT coalesce(max(number), 0) FROM event")),
      // The bench has one device, which is the hub's first.
      find_(database_->db().prepare("SELECT 1 FROM event_id WHERE device = 1 AND id = ?1")) {}

std::uint64_t HubWatch::events() {
    auto row = last_.bind();
    const auto found = row.one();
    CHECK(found, "the hub's database can be read");
    return static_cast<std::uint64_t>(row.integer(0));
}

bool HubWatch::has(const std::string& event_id) {
    const auto id = parse_event_id(event_id);
    CHECK(id, "an event's id is one");
    auto row = find_.bind(Blob{id->view()});
    const auto found = row.next();
    CHECK(found, "the hub's database can be read");
    return *found;
}

HubProcess::HubProcess(const std::string& programs, const Broker& broker)
    : process_({programs + "/aisle-hub", "run", "--broker",
                "mqtt://localhost:" + std::to_string(broker.plain_port()), "--database",
                "sqlite:" + database()},
               folder_.file("log")) {}

Daemon::Daemon(const DaemonOptions& options) : port_(free_port()) {
    const auto file =
        folder_.write("aisle.toml", daemon_config(options, port_, folder_.file("socket")));
    const auto start = now();
    process_ = ChildProcess({options.programs + "/aisled", "--config", file}, folder_.file("log"));
    wait_until(
        [&] {
            CHECK(process_.running(), log().c_str());
            return HttpCaller(port_).get("/readyz") == 200;
        },
        "the daemon is ready");
    ready_ms_ = milliseconds_since(start);
}

Daemon::~Daemon() {
    process_.signal(SIGTERM);
    process_.wait();
}

}  // namespace aisle
