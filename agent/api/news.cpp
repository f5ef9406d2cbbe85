// SPDX-License-Identifier: Apache-2.0
#include "agent/api/news.hpp"

#include "agent/base/json_writer.hpp"

namespace aisle {
namespace {

std::string place(Lane lane, Seq through) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("lane", to_string(lane)).member("seq", through.value()).end_object();
    return text;
}

std::string one(std::string_view name, std::string_view value) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member(name, value).end_object();
    return text;
}

}  // namespace

void tell_saved(Live& live, Lane lane, Seq through) {
    live.publish("saved", place(lane, through),
                 lane == Lane::ledger ? "saved ledger" : "saved touch");
}

void tell_delivered(Live& live, Lane lane, Seq through) {
    live.publish("delivered", place(lane, through),
                 lane == Lane::ledger ? "delivered ledger" : "delivered touch");
}

void tell_feed_changed(Live& live, std::string_view feed) {
    live.publish("feed", one("feed", feed));
}

void tell_scan_lost(Live& live, std::string_view device) {
    live.publish("scan_lost", one("device", device));
}

void tell_task_done(Live& live, std::string_view key) {
    live.publish("task_done", one("key", key));
}

void tell_task_lost(Live& live, std::string_view key) {
    live.publish("task_lost", one("key", key));
}

void tell_status_changed(Live& live) {
    live.publish("status", "{}", "status");
}

}  // namespace aisle
