// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/http_caller.hpp"

#include "agent/base/check.hpp"
#include "agent/base/json.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace aisle {
namespace {

constexpr std::string_view length_name = "Content-Length: ";

// The daemon serves only who asks for it by its own name.
std::string host_line(std::uint16_t port) {
    return "Host: 127.0.0.1:" + std::to_string(port) + "\r\n";
}

void send_at_once(const Stream& stream) {
    const int on = 1;
    setsockopt(stream.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

struct Caller {
    Stream stream;
    std::string answer;
    MonoTime asked{};
};

class Load {
public:
    Load(std::uint16_t port, const std::vector<Occasion>& occasions, std::size_t connections)
        : port_(port), epoll_(epoll_create1(EPOLL_CLOEXEC)), callers_(connections) {
        requests_.reserve(occasions.size());
        for (const auto& occasion : occasions) requests_.push_back(post_request(port, occasion));
    }
    ~Load() { close(epoll_); }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    HttpLoad run() {
        for (std::size_t i = 0; i < callers_.size(); ++i) {
            callers_[i].stream = Stream::connect_to(port_);
            CHECK(callers_[i].stream.open(), "the daemon takes a connection");
            send_at_once(callers_[i].stream);
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u64 = i;
            epoll_ctl(epoll_, EPOLL_CTL_ADD, callers_[i].stream.fd(), &event);
        }
        const auto start = now();
        for (auto& caller : callers_) ask(caller);
        while (answered_ < requests_.size()) wait();
        load_.seconds = seconds_since(start);
        return std::move(load_);
    }

private:
    void ask(Caller& caller) {
        if (asked_ == requests_.size()) return;
        caller.asked = now();
        CHECK(caller.stream.write(requests_[asked_++]), "the daemon reads");
    }

    void wait() {
        std::array<epoll_event, 64> events{};
        const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            auto& caller = callers_[events[static_cast<std::size_t>(i)].data.u64];
            std::array<char, 4096> bytes{};
            const auto size = recv(caller.stream.fd(), bytes.data(), bytes.size(), MSG_DONTWAIT);
            CHECK(size > 0, "the daemon keeps the connection");
            caller.answer.append(bytes.data(), static_cast<std::size_t>(size));
            const auto answer = answer_in(caller.answer);
            if (!answer) continue;
            CHECK(answer->status == 201, caller.answer.c_str());
            caller.answer.clear();
            load_.latency_ms.add(milliseconds_since(caller.asked));
            ++answered_;
            ask(caller);
        }
    }

    std::uint16_t port_;
    int epoll_;
    std::vector<Caller> callers_;
    std::vector<std::string> requests_;
    std::size_t asked_ = 0;
    std::size_t answered_ = 0;
    HttpLoad load_;
};

}  // namespace

std::string post_request(std::uint16_t port, const Occasion& occasion) {
    return "POST " + occasion.path() + " HTTP/1.1\r\n" + host_line(port) +
           "Content-Type: application/json\r\nContent-Length: " +
           std::to_string(occasion.body.size()) + "\r\n\r\n" + occasion.body;
}

std::optional<HttpAnswer> answer_in(std::string_view bytes) {
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    const auto head = bytes.substr(0, end);
    HttpAnswer answer;
    std::from_chars(head.data() + 9, head.data() + 12, answer.status);
    std::size_t length = 0;
    const auto at = head.find(length_name);
    if (at != std::string_view::npos) {
        std::from_chars(head.data() + at + length_name.size(), head.data() + head.size(), length);
    }
    answer.size = end + 4 + length;
    if (bytes.size() < answer.size) return std::nullopt;
    answer.body = bytes.substr(end + 4, length);
    return answer;
}

HttpCaller::HttpCaller(std::uint16_t port) : port_(port), stream_(Stream::connect_to(port)) {
    if (stream_.open()) send_at_once(stream_);
}

int HttpCaller::ask(const std::string& request) {
    if (!stream_.open() || !stream_.write(request)) return 0;
    answer_.clear();
    while (true) {
        const auto more = stream_.read_some();
        if (more.empty()) return 0;
        answer_ += more;
        const auto answer = answer_in(answer_);
        if (!answer) continue;
        body_ = answer->body;
        return answer->status;
    }
}

int HttpCaller::get(const std::string& path) {
    return ask("GET " + path + " HTTP/1.1\r\n" + host_line(port_) + "\r\n");
}

std::string HttpCaller::post(const Occasion& occasion) {
    const int status = ask(post_request(port_, occasion));
    CHECK(status == 201, answer_.c_str());
    const auto json = Json::parse(body_);
    CHECK(json, "the answer is JSON");
    const Json* id = json->find("id");
    CHECK(id != nullptr && id->string(), "the answer names the event");
    return std::string(*id->string());
}

HttpLoad post_all(std::uint16_t port, const std::vector<Occasion>& occasions,
                  std::size_t connections) {
    return Load(port, occasions, connections).run();
}

}  // namespace aisle
