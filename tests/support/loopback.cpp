// SPDX-License-Identifier: Apache-2.0
#include "tests/support/loopback.hpp"

#include "agent/base/check.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace aisle {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

const sockaddr* generic(const sockaddr_in& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

int tcp_socket() {
    return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

std::string ask(Stream stream, const std::string& what, const std::string& host,
                const std::string& body) {
    if (!stream.open()) return {};
    stream.write(what + " HTTP/1.1\r\nHost: " + host +
                 "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body);
    std::string answer;
    for (auto part = stream.read_some(); !part.empty(); part = stream.read_some()) answer += part;
    return answer;
}

std::uint16_t bind_to_any_port(int socket) {
    sockaddr_in address = loopback(0);
    CHECK(::bind(socket, generic(address), sizeof address) == 0, "no free loopback port");
    socklen_t size = sizeof address;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

}  // namespace

Stream::~Stream() {
    if (fd_ >= 0) ::close(fd_);
}

Stream::Stream(Stream&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Stream& Stream::operator=(Stream&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

Stream Stream::connect_to(std::uint16_t port) {
    Stream stream(tcp_socket());
    const sockaddr_in address = loopback(port);
    if (::connect(stream.fd_, generic(address), sizeof address) != 0) return Stream();
    return stream;
}

Stream Stream::connect_to(const std::string& path) {
    Stream stream(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    CHECK(path.size() < sizeof address.sun_path, "a socket's path is short");
    path.copy(address.sun_path, path.size());
    const auto* place = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(stream.fd_, place, sizeof address) != 0) return Stream();
    return stream;
}

std::string Stream::read_some() {
    std::array<char, 16384> buffer{};
    const ssize_t count = ::recv(fd_, buffer.data(), buffer.size(), 0);
    return count <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(count));
}

std::string Stream::read_through(std::string_view mark) {
    std::string out;
    while (!out.ends_with(mark)) {
        const std::string byte = read_exactly(1);
        if (byte.empty()) break;
        out += byte;
    }
    return out;
}

std::string Stream::read_exactly(std::size_t bytes) {
    std::string out(bytes, '\0');
    const ssize_t count = ::recv(fd_, out.data(), bytes, MSG_WAITALL);
    out.resize(count <= 0 ? 0 : static_cast<std::size_t>(count));
    return out;
}

bool Stream::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

void Stream::cut() {
    if (fd_ >= 0) ::shutdown(fd_, SHUT_RDWR);
}

void pump(Stream& left, Stream& right) {
    std::array<pollfd, 2> sides{pollfd{left.fd(), POLLIN, 0}, pollfd{right.fd(), POLLIN, 0}};
    while (::poll(sides.data(), sides.size(), -1) > 0) {
        for (std::size_t i = 0; i < sides.size(); ++i) {
            if (sides[i].revents == 0) continue;
            const std::string bytes = (i == 0 ? left : right).read_some();
            if (bytes.empty() || !(i == 0 ? right : left).write(bytes)) return;
        }
    }
}

Listener::Listener() : fd_(tcp_socket()), port_(bind_to_any_port(fd_)) {
    CHECK(::listen(fd_, 64) == 0, "a loopback port does not listen");
}

Listener::~Listener() {
    ::close(fd_);
}

Stream Listener::accept() {
    return Stream(::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC));
}

void Listener::cut() {
    ::shutdown(fd_, SHUT_RDWR);
}

std::string ask_http(std::uint16_t port, const std::string& what, const std::string& body) {
    return ask(Stream::connect_to(port), what, "127.0.0.1:" + std::to_string(port), body);
}

std::string ask_socket(const std::string& path, const std::string& what) {
    return ask(Stream::connect_to(path), what, "aisle", {});
}

std::string body_of(const std::string& answer) {
    const auto head = answer.find("\r\n\r\n");
    return head == std::string::npos ? std::string() : answer.substr(head + 4);
}

std::uint16_t free_port() {
    // Never closed: it holds the port until the process ends.
    const int place = tcp_socket();
    const int yes = 1;
    ::setsockopt(place, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    return bind_to_any_port(place);
}

LoopbackServer::LoopbackServer(Serve serve)
    : serve_(std::move(serve)), acceptor_([this] { run(); }) {}

LoopbackServer::~LoopbackServer() {
    listener_.cut();
    acceptor_.join();
    for (Stream& stream : streams_) stream.cut();
    for (std::thread& thread : threads_) thread.join();
}

std::size_t LoopbackServer::served() const {
    const std::lock_guard lock(mutex_);
    return threads_.size();
}

void LoopbackServer::run() {
    for (Stream next = listener_.accept(); next.open(); next = listener_.accept()) {
        const std::lock_guard lock(mutex_);
        Stream& stream = streams_.emplace_back(std::move(next));
        threads_.emplace_back([this, &stream] {
            serve_(stream);
            stream.cut();
        });
    }
}

LoopbackServer::Serve answer_and_close(std::string bytes) {
    return [bytes = std::move(bytes)](Stream& stream) {
        stream.read_some();
        stream.write(bytes);
    };
}

}  // namespace aisle
