// SPDX-License-Identifier: Apache-2.0
#include "agent/app/housekeeping.hpp"

#include "agent/base/limits.hpp"

#include <memory>

namespace aisle {
namespace {

constexpr Micros between_rounds = Seconds{30};
// Long enough that captures and batches come between two slices.
constexpr Micros between_slices = Millis{20};
constexpr std::size_t rows_per_slice = 2000;

}  // namespace

Housekeeping::Housekeeping(HousekeepingParts parts, Function<void(std::string)> damaged)
    : parts_(parts), damaged_(std::move(damaged)) {}

void Housekeeping::work(Function<void(Micros)> again) {
    if (walked_) {
        tidy(std::move(again));
    } else {
        walk(std::move(again));
    }
}

void Housekeeping::walk(Function<void(Micros)> again) {
    auto more = std::make_shared<bool>(false);
    parts_.store.read(
        [this, more]() -> Result<void> {
            TRY(*more, parts_.walk.step(rows_per_slice));
            return {};
        },
        [this, more, again = std::move(again)](Result<void> done) mutable {
            walked_ = !done || !*more;
            if (walked_) judge(done);
            again(walked_ ? Micros{0} : between_slices);
        });
}

void Housekeeping::judge(const Result<void>& done) {
    const auto& report = parts_.walk.report();
    if (done && report.whole()) {
        parts_.log.info("journal.checked", {{"rows", report.rows}, {"gaps", report.gaps}});
        return;
    }
    // A read that was refused for now says nothing about the file.
    if (!done && done.error().kind() == Errc::unavailable) return;
    const std::string why = done ? report.problems.front() : done.error().what();
    parts_.log.error("journal.damaged", {{"why", why}});
    if (damaged_) damaged_(why);
}

void Housekeeping::tidy(Function<void(Micros)> again) {
    const auto view = parts_.runner.view();
    const bool may_trim =
        view.welcomed && parts_.clock.mono() - *view.welcomed <= Micros{rehello_interval};
    const auto now = parts_.clock.wall();
    auto more = std::make_shared<bool>(false);
    parts_.store.write(
        [this, more, now, may_trim](Txn& txn) -> Result<void> {
            TRY(*more, parts_.retention.tidy(txn, now, may_trim));
            return parts_.requests.forget(txn, now - Micros{request_memory}, rows_deleted_per_job);
        },
        [more, again = std::move(again)](Result<void> done) mutable {
            again(done && *more ? between_slices : between_rounds);
        });
}

}  // namespace aisle
