// SPDX-License-Identifier: Apache-2.0
#include "agent/embed/herald.hpp"

#include "agent/app/quiet_thread.hpp"
#include "agent/base/limits.hpp"

#include <boost/asio/post.hpp>

#include <future>
#include <memory>
#include <utility>

namespace aisle {

Herald::Herald(Function<void()> missed)
    : work_(io_.get_executor()),
      missed_(std::move(missed)),
      thread_(quiet_thread("aisle-herald", [this] { io_.run(); })) {}

Herald::~Herald() {
    work_.reset();
    thread_.join();
}

void Herald::owe(Function<void()> answer) {
    boost::asio::post(io_, std::move(answer));
}

void Herald::tell(Function<void()> news) {
    if (++news_ > embed_news_max) {
        --news_;
        left_out_ = true;
        return;
    }
    boost::asio::post(io_, [this, news = std::move(news)]() mutable {
        --news_;
        tell_missed();
        news();
        tell_missed();
    });
}

// After the news too: those that were left out may have been the last.
void Herald::tell_missed() {
    if (left_out_.exchange(false) && missed_) missed_();
}

bool Herald::here() const {
    return thread_.get_id() == std::this_thread::get_id();
}

bool Herald::wait(Millis patience) {
    auto told = std::make_shared<std::promise<void>>();
    auto when_told = told->get_future();
    boost::asio::post(io_, [told] { told->set_value(); });
    return when_told.wait_for(patience) == std::future_status::ready;
}

}  // namespace aisle
