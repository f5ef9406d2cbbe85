// SPDX-License-Identifier: Apache-2.0
#include "agent/store/store.hpp"

#include "agent/base/limits.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace aisle {
namespace {

// A bounded queue that hands out everything it holds, up to `batch_max` at a time.
template <class T>
class Waiting {
public:
    Waiting(std::size_t items_max, std::size_t batch_max)
        : items_max_(items_max), batch_max_(batch_max) {}

    bool push(T& item) {
        {
            const std::lock_guard lock(mutex_);
            if (closed_ || items_.size() >= items_max_) return false;
            items_.push_back(std::move(item));
        }
        ready_.notify_one();
        return true;
    }

    // Waits for work. Empty only when closed and drained.
    std::vector<T> take() {
        std::unique_lock lock(mutex_);
        taking_ = true;
        ready_.wait(lock, [this] { return closed_ || !items_.empty(); });
        taking_ = false;
        ++taken_;
        std::vector<T> batch;
        const std::size_t count = std::min(items_.size(), batch_max_);
        batch.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            batch.push_back(std::move(items_.front()));
            items_.pop_front();
        }
        return batch;
    }

    Pulse pulse() {
        const std::lock_guard lock(mutex_);
        return {taken_, taking_ && items_.empty()};
    }

    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        ready_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<T> items_;
    std::size_t items_max_;
    std::size_t batch_max_;
    bool closed_ = false;
    bool taking_ = false;
    std::uint64_t taken_ = 0;
};

constexpr int reader_nice = 10;

struct Read {
    ReadJob job;
    Done done;
};

Error busy() {
    return Error(Errc::unavailable, "too much is waiting to be saved; try again").coded("busy");
}

}  // namespace

class Store::Threads {
public:
    explicit Threads(StoreParts parts) : parts_(std::move(parts)) {}
    ~Threads() { stop(); }

    void start() {
        if (!parts_.threads) return;
        writer_ = std::thread([this] { run_writer(); });
        reader_ = std::thread([this] { run_reader(); });
    }

    void write(Job job, Done done) {
        Write item{std::move(job), std::move(done)};
        if (!parts_.threads) {
            std::vector<Write> group;
            group.push_back(std::move(item));
            commit(group);
        } else if (!writes_.push(item)) {
            answer(std::move(item.done), busy());
        }
    }

    void read(ReadJob job, Done done) {
        Read item{std::move(job), std::move(done)};
        if (!parts_.threads) {
            answer_read(item);
        } else if (!reads_.push(item)) {
            answer(std::move(item.done), busy());
        }
    }

    void stop() {
        writes_.close();
        reads_.close();
        if (writer_.joinable()) writer_.join();
        if (reader_.joinable()) reader_.join();
    }

    Pulse writer_pulse() { return parts_.threads ? writes_.pulse() : Pulse{0, true}; }
    Pulse reader_pulse() { return parts_.threads ? reads_.pulse() : Pulse{0, true}; }

    bool dead() const { return dead_; }
    void on_death(Function<void()> told) { told_ = std::move(told); }
    void on_damage(Function<void(std::string)> told) { damage_told_ = std::move(told); }

private:
    void run_writer() {
        pthread_setname_np(pthread_self(), "aisle-write");
        while (true) {
            auto group = writes_.take();
            if (group.empty()) return;
            commit(group);
        }
    }

    void run_reader() {
        pthread_setname_np(pthread_self(), "aisle-read");
        // A backlog and the check of a whole file are read here, and somebody at the counter waits
        // for the other threads. Where that is not allowed, nothing is lost by it.
        static_cast<void>(setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), reader_nice));
        while (true) {
            auto group = reads_.take();
            if (group.empty()) return;
            for (auto& item : group) answer_read(item);
        }
    }

    // One post for the whole group: its answers leave together, after the one fsync.
    void commit(std::vector<Write>& group) {
        auto outcomes = parts_.committer.commit(group);
        note_death();  // known before anybody hears of it
        parts_.post([group = std::move(group), outcomes = std::move(outcomes)]() mutable {
            for (std::size_t i = 0; i < group.size(); ++i) {
                if (group[i].done) group[i].done(std::move(outcomes[i]));
            }
        });
        parts_.committer.tidy_up();
        if (!parts_.committer.dead()) return;
        note_death();
        if (told_) parts_.post(std::exchange(told_, {}));
    }

    void note_death() {
        const auto& death = parts_.committer.death();
        if (!death) return;
        dead_ = true;
        watch(*death);
    }

    void answer_read(Read& item) {
        auto outcome = item.job();
        if (!outcome) watch(outcome.error());
        answer(std::move(item.done), std::move(outcome));
    }

    // Either thread; the first to find damage tells it.
    void watch(const Error& error) {
        if (error.kind() != Errc::corrupt || damaged_.exchange(true) || !damage_told_) return;
        parts_.post([told = std::move(damage_told_), why = error.what()]() mutable {
            told(std::move(why));
        });
    }

    void answer(Done done, Result<void> outcome) {
        if (!done) return;
        parts_.post([done = std::move(done), outcome = std::move(outcome)]() mutable {
            done(std::move(outcome));
        });
    }

    StoreParts parts_;
    Waiting<Write> writes_{store_jobs_max, commit_jobs_max};
    Waiting<Read> reads_{store_reads_max, 1};
    std::atomic<bool> dead_ = false;
    std::atomic<bool> damaged_ = false;
    Function<void()> told_;
    Function<void(std::string)> damage_told_;
    std::thread writer_;
    std::thread reader_;
};

// Where the system has no second thread to give, the first is stopped on the way out.
Store::Store(StoreParts parts) : threads_(std::make_unique<Threads>(std::move(parts))) {
    threads_->start();
}
Store::~Store() = default;
void Store::write(Job job, Done done) {
    threads_->write(std::move(job), std::move(done));
}
void Store::read(ReadJob job, Done done) {
    threads_->read(std::move(job), std::move(done));
}
void Store::stop() {
    threads_->stop();
}
Pulse Store::writer_pulse() const {
    return threads_->writer_pulse();
}
Pulse Store::reader_pulse() const {
    return threads_->reader_pulse();
}
bool Store::dead() const {
    return threads_->dead();
}
void Store::on_death(Function<void()> told) {
    threads_->on_death(std::move(told));
}
void Store::on_damage(Function<void(std::string)> told) {
    threads_->on_damage(std::move(told));
}

}  // namespace aisle
