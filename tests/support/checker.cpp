// SPDX-License-Identifier: Apache-2.0
#include "tests/support/checker.hpp"

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/json.hpp"

#include <algorithm>
#include <map>
#include <ostream>
#include <tuple>
#include <unordered_set>

namespace aisle {
namespace {

// What a device says without being told to: of itself, of what it was lent, of its days.
bool is_own(std::string_view type) {
    constexpr std::array<std::string_view, 5> kinds{
        "io.aisle.device.", "io.aisle.touchpoint.registered.", "io.aisle.lease.", "io.aisle.right.",
        "io.aisle.business_day."};
    return std::any_of(kinds.begin(), kinds.end(),
                       [type](std::string_view kind) { return type.starts_with(kind); });
}

constexpr std::size_t examples_max = 12;

std::string text_at(const Json& object, std::string_view key) {
    const Json* value = object.find(key);
    return value == nullptr ? std::string() : std::string(value->string().value_or(""));
}

// What stands at central for one id: where it came first, how often, and what it is.
struct Held {
    std::size_t position = 0;
    std::uint64_t copies = 0;
    Digest digest;
    std::string mark;
    bool own = false;  // of the device itself
};

class Judge {
public:
    explicit Judge(const Evidence& evidence) : evidence_(evidence) {}

    Verdict judge() {
        read_accepted();
        for (const auto& line : evidence_.journal) on_device_.insert(line.id);
        for (const auto& answer : evidence_.answered) judge_answer(answer);
        judge_numbers();
        judge_strangers();
        judge_journal();
        judge_order();
        return std::move(verdict_);
    }

private:
    void blame(std::uint64_t& count, const std::string& what, const std::string& about) {
        ++count;
        if (verdict_.examples.size() < examples_max) verdict_.examples.push_back(what + about);
    }

    void read_accepted() {
        std::size_t position = 0;
        for (const auto& bytes : evidence_.accepted) {
            const auto json = Json::parse(bytes);
            const std::string id = json ? text_at(*json, "id") : "";
            ++verdict_.accepted;
            if (id.empty()) {
                blame(verdict_.ghosts, "no event: ", bytes.substr(0, 60));
                continue;
            }
            Held& held = held_[id];
            if (held.copies++ > 0) blame(verdict_.duplicated, "more than once at central: ", id);
            if (held.copies > 1) continue;
            held.position = position++;
            held.digest = sha256({bytes});
            held.mark = mark_of(bytes);
            const auto type = text_at(*json, "type");
            held.own = is_own(type);
            if (!held.mark.empty()) ++told_[held.mark];
        }
    }

    void judge_answer(const Answered& answer) {
        // A repeat is answered with the first answer; it is one promise.
        if (!asked_.insert(answer.id).second) return;
        verdict_.answered += answer.events;
        const std::uint64_t gaps = numbers_given_up(answer);
        verdict_.given_up += gaps;
        const bool destroyed =
            evidence_.destroyed.contains(answer.id) || evidence_.destroyed.contains(answer.mark);
        verdict_.destroyed += destroyed ? 1U : 0U;
        if (!answer.mark.empty()) judge_mark(answer, destroyed ? answer.events : gaps);
        if (destroyed || held_.contains(answer.id) || gaps > 0) return;
        const std::string name = answer.id + " " + answer.mark;
        blame(verdict_.lost, "answered as saved, not at central: ", name);
        if (!on_device_.contains(answer.id)) {
            blame(verdict_.deleted_early, "gone from the device before central had it: ", name);
        }
    }

    // One thing is told by one answer, and by as many events as the answer speaks of.
    void judge_mark(const Answered& answer, std::uint64_t gaps) {
        if (!answered_marks_.insert(answer.mark).second) {
            return blame(verdict_.duplicated, "captured twice: ", answer.mark);
        }
        const auto told = told_.find(answer.mark);
        const std::uint64_t there = told == told_.end() ? 0 : told->second;
        if (there > answer.events) {
            blame(verdict_.duplicated, "told under too many ids: ", answer.mark);
        }
        if (there > 0 && there + gaps < answer.events) {
            blame(verdict_.lost, "only a part is at central: ", answer.mark);
        }
    }

    std::uint64_t numbers_given_up(const Answered& answer) const {
        std::uint64_t count = 0;
        for (std::uint64_t seq = answer.seq; seq < answer.seq + answer.events; ++seq) {
            for (const auto& gap : evidence_.given_up) {
                const bool here = gap.epoch == answer.epoch && gap.lane == answer.lane;
                if (!here || seq < gap.first || seq > gap.last) continue;
                ++count;
                break;
            }
        }
        return count;
    }

    void judge_numbers() {
        std::map<std::tuple<int, std::string, Lane, std::uint64_t>, std::string> owners;
        for (const auto& answer : evidence_.answered) {
            const auto [owner, fresh] = owners.emplace(
                std::tuple{answer.life, answer.epoch, answer.lane, answer.seq}, answer.id);
            if (fresh || owner->second == answer.id) continue;
            blame(verdict_.numbered_twice, "two events with one number: ",
                  std::string(to_string(answer.lane)) + " " + std::to_string(answer.seq));
        }
    }

    void judge_strangers() {
        const std::unordered_set<std::string> maybe(evidence_.maybe.begin(), evidence_.maybe.end());
        for (const auto& mark : maybe) {
            const auto told = told_.find(mark);
            if (told != told_.end() && told->second > 1 && !answered_marks_.contains(mark)) {
                blame(verdict_.duplicated, "told under more than one id: ", mark);
            }
        }
        for (const auto& [id, held] : held_) {
            if (held.own || asked_.contains(id)) continue;
            if (answered_marks_.contains(held.mark) || maybe.contains(held.mark)) continue;
            blame(verdict_.ghosts, "nobody captured this: ", id + " " + held.mark);
        }
    }

    void judge_journal() {
        for (const auto& line : evidence_.journal) {
            const auto held = held_.find(line.id);
            if (held != held_.end() && held->second.digest != sha256({line.bytes})) {
                blame(verdict_.bytes_changed, "other bytes at central: ", line.id);
            }
        }
    }

    // In each lane, what has a higher number was committed later: by the answers of each epoch and
    // life, and by the rows that the device has now.
    void judge_order() {
        std::map<std::tuple<int, std::string, Lane>, std::map<std::uint64_t, std::string>> told;
        for (const auto& answer : evidence_.answered) {
            told[{answer.life, answer.epoch, answer.lane}].emplace(answer.seq, answer.id);
        }
        for (const auto& line : evidence_.journal) told[{-1, "", line.lane}][line.seq] = line.id;
        std::unordered_set<std::string> late;
        for (const auto& [lane, ids] : told) {
            std::size_t highest = 0;
            for (const auto& [seq, id] : ids) {
                const auto held = held_.find(id);
                if (held == held_.end()) continue;
                const bool behind = held->second.position < highest;
                if (behind && late.insert(id).second) {
                    blame(verdict_.out_of_order, "committed before a lower number: ", id);
                }
                highest = std::max(highest, held->second.position);
            }
        }
    }

    const Evidence& evidence_;
    Verdict verdict_;
    std::map<std::string, Held> held_;
    std::map<std::string, std::uint64_t> told_;  // by mark: ids at central
    std::unordered_set<std::string> answered_marks_;
    std::unordered_set<std::string> asked_;
    std::unordered_set<std::string> on_device_;
};

}  // namespace

bool Verdict::clean() const {
    return lost + duplicated + out_of_order + ghosts + bytes_changed + deleted_early +
               numbered_twice ==
           0;
}

std::ostream& operator<<(std::ostream& out, const Verdict& verdict) {
    out << "answered " << verdict.answered << ", accepted " << verdict.accepted << ", given up "
        << verdict.given_up << "; lost " << verdict.lost << ", duplicated " << verdict.duplicated
        << ", out of order " << verdict.out_of_order << ", ghosts " << verdict.ghosts
        << ", bytes changed " << verdict.bytes_changed << ", deleted early "
        << verdict.deleted_early << ", numbered twice " << verdict.numbered_twice;
    for (const auto& example : verdict.examples) out << "\n  " << example;
    return out;
}

Verdict check_evidence(const Evidence& evidence) {
    return Judge(evidence).judge();
}

std::string mark_of(std::string_view event) {
    const auto json = Json::parse(event);
    const Json* body = json ? json->find("data") : nullptr;
    if (body == nullptr) return {};
    for (const auto* key : {"scan_data_label", "task", "provisional_member_id"}) {
        if (auto text = text_at(*body, key); !text.empty()) return text;
    }
    // A consent is numbered within its member: "p-….1".
    if (const auto consent = text_at(*body, "consent_id"); !consent.empty()) {
        return consent.substr(0, consent.rfind('.'));
    }
    const Json* number = body->find("sequence_number");
    const auto value = number == nullptr ? std::nullopt : number->integer();
    return value ? "purchase " + text_at(*body, "workstation_id") + " " + std::to_string(*value)
                 : "";
}

}  // namespace aisle
