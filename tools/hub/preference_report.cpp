// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/preference_report.hpp"

#include "agent/domain/event.hpp"
#include "agent/domain/member_card.hpp"
#include "tools/hub/table.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace aisle {
namespace {

// Of a member a field, from one version.
using Subject = std::tuple<std::string, std::string, std::int64_t>;

struct Edits {
    std::int64_t count = 0;
    // What each device said last; nothing: it took the field back.
    std::map<std::string, std::optional<std::string>> last{};

    bool differ() const {
        return std::ranges::any_of(
            last, [this](const auto& said) { return said.second != last.begin()->second; });
    }
    std::string devices() const {
        std::string names;
        for (const auto& [device, value] : last) names.append(names.empty() ? "" : ",") += device;
        return names;
    }
};

std::string text_of(const Json& json, std::string_view name) {
    const Json* value = json.find(name);
    return std::string(value ? value->string().value_or("") : "");
}

class PreferenceReport {
public:
    explicit PreferenceReport(Database& db)
        : events_(db.prepare("SELECT device.name, bytes, person FROM event"
                             " JOIN device ON event.device = device.number"
                             " WHERE instr(bytes, CAST('io.aisle.member.preference.' AS BLOB)) > 0"
                             "  AND person IS NOT NULL ORDER BY event.number")),
          cards_(db.prepare("SELECT decision.body FROM decision"
                            " JOIN feed ON decision.feed = feed.number"
                            " WHERE feed.name = 'members' AND decision.key = ?1"
                            "  AND decision.body IS NOT NULL")) {}

    Result<void> read() {
        auto row = events_.bind();
        while (true) {
            TRY(const bool found, row.next());
            if (!found) return {};
            const auto header = decode_event_header(row.bytes(1));
            if (!header ||
                event_kind_name(header->type) != EventKinds::member_preference_changed.name) {
                continue;
            }
            const auto data = Json::parse(header->data);
            const auto person = Json::parse(row.bytes(2));
            if (data && person) hear(std::string(row.bytes(0)), *data, *person);
        }
    }

    Result<void> print(Table& table, const std::string& device) {
        for (const auto& [subject, edits] : edits_) {
            const auto& [member, field, base] = subject;
            if (!edits.differ() || (!device.empty() && !edits.last.contains(device))) continue;
            TRY(const bool over, is_settled(member, field, base));
            if (over) continue;
            table.row({{"member", 24, member},
                       {"field", 16, field},
                       {"base_version", 12, base},
                       {"edits", 5, edits.count},
                       {"devices", 24, edits.devices()}});
        }
        return {};
    }

private:
    void hear(const std::string& device, const Json& data, const Json& person) {
        const auto* base = data.find("base_version");
        const auto member = text_of(person, "member_id");
        if (member.empty() || !base || !base->integer()) return;
        auto& edits = edits_[{member, text_of(data, "field"), *base->integer()}];
        ++edits.count;
        const auto* value = person.find("value");
        edits.last[device] = value ? std::optional(text_of(person, "value")) : std::nullopt;
    }

    Result<bool> is_settled(const std::string& member, const std::string& field,
                            std::int64_t base) {
        auto row = cards_.bind(member);
        while (true) {
            TRY(const bool found, row.next());
            if (!found) return false;
            const auto body = Json::parse(row.bytes(0));
            if (!body) continue;
            const auto card = parse_member_card(*body, row.bytes(0));
            if (card && version_of(card->preferences, field) > base) return true;
        }
    }

    Statement events_;
    Statement cards_;
    std::map<Subject, Edits> edits_;
};

}  // namespace

Result<void> report_preferences(Database& db, const ViewOptions& options, PrintLine print) {
    PreferenceReport report(db);
    TRY(report.read());
    Table table(options.json, std::move(print));
    return report.print(table, options.device);
}

}  // namespace aisle
