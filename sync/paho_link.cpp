// SPDX-License-Identifier: Apache-2.0
#include "sync/paho_link.hpp"

#include "sync/in_flight.hpp"
#include "sync/link_secrets.hpp"
#include "sync/paho_connection.hpp"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace aisle {
namespace {

// Paho frees its globals when its last client goes, and does not notice one that is born or queues
// a command meanwhile. Only a program with several links ever waits here.
std::mutex& paho_door() {
    static std::mutex door;
    return door;
}

// A broker in reach answers in milliseconds; whoever stops the daemon does not wait longer.
constexpr Seconds farewell_patience{1};
constexpr int retain_not_supported = 0x9a;

// A PUBLISH on the wire: header, length, topic, message id, no properties, payload.
std::size_t packet_bytes(const Outgoing& message) {
    return 1 + 4 + 2 + message.topic.size() + 2 + 1 + message.payload.size();
}

// What a received message takes of the inbox until it has been looked at or dropped.
using InboxBytes = std::shared_ptr<std::atomic<std::size_t>>;
class InboxShare {
public:
    InboxShare(InboxBytes inbox, std::size_t bytes) : inbox_(std::move(inbox)), bytes_(bytes) {
        inbox_->fetch_add(bytes_);
    }
    InboxShare(InboxShare&&) = default;
    ~InboxShare() {
        if (inbox_) inbox_->fetch_sub(bytes_);
    }

private:
    InboxBytes inbox_;
    std::size_t bytes_;
};

// The thread that calls Paho. What waits is bounded by those who push: one way in or out, and
// what has a place in flight.
class Worker {
public:
    Worker() : thread_([this] { run(); }) {}
    ~Worker() { join(); }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void push(Function<void()> task) {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
        wake_.notify_one();
    }
    // What still waits belongs to a connection that nobody wants any more.
    void push_instead(Function<void()> task) {
        const std::lock_guard lock(mutex_);
        tasks_.clear();
        tasks_.push_back(std::move(task));
        wake_.notify_one();
    }
    // Does what still waits first.
    void join() {
        if (!thread_.joinable()) return;
        push({});
        thread_.join();
    }

private:
    void run() {
        pthread_setname_np(pthread_self(), "aisle-link");
        for (;;) {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return !tasks_.empty(); });
            Function<void()> task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            if (!task) return;
            task();
        }
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Function<void()>> tasks_;
    std::thread thread_;
};

}  // namespace

// Owner's thread, but for what says otherwise.
class PahoLink::Body : public std::enable_shared_from_this<PahoLink::Body> {
public:
    Body(Post post, Metrics& metrics, Log log)
        : post_(std::move(post)), metrics_(metrics), log_(log) {}

    void open(const LinkTarget& target, LinkEvents& events);
    void close();
    void stop();
    void subscribe(std::vector<std::string> filters);
    void publish(Outgoing message);

private:
    class Reports;
    // One answer is awaited for each SUBSCRIBE that a call to subscribe() took.
    struct Subscribing {
        std::size_t answers = 0;
        SubscribeOutcome outcome{true, {}};
    };

    using Waiting = std::deque<std::pair<std::size_t, Outgoing>>;

    void connect();
    bool retains() const;
    void note_retaining(bool retains);
    void up(LinkLimits limits);
    void down(const LinkDown& down);
    void subscribed(const SubscribeOutcome& answer);
    void published(std::size_t place, PublishOutcome outcome);
    void answer(std::uint64_t token, PublishOutcome outcome);
    void hand_over();

    // Any thread: happens on the owner's, if that connection is still the one.
    void tell(std::uint64_t generation, Function<void(Body&)> event);
    // Worker's thread.
    void enter(const LinkTarget& target, std::uint64_t generation);
    void send(std::size_t place, const Outgoing& message);
    void say_last(Waiting& rest, std::size_t room);
    void leave();

    Post post_;
    Metrics& metrics_;
    Log log_;
    InboxBytes inbox_ = std::make_shared<std::atomic<std::size_t>>(0);

    std::uint64_t generation_ = 0;  // of the open connection, 0 if none is
    std::uint64_t last_generation_ = 0;
    LinkEvents* events_ = nullptr;
    LinkTarget target_;
    LinkLimits limits_;
    bool up_ = false;
    std::vector<std::string> not_retaining_;  // brokers that said so, of those we are given
    InFlight in_flight_{link_publishes_max};
    std::size_t handed_ = 0;  // of those in flight, how many Paho has
    Waiting held_back_;       // the others
    std::deque<Subscribing> subscribing_;

    std::unique_ptr<Reports> reports_;            // worker's thread
    std::unique_ptr<PahoConnection> connection_;  // worker's thread
    Worker worker_;
};

// Carries what one connection says to the owner's thread, under that connection's generation; and
// counts for the worker what the broker has not answered.
class PahoLink::Body::Reports final : public ConnectionReports {
public:
    Reports(Body& body, std::uint64_t generation) : body_(body), generation_(generation) {}

    void up(const LinkLimits& limits) override {
        body_.tell(generation_, [limits](Body& body) { body.up(limits); });
    }
    void down(LinkDown down) override {
        settle([this] { ended_ = true; });
        body_.tell(generation_, [down = std::move(down)](Body& body) { body.down(down); });
    }
    void subscribed(SubscribeOutcome outcome) override {
        body_.tell(generation_,
                   [outcome = std::move(outcome)](Body& body) { body.subscribed(outcome); });
    }
    void published(std::size_t place, PublishOutcome outcome) override {
        settle([this] { --unanswered_; });
        body_.tell(generation_, [=](Body& body) { body.published(place, outcome); });
    }
    void received(std::string_view topic, std::string_view payload) override;

    void sending() {
        settle([this] { ++unanswered_; });
    }
    // Waits until fewer than so many are unanswered. False when they will not be, or not in time.
    bool wait_for_fewer(std::size_t than, MonoTime until) {
        std::unique_lock lock(mutex_);
        const auto patience = std::max(until - SystemClock().mono(), Micros{0});
        settled_.wait_for(lock, patience, [&] { return ended_ || unanswered_ < than; });
        return !ended_ && unanswered_ < than;
    }

private:
    template <class Change>
    void settle(Change change) {
        const std::lock_guard lock(mutex_);
        change();
        settled_.notify_one();
    }

    Body& body_;
    std::uint64_t generation_;
    std::mutex mutex_;
    std::condition_variable settled_;
    std::size_t unanswered_ = 0;
    bool ended_ = false;
};

void PahoLink::Body::Reports::received(std::string_view topic, std::string_view payload) {
    const std::size_t bytes = topic.size() + payload.size();
    if (bytes > message_in_bytes_max || *body_.inbox_ + bytes > link_inbox_bytes_max) {
        body_.metrics_.add(Count::wire_messages_refused);
        body_.log_.warn("link.message_dropped",
                        {{"bytes", bytes}, {"waiting", body_.inbox_->load()}});
        return;
    }
    body_.tell(generation_, [share = InboxShare(body_.inbox_, bytes), topic = std::string(topic),
                             payload = std::string(payload)](Body& body) mutable {
        body.events_->link_message(std::move(topic), std::move(payload));
    });
}

void PahoLink::Body::tell(std::uint64_t generation, Function<void(Body&)> event) {
    post_([body = weak_from_this(), generation, event = std::move(event)]() mutable {
        const auto alive = body.lock();
        if (alive && alive->generation_ == generation) event(*alive);
    });
}

void PahoLink::Body::open(const LinkTarget& target, LinkEvents& events) {
    target_ = target;
    events_ = &events;
    connect();
}

void PahoLink::Body::connect() {
    generation_ = ++last_generation_;
    limits_ = {};
    up_ = false;
    if (target_.will && !retains()) target_.will->retain = false;
    in_flight_.clear();
    handed_ = 0;
    held_back_.clear();
    subscribing_.clear();
    worker_.push_instead(
        [this, target = target_, generation = generation_] { enter(target, generation); });
}

// What was published and not yet sent still goes: the last of it may be the goodbye.
void PahoLink::Body::close() {
    if (generation_ == 0) return;
    generation_ = 0;
    if (!std::exchange(up_, false)) return worker_.push_instead([this] { leave(); });
    worker_.push([this, rest = std::exchange(held_back_, {}),
                  room = std::size_t{limits_.receive_maximum}]() mutable {
        say_last(rest, room);
        leave();
    });
}

void PahoLink::Body::stop() {
    close();
    worker_.join();
}

void PahoLink::Body::enter(const LinkTarget& target, std::uint64_t generation) {
    leave();
    const char* variable = target.url.encrypted() ? "https_proxy" : "http_proxy";
    if (!target.proxy && std::getenv(variable) != nullptr) {
        // Paho obeys it in its own way, whatever is configured.
        log_.warn("link.environment_proxy", {{"variable", variable}});
    }
    // Before the door, which is one for the process: a file may be on a volume that hangs.
    LinkTarget whole = target;
    SystemFiles files;
    const auto read = read_secrets(whole, files);
    const std::lock_guard door(paho_door());
    reports_ = std::make_unique<Reports>(*this, generation);
    if (!read) {
        reports_->down({LinkLoss::refused_credentials, 0, read.error().what()});
        return;
    }
    connection_ = std::make_unique<PahoConnection>(std::move(whole), *reports_);
    connection_->connect();
}

void PahoLink::Body::send(std::size_t place, const Outgoing& message) {
    const std::lock_guard door(paho_door());
    if (!connection_) return;
    reports_->sending();
    connection_->send(place, message);
}

void PahoLink::Body::say_last(Waiting& rest, std::size_t room) {
    if (!reports_) return;
    const auto until = SystemClock().mono() + farewell_patience;
    while (!rest.empty() && reports_->wait_for_fewer(room, until)) {
        send(rest.front().first, rest.front().second);
        rest.pop_front();
    }
    reports_->wait_for_fewer(1, until);
}

void PahoLink::Body::leave() {
    const std::lock_guard door(paho_door());
    connection_.reset();
    reports_.reset();
}

bool PahoLink::Body::retains() const {
    return std::find(not_retaining_.begin(), not_retaining_.end(), target_.url.text()) ==
           not_retaining_.end();
}

void PahoLink::Body::note_retaining(bool retains) {
    const auto broker = target_.url.text();
    std::erase(not_retaining_, broker);
    if (!retains) not_retaining_.push_back(broker);
}

void PahoLink::Body::up(LinkLimits limits) {
    note_retaining(limits.retain_available);
    const auto asked = target_.keep_alive;
    if (limits.keep_alive.count() > 0 && limits.keep_alive < asked) {
        // The broker will hang up on who is silent for longer than it says here. Paho reads that
        // and does not obey, so we come again and ask for no more.
        target_.keep_alive = limits.keep_alive;
        return connect();
    }
    limits_ = limits;
    limits_.keep_alive = asked;
    up_ = true;
    events_->link_up(limits_);
}

void PahoLink::Body::down(const LinkDown& down) {
    const bool will_refused = !up_ && down.reason_code == retain_not_supported;
    if (will_refused && target_.will && target_.will->retain) {
        note_retaining(false);
        return connect();  // once: this time the will is not retained
    }
    up_ = false;  // nobody is left to say goodbye to
    close();
    events_->link_down(down);
}

void PahoLink::Body::subscribe(std::vector<std::string> filters) {
    if (generation_ == 0) return;
    std::vector<std::vector<std::string>> requests;
    if (target_.version == MqttVersion::v5) {
        requests.push_back(std::move(filters));
    } else {
        for (std::string& filter : filters) requests.push_back({std::move(filter)});
    }
    subscribing_.push_back({requests.size(), {true, {}}});
    for (auto& request : requests) {
        worker_.push([this, request = std::move(request)]() mutable {
            const std::lock_guard door(paho_door());
            if (connection_) connection_->subscribe(std::move(request));
        });
    }
}

void PahoLink::Body::subscribed(const SubscribeOutcome& answer) {
    if (subscribing_.empty()) return;
    Subscribing& front = subscribing_.front();
    if (!answer.ok) {
        front.outcome.text += (front.outcome.ok ? "" : "; ") + answer.text;
        front.outcome.ok = false;
    }
    if (--front.answers > 0) return;
    const SubscribeOutcome outcome = std::move(front.outcome);
    subscribing_.pop_front();
    events_->link_subscribed(outcome);
}

void PahoLink::Body::publish(Outgoing message) {
    if (generation_ == 0) return;
    if (limits_.packet_bytes_max > 0 && packet_bytes(message) > limits_.packet_bytes_max) {
        return answer(message.token, PublishOutcome::too_large);
    }
    if (!retains()) message.retain = false;  // it would end the connection
    const auto place = in_flight_.take(message.token);
    if (!place) return answer(message.token, PublishOutcome::failed);
    held_back_.emplace_back(*place, std::move(message));
    hand_over();
}

// The broker's Receive Maximum is kept here: Paho keeps it too, but once it has held a message back
// it looks again only after a second.
void PahoLink::Body::hand_over() {
    while (!held_back_.empty() && handed_ < limits_.receive_maximum) {
        ++handed_;
        worker_.push(
            [this, next = std::move(held_back_.front())] { send(next.first, next.second); });
        held_back_.pop_front();
    }
}

// Not from within the call.
void PahoLink::Body::answer(std::uint64_t token, PublishOutcome outcome) {
    tell(generation_, [=](Body& body) { body.events_->link_published(token, outcome); });
}

void PahoLink::Body::published(std::size_t place, PublishOutcome outcome) {
    const auto token = in_flight_.settle(place);
    if (!token) return;
    --handed_;
    hand_over();
    events_->link_published(*token, outcome);
}

PahoLink::PahoLink(Post post, Metrics& metrics, Log log)
    : body_(std::make_shared<Body>(std::move(post), metrics, log)) {}

PahoLink::~PahoLink() {
    body_->stop();
}

void PahoLink::open(const LinkTarget& target, LinkEvents& events) {
    body_->open(target, events);
}

void PahoLink::close() {
    body_->close();
}

void PahoLink::subscribe(std::vector<std::string> filters) {
    body_->subscribe(std::move(filters));
}

void PahoLink::publish(Outgoing message) {
    body_->publish(std::move(message));
}

}  // namespace aisle
