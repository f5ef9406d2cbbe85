// SPDX-License-Identifier: Apache-2.0
#include "tests/kill/till.hpp"

#include "agent/base/json_writer.hpp"
#include "tests/support/child_process.hpp"

#include <poll.h>

#include <charconv>

namespace aisle {
namespace {

// Connections at once; the daemon takes 256.
constexpr std::size_t conversations_max = 64;
constexpr int answer_patience_ms = 20000;

int status_in(const std::string& heard) {
    int status = 0;
    if (heard.size() > 12) std::from_chars(heard.data() + 9, heard.data() + 12, status);
    return status;
}

// The body of a whole answer, or nothing.
std::string body_in(const std::string& heard) {
    const auto head = heard.find("\r\n\r\n");
    return head == std::string::npos ? "" : heard.substr(head + 4);
}

void write_line(JsonWriter& json, std::size_t sequence) {
    json.begin_object().member("sequence", static_cast<std::int64_t>(sequence));
    json.member("type", "sale").member("item_id", "tea").member("quantity", "1");
    json.member("regular_unit_price", 100).member("actual_unit_price", 100);
    json.member("extended_amount", 100).end_object();
}

}  // namespace

Till::Till(std::uint16_t port, Evidence& evidence, std::string name)
    : port_(port), evidence_(evidence), name_(std::move(name)) {}

void Till::want(const std::string& path, std::string body, std::string mark) {
    wishes_[++count_] = {path, std::move(body), std::move(mark)};
}

void Till::want_scan(std::size_t bytes) {
    const std::string id = "http-" + name_ + std::to_string(count_ + 1);
    const std::string code = id + std::string(bytes > id.size() ? bytes - id.size() : 0, '.');
    std::string body;
    JsonWriter json(body);
    json.begin_object().member("id", id).member("data", code).end_object();
    want("/v1/scans", std::move(body), code);
}

void Till::want_purchase(std::size_t lines) {
    const auto number = static_cast<std::int64_t>(count_ + 1);
    const auto total = static_cast<std::int64_t>(lines * 100);
    std::string body;
    JsonWriter json(body);
    json.begin_object().member("id", "sale-" + name_ + std::to_string(number));
    json.member("workstation_id", "pos-" + name_).member("sequence_number", number);
    json.member("business_day_date", "2026-07-01");
    json.member("end_date_time", "2026-07-01T16:30:00+08:00");
    json.member("currency", "CNY").member("status", "completed").key("lines").begin_array();
    for (std::size_t line = 1; line <= lines; ++line) write_line(json, line);
    json.end_array().key("tenders").begin_array().begin_object();
    json.member("type", "cash").member("amount", total).end_object().end_array();
    json.key("totals").begin_object().member("gross", total).member("discount", 0);
    json.member("net", total).member("tax", 0).member("grand", total).end_object();
    json.end_object();
    want("/v1/purchases", std::move(body), "purchase pos-" + name_ + " " + std::to_string(number));
}

void Till::want_sign_up() {
    const auto notice = notice_on_screen();
    if (notice.empty()) return want_purchase();
    const std::string number = std::to_string(count_ + 1);
    std::string body;
    JsonWriter json(body);
    json.begin_object().member("id", "form-" + name_ + number);
    json.member("email", "li" + number + "@example.com").key("consents").begin_array();
    json.begin_object().member("purpose", "membership").member("channel", "any");
    json.member("decision", "given").raw_member("notice", notice);
    json.end_object().end_array().end_object();
    want("/v1/members", std::move(body), "");
    ++forms_;
}

std::string Till::notice_on_screen() const {
    const auto heard = body_of(ask_http(port_, "GET /v1/notices"));
    const auto json = Json::parse(heard);
    const Json* notices = json ? json->find("notices") : nullptr;
    if (notices == nullptr || notices->items().empty()) return {};
    const Json& shown = notices->items().front();
    std::string notice;
    JsonWriter writer(notice);
    writer.begin_object();
    for (const auto* name : {"id", "version", "language", "sha256"}) {
        writer.member(name, shown.find(name)->string().value_or(""));
    }
    writer.end_object();
    return notice;
}

void Till::want_task_done(const std::string& key) {
    const std::string id = "done-" + name_ + key;
    want("/v1/tasks/" + key + "/complete", R"({"id":")" + id + R"(","number":38})", key);
}

void Till::ask() {
    for (const auto& [number, wish] : wishes_) {
        if (conversations_.size() == conversations_max) break;
        Conversation conversation{Stream::connect_to(port_), number, {}};
        if (!conversation.stream.open()) break;
        conversation.stream.write(
            "POST " + wish.path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
            "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
            std::to_string(wish.body.size()) + "\r\n\r\n" + wish.body);
        conversations_.push_back(std::move(conversation));
    }
}

std::size_t Till::take(std::size_t answers) {
    std::size_t taken = 0;
    while (taken < answers && !conversations_.empty()) {
        std::vector<pollfd> looks;
        for (const auto& talk : conversations_) looks.push_back({talk.stream.fd(), POLLIN, 0});
        if (poll(looks.data(), looks.size(), answer_patience_ms) <= 0) break;
        // From the end, so that those before keep their places.
        for (std::size_t i = looks.size(); i-- > 0;) {
            if (looks[i].revents == 0) continue;
            const auto part = conversations_[i].stream.read_some();
            conversations_[i].heard += part;
            if (!part.empty()) continue;
            if (answered(conversations_[i])) ++taken;
            conversations_.erase(conversations_.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    return taken;
}

bool Till::answered(const Conversation& conversation) {
    const int status = status_in(conversation.heard);
    const auto body = body_in(conversation.heard);
    if (body.empty()) return false;
    if (status != 200 && status != 201) {
        ++refusals_[status];
        last_refusal_ = body;
        return false;
    }
    const auto json = Json::parse(body);
    const Json* id = json ? json->find("id") : nullptr;
    if (id == nullptr) return false;
    const auto text = [&](std::string_view key) {
        const Json* found = json->find(key);
        return found == nullptr ? "" : std::string(found->string().value_or(""));
    };
    const auto number = [&](std::string_view key) {
        return static_cast<std::uint64_t>(json->find(key)->integer().value_or(0));
    };
    Answered answer;
    answer.id = text("id");
    answer.lane = text("lane") == "ledger" ? Lane::ledger : Lane::touch;
    answer.seq = number("seq");
    answer.epoch = text("epoch");
    answer.events = number("events");
    answer.mark = wishes_[conversation.wish].mark;
    if (answer.mark.empty()) answer.mark = text("member_id");
    answer.life = life_;
    evidence_.answered.push_back(std::move(answer));
    wishes_.erase(conversation.wish);
    return true;
}

bool Till::settle() {
    return soon([this] {
        do {
            conversations_.clear();
            ask();
        } while (take(conversations_.size()) > 0);
        return wishes_.empty();
    });
}

}  // namespace aisle
