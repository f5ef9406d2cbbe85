// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/read_command.hpp"

#include "tools/ctl/daemon_answer.hpp"
#include "tools/ctl/status_view.hpp"
#include "tools/ctl/table.hpp"

#include <algorithm>

namespace aisle {
namespace {

std::string journal_target(const JournalAsk& ask) {
    std::string query = "after=" + std::to_string(ask.after);
    if (!ask.lane.empty()) query += "&lane=" + ask.lane;
    if (!ask.epoch.empty()) query += "&epoch=" + ask.epoch;
    if (ask.limit > 0) query += "&limit=" + std::to_string(ask.limit);
    return "/v1/journal?" + query;
}

std::string journal_text(const Json& page) {
    std::vector<TableRow> rows{{"seq", "time", "type", "id"}};
    const Json* entries = page.find("entries");
    if (entries) {
        for (const auto& entry : entries->items()) {
            const Json* event = entry.find("event");
            const Json none;
            rows.push_back({text_at(entry, "seq"), text_at(event ? *event : none, "time"),
                            text_at(event ? *event : none, "type"), text_at(entry, "id")});
        }
    }
    std::string out = text_at(page, "lane") + " of epoch " + text_at(page, "epoch") + "\n";
    if (rows.size() == 1) return out + "nothing here\n";
    out += table_text(rows);
    const auto next = text_at(page, "next");
    return next == "-" ? out : out + "there may be more: --after " + next + "\n";
}

std::string feeds_text(const Json& answer) {
    std::vector<TableRow> rows{{"feed", "scope", "generation", "applied", "head", "problem"}};
    const Json* feeds = answer.find("feeds");
    if (feeds) {
        for (const auto& feed : feeds->items()) {
            rows.push_back({text_at(feed, "feed"), text_at(feed, "scope"),
                            text_at(feed, "generation"), text_at(feed, "applied"),
                            text_at(feed, "head"),
                            feed.find("problem") ? text_at(feed, "problem") : ""});
        }
    }
    return rows.size() == 1 ? "central has not said which feeds to follow\n" : table_text(rows);
}

// A value in a query must not be able to become another parameter.
bool is_word(const std::string& text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

}  // namespace

Exit show_status(const Console& console, const LocalClient& client, bool as_json) {
    const auto status = ask_daemon(client, {"GET", "/v1/status", ""});
    if (!status) return report(console, status.error());
    console.print(as_json ? std::string(status->text()) + "\n"
                          : status_text(status->json, console));
    return is_degraded(status->json) ? Exit::degraded : Exit::fine;
}

Exit watch_status(const Console& console, const LocalClient& client, bool as_json,
                  const std::function<bool()>& again) {
    Exit last = Exit::fine;
    do {
        if (!as_json) console.clear();
        last = show_status(console, client, as_json);
    } while (again());
    return last;
}

Exit show_journal(const Console& console, const LocalClient& client, const JournalAsk& ask) {
    if (!is_word(ask.lane) || !is_word(ask.epoch)) {
        console.say("a lane is ledger or touch, an epoch is 32 hex digits");
        return Exit::usage;
    }
    const auto page = ask_daemon(client, {"GET", journal_target(ask), ""});
    if (!page) return report(console, page.error());
    console.print(ask.as_json ? std::string(page->text()) + "\n" : journal_text(page->json));
    return Exit::fine;
}

Exit show_feeds(const Console& console, const LocalClient& client, bool as_json) {
    const auto feeds = ask_daemon(client, {"GET", "/v1/feeds", ""});
    if (!feeds) return report(console, feeds.error());
    console.print(as_json ? std::string(feeds->text()) + "\n" : feeds_text(feeds->json));
    return Exit::fine;
}

}  // namespace aisle
