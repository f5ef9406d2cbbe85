// SPDX-License-Identifier: Apache-2.0
// The thread that reads journal files: they may lie on another machine's drive, and a drive that
// does not answer keeps nobody else waiting. Nor is it watched whether this thread turns: a start
// anew would not mend a drive.
// start, settle and stop are called on the owner's thread; the events on this one, and only post.
#pragma once

#include "agent/base/time.hpp"
#include "drivers/node_watch.hpp"
#include "drivers/tail_reader.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace aisle {

struct TailEvents {
    // Of a journal, by its place in the list; nothing more comes of it before settle().
    Function<void(std::size_t journal, std::vector<ReadRecord>)> read;
    // An empty trouble: it can be read.
    Function<void(std::size_t journal, const std::string& trouble)> changed;
};

class Tails {
public:
    explicit Tails(const Clock& clock);
    ~Tails();

    // Once. Errors: unavailable, when the system gives no thread.
    Result<void> start(std::vector<TailReader> readers, TailEvents events);
    // So many of the records were saved. If not all, the others come again after a while.
    void settle(std::size_t journal, std::size_t saved);
    // Soon no event comes any more; what is read just now is read to its end.
    void ask_to_stop();
    // No event comes after it returns. Again: nothing.
    void stop();

private:
    struct Tail;
    void step(std::size_t journal);
    void wait(std::size_t journal, Micros time);

    // The context is destroyed last: what is queued in it may point at the tails.
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    const Clock& clock_;
    TailEvents events_;
    std::vector<std::unique_ptr<Tail>> tails_;
    std::thread thread_;
};

}  // namespace aisle
