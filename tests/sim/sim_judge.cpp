// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_judge.hpp"

#include "agent/base/json.hpp"

#include <algorithm>
#include <sstream>
#include <tuple>

namespace aisle {
namespace {

// With full jitter up to a cap of a minute, some hundred in an hour in which every one fails at
// once; a start begins anew. Without backoff it is thousands.
constexpr std::uint64_t connects_an_hour_max = 220;
constexpr std::size_t wrongs_max = 30;

std::string text_at(const Json& json, std::string_view key) {
    const Json* found = json.find(key);
    return found == nullptr ? "" : std::string(found->string().value_or(""));
}

std::uint64_t number_at(const Json& json, std::string_view key) {
    const Json* found = json.find(key);
    return found == nullptr ? 0 : static_cast<std::uint64_t>(found->integer().value_or(0));
}

class Bench {
public:
    Bench(SimShop& shop, const JudgeRules& rules) : shop_(shop), rules_(rules) {}

    Judgement judge() {
        once_at_central_ = shop_.ever_at_central();
        for (const auto& wrong : shop_.wrongs()) blame(wrong);
        if (!shop_.hub.failure().empty()) blame("the hub ended: " + shop_.hub.failure());
        for (auto& counter : shop_.counters) judge_counter(*counter);
        return std::move(judgement_);
    }

private:
    void blame(const std::string& what) {
        if (judgement_.wrongs.size() < wrongs_max) judgement_.wrongs.push_back(what);
    }

    void judge_counter(SimCounter& counter) {
        auto& evidence = counter.evidence;
        evidence.accepted = shop_.hub.events(counter.name);
        evidence.journal = counter.device->journal();
        read_gaps(counter);
        auto verdict = check_evidence(evidence);
        if (!rules_.order_of_arrival) verdict.out_of_order = 0;
        if (!verdict.clean()) {
            std::ostringstream text;
            text << counter.name << ": " << verdict;
            judgement_.waits = judgement_.waits || verdict.lost > 0;
            blame(text.str());
        }
        add(verdict);
        judge_places(counter);
        judge_feeds(*counter.device);
        judge_connects(counter);
        judge_chain(counter);
    }

    void add(const Verdict& verdict) {
        auto& all = judgement_.verdict;
        all.answered += verdict.answered;
        all.accepted += verdict.accepted;
        all.given_up += verdict.given_up;
        all.destroyed += verdict.destroyed;
        all.lost += verdict.lost;
        all.duplicated += verdict.duplicated;
        all.out_of_order += verdict.out_of_order;
        all.ghosts += verdict.ghosts;
        all.bytes_changed += verdict.bytes_changed;
        all.deleted_early += verdict.deleted_early;
        all.numbered_twice += verdict.numbered_twice;
    }

    // What is given up must have been at central once; but scans for want of room. And nothing that
    // is made here is poison.
    void read_gaps(SimCounter& counter) {
        counter.evidence.given_up.clear();
        for (const auto& line : shop_.hub.gaps(counter.name)) {
            const auto json = Json::parse(line);
            if (!json) return blame("central's gaps cannot be read: " + line);
            const Lane lane = text_at(*json, "lane") == "ledger" ? Lane::ledger : Lane::touch;
            const auto first = number_at(*json, "first");
            const auto last = number_at(*json, "last");
            const auto reason = text_at(*json, "reason");
            const bool evicted = reason == "evicted" && lane == Lane::touch && rules_.runs_full;
            if (reason != "trimmed" && !evicted) blame(counter.name + ": given up: " + line);
            give_up(counter, {text_at(*json, "epoch"), lane, first, last}, evicted);
            const auto origin = text_at(*json, "origin");
            const auto from = number_at(*json, "origin_first");
            if (!origin.empty())
                give_up(counter, {origin, lane, from, from + last - first}, evicted);
        }
    }

    void give_up(SimCounter& counter, const GivenUp& gap, bool evicted) {
        auto& evidence = counter.evidence;
        evidence.given_up.push_back(gap);
        if (evicted) return;
        for (const auto& answer : evidence.answered) {
            const bool within = answer.epoch == gap.epoch && answer.lane == gap.lane &&
                                gap.first <= answer.seq && answer.seq <= gap.last;
            if (!within || once_at_central_.contains(answer.id)) continue;
            if (evidence.destroyed.contains(answer.id)) continue;
            blame(counter.name + ": " + std::string(to_string(gap.lane)) + " " +
                  std::to_string(answer.seq) + " was given up, and central never had it");
        }
    }

    // Under each settled number central holds an event that was answered with it.
    void judge_places(SimCounter& counter) {
        std::map<std::tuple<std::string, Lane, std::uint64_t>, std::set<std::string>> told;
        for (const auto& answer : counter.evidence.answered) {
            told[{answer.epoch, answer.lane, answer.seq}].insert(answer.id);
        }
        for (const auto& lane : shop_.hub.settled(counter.name)) {
            const auto contest = counter.contested.find({lane.epoch, lane.lane});
            const auto end = contest == counter.contested.end() ? UINT64_MAX : contest->second;
            for (const auto& [seq, id] : lane.ids) {
                if (seq > lane.committed || seq >= end) break;
                const auto answers = told.find({lane.epoch, lane.lane, seq});
                if (answers == told.end() || answers->second.contains(id)) continue;
                blame(counter.name + ": " + std::string(to_string(lane.lane)) + " " +
                      std::to_string(seq) + " of " + lane.epoch + " was answered for " +
                      *answers->second.begin() + ", and settled for " + id);
            }
        }
    }

    void judge_feeds(SimDevice& device) {
        auto decided = shop_.hub.decided({"fleet", "store-s0042", "device-" + device.name()});
        for (const auto& feed : device.fed()) {
            const auto& position = feed.position;
            const auto latest = decided.find({position.feed, position.scope});
            const std::string name =
                device.name() + ": feed " + position.feed + " of " + position.scope;
            if (latest == decided.end()) {
                if (feed.rows.empty()) continue;
                judgement_.waits = true;
                blame(name + " is served, and central has no such feed");
                continue;
            }
            if (latest->second != feed.rows) {
                judgement_.waits = true;
                blame(name + " stands at " + std::to_string(position.cursor.value()) + " with " +
                      std::to_string(feed.rows.size()) + " rows and is not what central decided, " +
                      std::to_string(latest->second.size()) + " rows");
            }
            decided.erase(latest);
        }
        for (const auto& [name, rows] : decided) {
            if (rows.empty()) continue;
            judgement_.waits = true;
            blame(device.name() + ": feed " + name.first + " of " + name.second + " is not served");
        }
    }

    void judge_connects(const SimCounter& counter) {
        const auto& times = shop_.broker.connect_times(counter.name);
        std::size_t first = 0;
        std::uint64_t most = 0;
        for (std::size_t at = 0; at < times.size(); ++at) {
            while (times[at] - times[first] > std::chrono::hours(1)) ++first;
            most = std::max<std::uint64_t>(most, at - first + 1);
        }
        judgement_.connects_an_hour = std::max(judgement_.connects_an_hour, most);
        if (most <= connects_an_hour_max) return;
        blame(counter.name + " connected " + std::to_string(most) + " times in an hour");
    }

    void judge_chain(const SimCounter& counter) {
        for (const auto& finding : shop_.hub.findings(counter.name)) {
            const auto json = Json::parse(finding);
            const auto kind = json ? text_at(*json, "kind") : "";
            if (kind == "chain_broken" || kind == "refused" || kind == "bytes_changed") {
                blame("central found: " + finding);
            }
        }
    }

    SimShop& shop_;
    JudgeRules rules_;
    std::set<std::string> once_at_central_;
    Judgement judgement_;
};

}  // namespace

Judgement judge(SimShop& shop, const JudgeRules& rules) {
    return Bench(shop, rules).judge();
}

}  // namespace aisle
