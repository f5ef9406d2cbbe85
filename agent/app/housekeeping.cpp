// SPDX-License-Identifier: Apache-2.0
#include "agent/app/housekeeping.hpp"

#include "agent/base/limits.hpp"

#include <memory>

namespace aisle {
namespace {

constexpr Micros between_rounds = Seconds{30};
// Long enough that captures and batches come between two slices.
constexpr Micros between_slices = Millis{20};
// A disk that hangs or a queue that is full is over it by then, or is not going to be.
constexpr Micros before_retry = Seconds{10};
constexpr std::size_t rows_per_slice = 2000;

}  // namespace

Housekeeping::Housekeeping(HousekeepingParts parts, Function<void(std::string)> damaged)
    : parts_(std::move(parts)), damaged_(std::move(damaged)) {}

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
            again(judge(done ? Result<bool>(*more) : Result<bool>(done.error())));
        });
}

Micros Housekeeping::judge(const Result<bool>& slice) {
    const auto& report = parts_.walk.report();
    const std::string why = slice ? "" : slice.error().what();
    const auto verdict = trial_.judge(slice, report);
    walked_ = verdict != WalkVerdict::go_on && verdict != WalkVerdict::again;
    switch (verdict) {
        case WalkVerdict::go_on:
            return between_slices;
        case WalkVerdict::again:
            parts_.log.warn("journal.check_retried", {{"why", why}});
            return before_retry;
        case WalkVerdict::whole:
            parts_.log.info("journal.checked", {{"rows", report.rows}, {"gaps", report.gaps}});
            break;
        case WalkVerdict::given_up:
            parts_.log.warn("journal.check_given_up",
                            {{"why", why}, {"next", "the next start checks it again"}});
            break;
        case WalkVerdict::damaged:
            const auto what = slice ? report.problems.front() : why;
            parts_.log.error("journal.damaged", {{"why", what}});
            if (damaged_) damaged_(what);
            break;
    }
    return Micros{0};
}

void Housekeeping::tidy(Function<void(Micros)> again) {
    const auto view = parts_.runner.view();
    const bool may_trim =
        view.welcomed && parts_.clock.mono() - *view.welcomed <= Micros{rehello_interval};
    const auto truth = parts_.time.now();
    auto more = std::make_shared<bool>(false);
    parts_.store.write(
        [this, more, truth, may_trim](Txn& txn) -> Result<void> {
            TRY(*more, parts_.retention.tidy(txn, truth, may_trim));
            if (!truth) return {};
            if (parts_.forget) TRY(parts_.forget(txn, *truth, rows_deleted_per_job));
            return parts_.requests.forget(txn, *truth, rows_deleted_per_job);
        },
        [more, again = std::move(again)](Result<void> done) mutable {
            again(done && *more ? between_slices : between_rounds);
        });
}

}  // namespace aisle
