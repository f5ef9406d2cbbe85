// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_till.hpp"

#include "agent/base/json_writer.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

void write_line(JsonWriter& json, std::size_t sequence) {
    json.begin_object().member("sequence", static_cast<std::int64_t>(sequence));
    json.member("type", "sale").member("item_id", "tea").member("quantity", "1");
    json.member("regular_unit_price", 100).member("actual_unit_price", 100);
    json.member("extended_amount", 100).end_object();
}

}  // namespace

SimTill::SimTill(World& world, std::string name, Evidence& evidence)
    : world_(world), name_(std::move(name)), evidence_(evidence) {}

void SimTill::want(Kind kind, std::string id, std::string body, std::string mark) {
    wishes_[count_] = {kind, std::move(id), std::move(body), std::move(mark), {}, false};
}

void SimTill::want_scan(std::size_t bytes) {
    const std::string id = "code-" + name_ + std::to_string(++count_);
    const std::string code = id + std::string(bytes > id.size() ? bytes - id.size() : 0, '.');
    want(Kind::scan, id, code, code);
}

void SimTill::want_purchase(std::size_t lines) {
    const auto number = static_cast<std::int64_t>(++count_);
    const auto total = static_cast<std::int64_t>(lines * 100);
    const std::string id = "sale-" + name_ + std::to_string(number);
    std::string body;
    JsonWriter json(body);
    json.begin_object().member("id", id).member("workstation_id", "pos-" + name_);
    json.member("sequence_number", number).member("business_day_date", "2026-07-01");
    json.member("end_date_time", "2026-07-01T16:30:00+08:00");
    json.member("currency", "CNY").member("status", "completed").key("lines").begin_array();
    for (std::size_t line = 1; line <= lines; ++line) write_line(json, line);
    json.end_array().key("tenders").begin_array().begin_object();
    json.member("type", "cash").member("amount", total).end_object().end_array();
    json.key("totals").begin_object().member("net", total).member("grand", total).end_object();
    json.end_object();
    want(Kind::purchase, id, std::move(body),
         "purchase pos-" + name_ + " " + std::to_string(number));
}

void SimTill::want_sign_up() {
    const std::string number = std::to_string(++count_);
    const std::string id = "form-" + name_ + number;
    std::string body;
    JsonWriter json(body);
    json.begin_object().member("id", id).member("member_card", "C-" + name_ + number);
    json.key("consents").begin_array().begin_object().member("purpose", "membership");
    json.member("channel", "any").member("decision", "given").key("notice").begin_object();
    json.member("id", "n1").member("version", "3").member("language", "en");
    json.member("sha256", to_hex(sha256({notice_text}).view()));
    json.end_object().end_object().end_array().end_object();
    want(Kind::sign_up, id, std::move(body), "");
}

void SimTill::want_task_done(const std::string& key) {
    const std::string id = "done-" + name_ + std::to_string(++count_);
    want(Kind::task, id, R"({"id":")" + id + R"(","number":38})", key);
    wishes_[count_].key = key;
}

// ---- Asking ----

void SimTill::ask(const SimDesks& desks, const Lifetime& open) {
    // A process that is gone has taken its answers with it.
    if (std::exchange(asked_in_, open.number()) != open.number()) under_way_.clear();
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, wish] : wishes_) {
        if (!under_way_.contains(number)) numbers.push_back(number);
    }
    for (const auto number : numbers) {
        under_way_.insert(number);
        wishes_[number].asked = true;
        say(number, Wish(wishes_[number]), desks, open);
    }
}

void SimTill::say(std::uint64_t number, const Wish& wish, const SimDesks& desks,
                  const Lifetime& open) {
    auto accept = [this, number, alive = open.watch()](const Result<Accepted>& told) {
        if (!alive.expired()) hear(number, told);
    };
    switch (wish.kind) {
        case Kind::scan:
            return desks.desk.capture_scan({wish.body, "", "till", MonoTime{}}, wish.id, accept);
        case Kind::purchase:
            return desks.desk.record_purchase(wish.body, accept);
        case Kind::sign_up:
            return desks.desk.sign_up(wish.body, accept);
        case Kind::task:
            return desks.tasks.complete(wish.key, wish.body, accept);
    }
}

void SimTill::hear(std::uint64_t number, const Result<Accepted>& told) {
    under_way_.erase(number);
    const auto wish = wishes_.find(number);
    if (wish == wishes_.end()) return;
    if (told) {
        keep(*told, wish->second.mark.empty() ? told->member : wish->second.mark);
        wishes_.erase(wish);
        return;
    }
    last_refusal_ = told.error().what();
    const auto kind = told.error().kind();
    // Of a task such a no is final: it is not there any more, or is done.
    const bool final = kind == Errc::not_found || kind == Errc::conflict;
    if (final && wish->second.kind == Kind::task) wishes_.erase(wish);
}

void SimTill::keep(const Accepted& accepted, const std::string& mark) {
    const auto& receipt = accepted.receipt;
    Answered answer;
    answer.id = to_string(receipt.id);
    answer.lane = receipt.lane;
    answer.seq = receipt.seq.value();
    answer.epoch = to_hex(receipt.epoch);
    answer.events = accepted.events;
    answer.mark = mark;
    answer.life = life_;
    world_.note("answered", answer.id + mark);
    evidence_.answered.push_back(std::move(answer));
}

void SimTill::type(Desk& desk, const Lifetime& open, MonoTime at) {
    const std::string code = "typed-" + name_ + std::to_string(++count_);
    evidence_.maybe.push_back(code);
    desk.capture_scan({code, "]Q1", "scanner", at}, "",
                      [this, code, alive = open.watch()](const Result<Accepted>& told) {
                          if (told && !alive.expired()) keep(*told, code);
                      });
}

// ---- Ends ----

void SimTill::give_up() {
    for (const auto& [number, wish] : wishes_) {
        if (wish.asked && !wish.mark.empty()) evidence_.maybe.push_back(wish.mark);
    }
    wishes_.clear();
    under_way_.clear();
}

void SimTill::settle_by(const std::vector<Remembered>& rows) {
    for (const auto& row : rows) {
        const auto wish = std::find_if(wishes_.begin(), wishes_.end(), [&](const auto& one) {
            return row.request.substr(row.request.find(':') + 1) == one.second.id;
        });
        if (wish == wishes_.end() || !wish->second.asked) continue;
        Answered answer = row.answered;
        answer.mark = wish->second.mark.empty() ? row.member : wish->second.mark;
        answer.life = life_;
        evidence_.answered.push_back(std::move(answer));
        wishes_.erase(wish);
    }
    under_way_.clear();
}

}  // namespace aisle
