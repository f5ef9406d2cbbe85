// SPDX-License-Identifier: Apache-2.0
#include "agent/app/supervisor.hpp"

#include "agent/base/descriptor.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstring>

namespace aisle {
namespace {

std::string_view value_of(const std::vector<std::string>& environment, std::string_view name) {
    for (const std::string_view variable : environment) {
        if (variable.size() > name.size() && variable.starts_with(name) &&
            variable[name.size()] == '=') {
            return variable.substr(name.size() + 1);
        }
    }
    return {};
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && stop == text.data() + text.size();
    return whole && value > 0 ? std::optional(value) : std::nullopt;
}

}  // namespace

Supervisor::Supervisor(const std::vector<std::string>& environment, pid_t process)
    : socket_(value_of(environment, "NOTIFY_SOCKET")) {
    const bool path = socket_.starts_with('/') || socket_.starts_with('@');
    if (!path || socket_.size() >= sizeof(sockaddr_un{}.sun_path)) socket_.clear();
    if (socket_.empty()) return;
    if (socket_.front() == '@') socket_.front() = '\0';
    const auto watched = value_of(environment, "WATCHDOG_PID");
    if (!watched.empty() && number(watched) != process) return;
    if (const auto patience = number(value_of(environment, "WATCHDOG_USEC"))) {
        patience_ = Micros{*patience};
    }
}

void Supervisor::send(std::string_view message, int flags) {
    if (socket_.empty()) return;
    const Descriptor there(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!there.open()) return;
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, socket_.data(), socket_.size());
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    // A supervisor that does not listen is nothing that we could mend.
    static_cast<void>(::sendto(there.get(), message.data(), message.size(), MSG_NOSIGNAL | flags,
                               reinterpret_cast<const sockaddr*>(&to), size));
}

// The only one that may wait for room: at the start, before anybody is served.
void Supervisor::ready(std::string_view status) {
    send("READY=1\nSTATUS=" + std::string(status), 0);
}

void Supervisor::status(std::string_view text) {
    send("STATUS=" + std::string(text), MSG_DONTWAIT);
}

void Supervisor::stopping() {
    send("STOPPING=1\nSTATUS=saving what waits, then leaving", MSG_DONTWAIT);
}

void Supervisor::feed() {
    send("WATCHDOG=1", MSG_DONTWAIT);
}

}  // namespace aisle
