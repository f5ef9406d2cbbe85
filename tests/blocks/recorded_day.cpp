// SPDX-License-Identifier: Apache-2.0
#include "tests/blocks/recorded_day.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr std::size_t long_sale_lines = 30;
constexpr int rounds_max = 200;

}  // namespace

// The smallest budget has a log of a megabyte.
RecordedDay::RecordedDay(const RecordedVolume& volume, std::string daemon)
    : shop({.daemon = std::move(daemon),
            .state = volume.folder() + "/state",
            .settings = "[disk]\nbudget = \"16MiB\"\n"}),
      volume_(volume),
      till_(shop.port(), shop.evidence) {}

void RecordedDay::capture(int things) {
    for (int thing = 0; thing < things; ++thing) {
        want(thing);
        settle();
    }
}

void RecordedDay::capture_long(int sales) {
    for (int sale = 0; sale < sales; ++sale) till_.want_purchase(long_sale_lines);
    settle();
}

void RecordedDay::be_killed(int things, std::size_t answers) {
    for (int thing = 0; thing < things; ++thing) want(thing);
    till_.ask();
    for (std::size_t more = 1, taken = 0; more > 0 && taken < answers; taken += more) {
        more = till_.take(1);
        note();
    }
    shop.kill_daemon();
    while (till_.take(1) > 0) note();
    shop.open_daemon();
    settle();
}

void RecordedDay::want(int thing) {
    if (thing % 3 == 0) till_.want_scan();
    if (thing % 3 == 1) till_.want_purchase();
    if (thing % 3 == 2) till_.want_sign_up();
}

void RecordedDay::settle() {
    for (int round = 0; round < rounds_max && !till_.settled(); ++round) {
        till_.ask();
        while (till_.take(1) > 0) note();
    }
    ASSERT_TRUE(till_.settled()) << till_.last_refusal();
}

// An answer was heard before the recorder is asked, so what it has noted by then is enough.
void RecordedDay::note() {
    const std::uint64_t bytes = volume_.log_bytes();
    const auto& answered = shop.evidence.answered;
    while (heard_.size() < answered.size()) heard_.push_back({answered[heard_.size()], bytes});
}

}  // namespace aisle
