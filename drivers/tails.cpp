// SPDX-License-Identifier: Apache-2.0
#include "drivers/tails.hpp"

#include "agent/base/idle_loop.hpp"
#include "agent/base/limits.hpp"

#include <boost/asio/post.hpp>

#include <pthread.h>

#include <system_error>
#include <utility>

namespace aisle {

namespace asio = boost::asio;

struct Tails::Tail {
    TailReader reader;
    NodeWatch watch;
    asio::steady_timer timer;
    bool asked = false;                    // records are with the owner
    bool written = false;                  // something was written meanwhile
    std::optional<std::string> trouble{};  // as it was told last
};

Tails::Tails(const Clock& clock) : work_(io_.get_executor()), clock_(clock) {}

Tails::~Tails() {
    stop();
}

Result<void> Tails::start(std::vector<TailReader> readers, TailEvents events) {
    events_ = std::move(events);
    for (auto& reader : readers) {
        const auto& path = reader.options().path;
        const auto folder = path.substr(0, path.rfind('/') + 1);
        tails_.push_back(std::make_unique<Tail>(
            Tail{std::move(reader), NodeWatch(io_, folder), asio::steady_timer(io_)}));
    }
    for (std::size_t i = 0; i < tails_.size(); ++i) {
        asio::post(io_, [this, i] {
            tails_[i]->watch.start([this, i] {
                const bool before = std::exchange(tails_[i]->written, true);
                if (!before && !tails_[i]->asked) wait(i, tail_pause);
            });
            step(i);
        });
    }
    try {
        thread_ = std::thread([this] {
            ::pthread_setname_np(::pthread_self(), "aisle-tails");
            run_and_wipe(io_);
        });
    } catch (const std::system_error& failure) {
        return Error(Errc::unavailable, std::string("no thread for the journals: ") +
                                            failure.what() + "; free memory or raise the limit");
    }
    return {};
}

void Tails::settle(std::size_t journal, std::size_t saved) {
    asio::post(io_, [this, journal, saved] {
        auto& tail = *tails_[journal];
        if (!tail.asked) return;
        tail.asked = false;
        const bool all = tail.reader.settle(saved);
        wait(journal, all ? Micros{0} : tail_look_interval);
    });
}

void Tails::ask_to_stop() {
    io_.stop();
}

void Tails::stop() {
    if (!thread_.joinable()) return;
    ask_to_stop();
    thread_.join();
}

void Tails::step(std::size_t journal) {
    auto& tail = *tails_[journal];
    tail.written = false;
    auto step = tail.reader.step(clock_.mono(), clock_.wall());
    if (tail.trouble != step.trouble) {
        tail.trouble = step.trouble;
        events_.changed(journal, step.trouble);
    }
    if (!step.records.empty()) {
        tail.asked = true;
        return events_.read(journal, std::move(step.records));
    }
    wait(journal, step.more ? Micros{0} : tail.written ? Micros{tail_pause} : tail_look_interval);
}

void Tails::wait(std::size_t journal, Micros time) {
    auto& tail = *tails_[journal];
    tail.timer.expires_after(std::chrono::microseconds(time.count()));
    tail.timer.async_wait([this, journal](const boost::system::error_code& cancelled) {
        if (!cancelled && !tails_[journal]->asked) step(journal);
    });
}

}  // namespace aisle
