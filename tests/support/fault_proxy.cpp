// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fault_proxy.hpp"

#include "agent/base/check.hpp"
#include "tests/support/fault_line.hpp"
#include "tests/support/loopback.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <future>
#include <limits>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace aisle {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// The payload of a packet of Ethernet.
constexpr std::size_t packet_bytes = 1400;

}  // namespace

// The proxy's thread, but for what says otherwise.
class FaultProxy::Body {
public:
    Body(std::uint16_t behind, std::uint64_t seed);
    ~Body();

    // Any thread: done on the proxy's when it returns.
    template <class Job>
    auto ask(Job job) {
        const auto task = std::make_shared<std::packaged_task<decltype(job())()>>(std::move(job));
        auto answer = task->get_future();
        boost::asio::post(io_, [task] { (*task)(); });
        return answer.get();
    }

    std::uint16_t port() const { return port_; }
    void lead_to(std::uint16_t behind) { behind_ = behind; }
    void set_weather(const Weather& weather);
    void begin(const FaultStep& step);
    void strike();
    void strike(Fault fault, std::optional<Millis> lasting);
    void heal();
    ProxyCounts counts();

private:
    void listen();
    void accept();
    std::size_t room(Way way) const;
    void passed(Way way, std::size_t bytes);
    void over();
    void sweep();
    template <class Act>
    void each(Act act);
    void say_again(const std::string& words);

    boost::asio::io_context io_{1};
    LineSurroundings world_;
    tcp::acceptor acceptor_{io_};
    boost::asio::steady_timer timer_{io_};
    const std::uint16_t port_;  // ours while nobody listens, too
    std::uint16_t behind_ = 0;
    std::vector<std::shared_ptr<FaultLine>> lines_;
    std::vector<std::shared_ptr<tcp::socket>> echoes_;  // that say first words again
    std::optional<FaultStep> armed_;
    std::size_t to_pass_ = 0;  // before it strikes
    std::optional<Fault> lasting_;
    ProxyCounts counts_;
    std::thread thread_;
};

FaultProxy::Body::Body(std::uint16_t behind, std::uint64_t seed)
    : port_(free_port()), behind_(behind) {
    world_.chance = std::make_unique<SeededEntropy>(seed);
    world_.room = [this](Way way) { return room(way); };
    world_.passed = [this](Way way, std::size_t bytes) { passed(way, bytes); };
    listen();
    CHECK(acceptor_.is_open(), "the proxy listens");
    thread_ = std::thread([this] {
        const auto work = boost::asio::make_work_guard(io_);
        io_.run();
    });
}

FaultProxy::Body::~Body() {
    ask([this] { io_.stop(); });
    thread_.join();
}

void FaultProxy::Body::listen() {
    error_code failed;
    acceptor_.open(tcp::v4(), failed);
    acceptor_.set_option(tcp::acceptor::reuse_address(true), failed);
    acceptor_.bind({boost::asio::ip::address_v4::loopback(), port_}, failed);
    CHECK(!failed, "the proxy's port is free");
    acceptor_.listen(tcp::acceptor::max_listen_connections, failed);
    CHECK(!failed, "the proxy listens");
    accept();
}

void FaultProxy::Body::accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
        if (error) return;
        ++counts_.connections;
        sweep();
        lines_.push_back(std::make_shared<FaultLine>(std::move(socket), world_));
        lines_.back()->begin(behind_);
        accept();
    });
}

void FaultProxy::Body::sweep() {
    std::erase_if(lines_, [](const auto& line) { return line->over(); });
}

template <class Act>
void FaultProxy::Body::each(Act act) {
    const auto lines = lines_;  // what they do may let others in or go
    for (const auto& line : lines) {
        if (!line->over()) act(*line);
    }
}

void FaultProxy::Body::set_weather(const Weather& weather) {
    world_.weather = weather;
}

// ---- Faults ----

std::size_t FaultProxy::Body::room(Way way) const {
    if (!armed_ || armed_->way != way) return std::numeric_limits<std::size_t>::max();
    return to_pass_;
}

void FaultProxy::Body::passed(Way way, std::size_t bytes) {
    (way == Way::up ? counts_.bytes_up : counts_.bytes_down) += bytes;
    if (!armed_ || armed_->way != way) return;
    // Two lines may have been told of the same room.
    to_pass_ -= std::min(to_pass_, bytes);
    if (to_pass_ == 0) strike();
}

void FaultProxy::Body::begin(const FaultStep& step) {
    heal();
    set_weather(step.weather);
    armed_ = step;
    to_pass_ = std::max<std::size_t>(1, step.after_bytes);
}

void FaultProxy::Body::strike() {
    const auto step = std::exchange(armed_, std::nullopt);
    if (step) strike(step->fault, step->lasting);
}

void FaultProxy::Body::strike(Fault fault, std::optional<Millis> lasting) {
    heal();
    ++counts_.struck;
    auto& [up, down] = world_.states;
    lasting_ = fault;
    switch (fault) {
        case Fault::refuse:
            acceptor_.close();
            [[fallthrough]];
        case Fault::truncate:
            each([](FaultLine& line) { line.close(); });
            break;
        case Fault::close:
            each([](FaultLine& line) { line.finish(); });
            break;
        case Fault::reset:
            each([](FaultLine& line) { line.reset(); });
            break;
        case Fault::black_hole:
            up.held = down.held = true;
            break;
        case Fault::half_open:
            each([](FaultLine& line) { line.lose_broker(); });
            break;
        case Fault::hold_down:
            down.held = true;
            break;
        case Fault::lose_down:
            down.losing = true;
            break;
        case Fault::large_stall:
            up.packet = packet_bytes;
            break;
        case Fault::duplicate_connect:
            each([this](FaultLine& line) { say_again(line.first_words()); });
            break;
    }
    const bool lasts = fault != Fault::reset && fault != Fault::close && fault != Fault::truncate &&
                       fault != Fault::duplicate_connect;
    if (!lasts) return over();
    if (!lasting) return;
    timer_.expires_after(*lasting);
    timer_.async_wait([this](const error_code& error) {
        if (!error) heal();
    });
}

void FaultProxy::Body::over() {
    lasting_.reset();
    ++counts_.over;
}

void FaultProxy::Body::heal() {
    timer_.cancel();
    if (!lasting_) return;
    const Fault fault = *lasting_;
    over();
    world_.states = {};
    if (fault == Fault::refuse) return listen();
    // What waited behind these has lost something for good.
    if (fault == Fault::half_open) {
        return each([](FaultLine& line) {
            if (line.broker_lost()) line.reset();
        });
    }
    if (fault == Fault::large_stall) {
        return each([](FaultLine& line) { line.reset(); });
    }
    if (fault == Fault::lose_down) {
        return each([](FaultLine& line) { line.close(); });
    }
    each([](FaultLine& line) { line.go_on(); });
}

// A second connection that begins as this one did, and then says nothing.
void FaultProxy::Body::say_again(const std::string& words) {
    if (words.empty()) return;
    const auto socket = std::make_shared<tcp::socket>(io_);
    const auto text = std::make_shared<const std::string>(words);
    echoes_.push_back(socket);
    const tcp::endpoint broker(boost::asio::ip::address_v4::loopback(), behind_);
    socket->async_connect(broker, [socket, text](const error_code& error) {
        if (error) return;
        boost::asio::async_write(*socket, boost::asio::buffer(*text),
                                 [socket, text](const error_code&, std::size_t) {});
    });
}

ProxyCounts FaultProxy::Body::counts() {
    sweep();
    counts_.open = lines_.size();
    return counts_;
}

// ---- From outside ----

FaultProxy::FaultProxy(std::uint16_t behind, std::uint64_t seed)
    : body_(std::make_unique<Body>(behind, seed)) {}

FaultProxy::~FaultProxy() = default;

std::uint16_t FaultProxy::port() const {
    return body_->port();
}

void FaultProxy::lead_to(std::uint16_t behind) {
    body_->ask([&] { body_->lead_to(behind); });
}

void FaultProxy::set_weather(const Weather& weather) {
    body_->ask([&] { body_->set_weather(weather); });
}

void FaultProxy::begin(const FaultStep& step) {
    body_->ask([&] { body_->begin(step); });
}

void FaultProxy::strike() {
    body_->ask([&] { body_->strike(); });
}

void FaultProxy::strike(Fault fault) {
    body_->ask([&] { body_->strike(fault, std::nullopt); });
}

void FaultProxy::heal() {
    body_->ask([&] { body_->heal(); });
}

ProxyCounts FaultProxy::counts() const {
    return body_->ask([&] { return body_->counts(); });
}

}  // namespace aisle
