// SPDX-License-Identifier: Apache-2.0
#include "tests/agent/api/http_caller.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <future>

namespace aisle {
namespace {

int open_socket(int family) {
    const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{10, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return fd;
}

}  // namespace

Caller::Caller(std::uint16_t port) : fd_(open_socket(AF_INET)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

Caller::Caller(const std::string& socket_path) : fd_(open_socket(AF_UNIX)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket_path.c_str(), socket_path.size() + 1);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

Caller::~Caller() {
    ::close(fd_);
}

bool Caller::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void Caller::finish_sending() {
    ::shutdown(fd_, SHUT_WR);
}

bool Caller::fill() {
    std::array<char, 16 * 1024> bytes;
    const auto size = ::recv(fd_, bytes.data(), bytes.size(), 0);
    if (size <= 0) return false;
    pending_.append(bytes.data(), static_cast<std::size_t>(size));
    return true;
}

std::string Caller::answer(bool with_body) {
    while (pending_.find("\r\n\r\n") == std::string::npos) {
        if (!fill()) return {};
    }
    std::size_t size = pending_.find("\r\n\r\n") + 4;
    constexpr std::string_view length = "Content-Length: ";
    const auto at = pending_.find(length);
    if (with_body && at < size) size += std::stoul(pending_.substr(at + length.size()));
    while (pending_.size() < size) {
        if (!fill()) return {};
    }
    std::string answer = pending_.substr(0, size);
    pending_.erase(0, size);
    return answer;
}

std::string Caller::read_until(std::string_view word) {
    while (pending_.find(word) == std::string::npos && fill()) {
    }
    const auto at = pending_.find(word);
    const auto size = at == std::string::npos ? pending_.size() : at + word.size();
    std::string text = pending_.substr(0, size);
    pending_.erase(0, size);
    return text;
}

bool Caller::hears_within(Millis limit) {
    pollfd waited{fd_, POLLIN, 0};
    return !pending_.empty() || ::poll(&waited, 1, static_cast<int>(limit.count())) > 0;
}

bool Caller::closed() {
    std::array<char, 16 * 1024> bytes;
    ssize_t size = 0;
    do {
        size = ::recv(fd_, bytes.data(), bytes.size(), 0);
    } while (size > 0);
    return size == 0 || errno == ECONNRESET;
}

ServedRouter::ServedRouter(HttpOptions options)
    : server({io, router, clock, metrics, lines.log()}, std::move(options)),
      opened(server.open()),
      thread_([this] {
          const auto work = boost::asio::make_work_guard(io);
          io.run();
      }) {}

ServedRouter::~ServedRouter() {
    on_thread([this] { server.close(); });
    io.stop();
    thread_.join();
    // What was cancelled is still to be told.
    io.restart();
    io.poll();
}

HttpOptions ServedRouter::any_port() {
    HttpOptions options;
    options.port = 0;
    return options;
}

HttpOptions ServedRouter::quick() {
    auto options = any_port();
    options.patience = {Millis{100}, Millis{200}, Millis{300}, Millis{100}, Millis{50}};
    return options;
}

void ServedRouter::on_thread(std::function<void()> body) {
    std::promise<void> done;
    boost::asio::post(io, [&body, &done] {
        body();
        done.set_value();
    });
    done.get_future().wait();
}

std::string ServedRouter::get(const std::string& path) const {
    return "GET " + path + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n";
}

std::string ServedRouter::post(const std::string& path, const std::string& body) const {
    return "POST " + path + " HTTP/1.1\r\nHost: " + host() +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

int status_of(std::string_view answer) {
    if (!answer.starts_with("HTTP/1.1 ") || answer.size() < 12) return 0;
    return std::stoi(std::string(answer.substr(9, 3)));
}

std::string body_of(std::string_view answer) {
    const auto at = answer.find("\r\n\r\n");
    return at == std::string_view::npos ? "" : std::string(answer.substr(at + 4));
}

}  // namespace aisle
