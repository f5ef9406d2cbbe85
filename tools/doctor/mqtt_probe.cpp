// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/mqtt_probe.hpp"

#include "sync/paho_link.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>

namespace aisle {
namespace {

namespace asio = boost::asio;

class Silence final : public LogSink {
public:
    void line(LogLevel, std::string_view, LogFields) override {}
};

// Up, subscribed, and away; or down.
class Visit final : public LinkEvents {
public:
    Visit(const LinkTarget& target, const std::vector<std::string>& filters)
        : filters_(filters), link_(poster(), metrics_, Log(silence_, LogLevel::error)) {
        facts_.version = target.version;
        timer_.expires_after(connect_patience + welcome_patience);
        timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error) end({LinkLoss::unreachable, 0, "no answer in time"});
        });
        link_.open(target, *this);
    }

    MqttFacts run() {
        io_.run();
        return facts_;
    }

    void link_up(const LinkLimits&) override {
        facts_.up = true;
        link_.subscribe(filters_);
    }
    void link_down(const LinkDown& down) override { end(down); }
    void link_subscribed(const SubscribeOutcome& outcome) override {
        facts_.subscribed = outcome;
        leave();
    }
    void link_published(std::uint64_t, PublishOutcome) override {}
    void link_message(std::string, std::string) override {}

private:
    Post poster() {
        return [this](Function<void()> task) {
            asio::post(io_,
                       [task = std::make_shared<Function<void()>>(std::move(task))] { (*task)(); });
        };
    }
    void end(const LinkDown& down) {
        // A broker that hangs up on the subscription has an opinion of the topics.
        if (facts_.up) facts_.subscribed = {false, down.text};
        facts_.down = down;
        leave();
    }
    void leave() {
        link_.close();
        timer_.cancel();
        io_.stop();
    }

    asio::io_context io_{1};
    asio::steady_timer timer_{io_};
    Silence silence_;
    Metrics metrics_;
    std::vector<std::string> filters_;
    MqttFacts facts_;
    PahoLink link_;
};

}  // namespace

MqttFacts try_mqtt(LinkTarget target, VersionPreference version,
                   const std::vector<std::string>& filters) {
    target.version = version == VersionPreference::v311 ? MqttVersion::v311 : MqttVersion::v5;
    auto facts = Visit(target, filters).run();
    const bool older = facts.down.loss == LinkLoss::refused_version ||
                       facts.down.loss == LinkLoss::closed_before_connack;
    if (facts.up || version != VersionPreference::automatic || !older) return facts;
    target.version = MqttVersion::v311;
    return Visit(target, filters).run();
}

}  // namespace aisle
