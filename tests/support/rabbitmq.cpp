// SPDX-License-Identifier: Apache-2.0
#include "tests/support/rabbitmq.hpp"

#include "agent/base/check.hpp"
#include "tests/support/loopback.hpp"

#include <csignal>
#include <filesystem>

namespace aisle {
namespace {

// Debian's program in PATH would change to the system's user and folders; this is what it calls.
constexpr const char* program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
// Erlang's machine starts slowly on a busy one.
constexpr int looks_max = 24000;

}  // namespace

Rabbitmq::Rabbitmq() {
    folder_.write("enabled_plugins", "[rabbitmq_mqtt].\n");
    start();
}

// Asked for a port that is taken it ends at once.
void Rabbitmq::start_mapper() {
    for (int attempt = 0; attempt < 5; ++attempt) {
        mapper_port_ = free_port();
        const auto port = std::to_string(mapper_port_);
        mapper_ = ChildProcess({"epmd", "-port", port, "-address", "127.0.0.1"},
                               folder_.file("mapper.log"));
        const auto answers = [this] { return Stream::connect_to(mapper_port_).open(); };
        if (soon([&] { return !mapper_.running() || answers(); }) && mapper_.running()) return;
    }
    CHECK(false, read_whole(folder_.file("mapper.log")).c_str());
}

std::vector<std::string> Rabbitmq::words() const {
    return {"env",
            "HOME=" + folder_.path().string(),
            "RUNNING_UNDER_SYSTEMD=yes",  // no shell stays between us and the node
            "RABBITMQ_CONF_ENV_FILE=/dev/null",
            "RABBITMQ_NODENAME=aisle-" + std::to_string(port_) + "@localhost",
            "ERL_EPMD_PORT=" + std::to_string(mapper_port_),
            "RABBITMQ_DIST_PORT=" + std::to_string(node_port_),
            "RABBITMQ_CONFIG_FILE=" + folder_.file("rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE=" + folder_.file("enabled_plugins"),
            "RABBITMQ_MNESIA_BASE=" + folder_.file("memory"),
            "RABBITMQ_LOG_BASE=" + folder_.file("logs"),
            "RABBITMQ_PID_FILE=" + folder_.file("pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-start_epmd false "
            "-kernel inet_dist_use_interface {127,0,0,1}",
            program};
}

bool Rabbitmq::runs() {
    const auto said = [this] { return times_said("Server startup complete", log()) > starts_; };
    if (!soon([&] { return !node_.running() || said(); }, looks_max) || !node_.running()) {
        return false;
    }
    ++starts_;
    return true;
}

void Rabbitmq::start() {
    if (!mapper_.running()) start_mapper();
    // Another program may take a port first; then other ports, but never a second time.
    for (int attempt = 0; attempt < 3; ++attempt) {
        const bool first = port_ == 0;
        if (first) port_ = free_port();
        node_port_ = free_port();
        folder_.write(
            "rabbitmq.conf",
            "listeners.tcp = none\nmqtt.listeners.tcp.1 = 127.0.0.1:" + std::to_string(port_) +
                "\nmqtt.allow_anonymous = false\nlog.file = false\nlog.console = true\n"
                "default_user = " +
                std::string(user) + "\ndefault_pass = " + std::string(password) + "\n");
        node_ = ChildProcess(words(), folder_.file("log"));
        if (runs()) return;
        CHECK(first, log().c_str());
        port_ = 0;
    }
    CHECK(false, log().c_str());
}

void Rabbitmq::kill() {
    node_.signal(SIGKILL);
    node_.wait();
}

void Rabbitmq::start_without_memory() {
    kill();
    std::filesystem::remove_all(folder_.file("memory"));
    start();
}

}  // namespace aisle
