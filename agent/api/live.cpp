// SPDX-License-Identifier: Apache-2.0
#include "agent/api/live.hpp"

#include "agent/base/ids.hpp"
#include "agent/base/limits.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace aisle {
namespace {

// What is joined for one write; the rest waits for the next.
constexpr std::size_t write_bytes_aim = 64 * KiB;
// How far back an older event of the same topic is looked for; there are few topics.
constexpr std::size_t topics_looked_back = 4;

}  // namespace

class Live::Reader final : public BodyStream {
public:
    Reader() { say("retry: 2000\n\n"); }

    void push(const Text& text, std::string_view topic) {
        if (over_) return;
        if (!topic.empty()) forget_older(topic);
        if (queue_.size() == live_events_pending_max) {
            queue_.clear();
            say(": too slow, connect again\n\n");
            over_ = true;
        } else {
            queue_.push_back({text, topic});
        }
        if (ready_) ready_();
    }
    void say(std::string text) {
        queue_.push_back({std::make_shared<const std::string>(std::move(text)), {}});
    }

    std::string take() override {
        std::string bytes;
        while (!queue_.empty() && bytes.size() < write_bytes_aim) {
            bytes += *queue_.front().text;
            queue_.pop_front();
        }
        return bytes;
    }
    bool over() const override { return over_ && queue_.empty(); }
    std::string_view ping() const override { return ":\n\n"; }
    void when_ready(Function<void()> ready) override { ready_ = std::move(ready); }

    bool dropped() const { return over_; }

private:
    struct Queued {
        Text text;
        std::string_view topic;
    };

    void forget_older(std::string_view topic) {
        for (std::size_t back = 1; back <= std::min(queue_.size(), topics_looked_back); ++back) {
            const auto at = queue_.end() - static_cast<std::ptrdiff_t>(back);
            if (at->topic != topic) continue;
            queue_.erase(at);
            return;
        }
    }

    std::deque<Queued> queue_;
    Function<void()> ready_;
    bool over_ = false;
};

Live::Live(Entropy& entropy) {
    run_ = to_hex(random_id<Nonce>(entropy)).substr(0, 12);
}

Live::~Live() = default;

std::string Live::id_of(std::uint64_t number) const {
    return run_ + "-" + std::to_string(number);
}

void Live::publish(std::string_view name, std::string_view json, std::string_view topic) {
    CHECK(json.find_first_of("\r\n") == std::string_view::npos, "a live event is one line");
    std::string text = "id: " + id_of(++last_) + "\nevent: ";
    text += name;
    text += "\ndata: ";
    text += json;
    text += "\n\n";
    kept_.push_back(std::make_shared<const std::string>(std::move(text)));
    if (kept_.size() > live_events_kept_max) kept_.pop_front();
    // A reader may leave while it is told.
    const auto present = readers_;
    for (const auto& weak : present) {
        if (const auto reader = weak.lock()) reader->push(kept_.back(), topic);
    }
    forget_gone();
}

void Live::forget_gone() {
    std::erase_if(readers_, [](const std::weak_ptr<Reader>& weak) {
        const auto reader = weak.lock();
        return !reader || reader->dropped();
    });
}

std::size_t Live::readers() {
    forget_gone();
    return readers_.size();
}

Result<std::shared_ptr<BodyStream>> Live::subscribe(std::string_view last_event_id) {
    if (readers() >= live_subscribers_max) {
        return Error(Errc::unavailable, "there are " + std::to_string(live_subscribers_max) +
                                            " readers already; close one")
            .coded("too_many_readers");
    }
    auto reader = std::make_shared<Reader>();
    if (!last_event_id.empty()) catch_up(*reader, last_event_id);
    readers_.push_back(reader);
    return std::shared_ptr<BodyStream>(std::move(reader));
}

void Live::catch_up(Reader& reader, std::string_view last_event_id) const {
    const std::string ours = run_ + "-";
    const bool of_this_run = last_event_id.starts_with(ours);
    if (of_this_run) last_event_id.remove_prefix(ours.size());
    const char* end = last_event_id.data() + last_event_id.size();
    std::uint64_t seen = 0;
    const auto parsed = std::from_chars(last_event_id.data(), end, seen);
    const bool whole = parsed.ec == std::errc{} && parsed.ptr == end;
    const std::uint64_t forgotten = last_ - kept_.size();
    if (!of_this_run || !whole || seen < forgotten || seen > last_) {
        return reader.say("id: " + id_of(last_) + "\nevent: missed\ndata: {}\n\n");
    }
    for (auto i = seen - forgotten; i < kept_.size(); ++i) reader.push(kept_[i], {});
}

}  // namespace aisle
