// SPDX-License-Identifier: Apache-2.0
// A line in memory: the test types on it, hangs it up, unplugs it and plugs it in again.
#pragma once

#include "agent/base/check.hpp"
#include "drivers/byte_source.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

namespace aisle {

class MemorySource final : public ByteSource {
public:
    explicit MemorySource(boost::asio::io_context& io) : io_(io) {}

    void open(OpenDone done) override {
        ++opens;
        open_ = !missing;
        if (deserted) return;
        boost::asio::post(io_, [this, done = std::move(done)]() mutable {
            if (missing) return done(Error(failure, "not plugged in"));
            done({});
        });
    }
    void read_some(std::span<char> into, ReadDone done) override {
        CHECK(open_ && !reading_, "one read at a time, from an open source");
        into_ = into;
        reading_ = std::move(done);
        serve();
    }
    void close() override {
        open_ = false;
        reading_ = nullptr;
        arrived_.clear();
    }
    const std::string& name() const override { return name_; }

    void type(std::string bytes) {
        arrived_.emplace_back(std::move(bytes));
        serve();
    }
    void hang_up() { type(""); }
    void unplug() {
        missing = true;
        answer(Error(Errc::io, "unplugged"));
    }

    int opens = 0;
    bool missing = false;
    bool deserted = false;  // a port that listens, and nobody calls
    Errc failure = Errc::not_found;

private:
    void serve() {
        if (!reading_ || arrived_.empty()) return;
        auto& bytes = arrived_.front();
        const auto size = std::min(bytes.size(), into_.size());
        std::copy_n(bytes.begin(), size, into_.begin());
        bytes.erase(0, size);
        if (bytes.empty()) arrived_.pop_front();
        answer(size);
    }
    void answer(Result<std::size_t> outcome) {
        if (!reading_) return;
        boost::asio::post(io_, [done = std::exchange(reading_, nullptr),
                                outcome = std::move(outcome)]() mutable { done(outcome); });
    }

    boost::asio::io_context& io_;
    std::string name_ = "memory";
    std::deque<std::string> arrived_;
    std::span<char> into_;
    ReadDone reading_;
    bool open_ = false;
};

}  // namespace aisle
