// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/task_report.hpp"

#include "agent/books/scope.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/task_standing.hpp"
#include "tools/hub/device_registry.hpp"
#include "tools/hub/table.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace aisle {
namespace {

struct Place {
    std::string device;
    std::string store;
    std::vector<std::string> scopes;
};

// What one device said of one period of a task.
struct Said {
    std::optional<WallTime> completed_at;
    std::optional<TaskMark> mark;
};

struct Decided {
    std::string scope;
    std::string key;
    Task task;
};

struct PutTask {
    Task task;
    int rank = -1;
    std::set<std::string> devices;  // that have it
};

using Subject = std::pair<std::string, std::string>;  // a device and a task's key
using Period = std::pair<Subject, std::string>;       // and which of its periods
// What is counted: of a store a task, by its key.
using Units = std::map<std::pair<std::string, std::string>, PutTask>;

class TaskReport {
public:
    TaskReport(Database& db, const ViewOptions& options) : db_(db), options_(options) {}

    Result<void> read() {
        TRY(read_places());
        TRY(read_tasks());
        return read_events();
    }
    void print(Table& table) const {
        std::map<std::string, std::vector<TaskStanding>> stores;
        std::map<std::string, std::int64_t> credited;
        std::vector<TaskStanding> all;
        std::int64_t all_credited = 0;
        for (const auto& [unit, put] : units_) {
            const auto standing = stand(unit.second, put);
            const bool credit = is_credited(unit.second, put);
            stores[unit.first].push_back(standing);
            all.push_back(standing);
            credited[unit.first] += credit ? 1 : 0;
            all_credited += credit ? 1 : 0;
        }
        for (const auto& [store, standings] : stores) {
            print_row(table, store, task_counts(standings), credited[store]);
        }
        print_row(table, "*", task_counts(all), all_credited);
    }

private:
    Result<void> read_places() {
        DeviceRegistry registry(db_);
        auto statement = db_.prepare(
            "SELECT name FROM device WHERE ?1 = '' OR name = ?1"
            " ORDER BY name");
        std::vector<std::string> names;
        auto row = statement.bind(options_.device);
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            names.emplace_back(row.bytes(0));
        }
        if (names.empty() && !options_.device.empty()) {
            return Error(Errc::not_found, "no device \"" + options_.device + "\" has said hello");
        }
        for (const auto& name : names) {
            TRY(const auto device, registry.find(name));
            if (!device) continue;
            TRY(auto scopes, registry.scopes(*device));
            places_.push_back({name, device->store, std::move(scopes)});
        }
        return {};
    }

    Result<void> read_tasks() {
        auto statement = db_.prepare(
            "SELECT feed.scope, decision.key, decision.body FROM decision"
            " JOIN feed ON decision.feed = feed.number"
            " WHERE feed.name = 'tasks' AND body IS NOT NULL");
        auto row = statement.bind();
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            const auto body = Json::parse(row.bytes(2));
            // A device refuses what is no task; `findings` has what it said.
            auto task = body ? parse_task(*body) : Result<Task>(body.error());
            if (!task) continue;
            decided_.push_back(
                {std::string(row.bytes(0)), std::string(row.bytes(1)), std::move(*task)});
        }
        for (const auto& place : places_) add_tasks_of(place);
        if (options_.device.empty()) add_what_nobody_has();
        return {};
    }

    // Of one key the most specific scope's, if that is for this store.
    void add_tasks_of(const Place& place) {
        std::map<std::string, const Decided*> of_key;
        for (const auto& decided : decided_) {
            const auto& scopes = place.scopes;
            if (std::find(scopes.begin(), scopes.end(), decided.scope) == scopes.end()) continue;
            seen_.insert(&decided);
            const Decided*& best = of_key[decided.key];
            if (!best || scope_rank(decided.scope) > scope_rank(best->scope)) best = &decided;
        }
        for (const auto& [key, decided] : of_key) {
            if (!is_for_store(decided->task, place.store)) continue;
            // Two devices' own tasks of one key are two.
            const bool own = decided->scope.starts_with("device-");
            add({place.store, own ? key + "\n" + place.device : key}, *decided, place.device);
        }
    }

    // No device there has said hello yet; they were put all the same.
    void add_what_nobody_has() {
        for (const auto& decided : decided_) {
            if (seen_.contains(&decided)) continue;
            const auto& scope = decided.scope;
            const auto place = scope.starts_with("store-") ? scope.substr(6) : scope;
            const auto& store = decided.task.store;
            add({store.empty() ? place : store, decided.key}, decided, "");
        }
    }

    void add(const Units::key_type& unit, const Decided& decided, const std::string& device) {
        auto& put = units_[unit];
        const int rank = scope_rank(decided.scope);
        if (rank > put.rank) {
            put.task = decided.task;
            put.rank = rank;
        }
        if (!device.empty()) put.devices.insert(device);
    }

    Result<void> read_events() {
        // What names a task has this in it; most events have not.
        auto statement = db_.prepare(
            "SELECT device.name, bytes FROM event JOIN device ON event.device = device.number"
            " WHERE instr(bytes, CAST('io.aisle.task.' AS BLOB)) > 0"
            "  OR instr(bytes, CAST('\"triggered_by\"' AS BLOB)) > 0 ORDER BY event.number");
        auto row = statement.bind();
        while (true) {
            TRY(const bool found, row.next());
            if (!found) return {};
            const auto header = decode_event_header(row.bytes(1));
            if (!header) continue;
            const auto data = Json::parse(header->data);
            if (data) hear(std::string(row.bytes(0)), *header, *data);
        }
    }

    static std::string text_of(const Json& data, std::string_view name) {
        const Json* value = data.find(name);
        return std::string(value ? value->string().value_or("") : "");
    }

    void hear(const std::string& device, const EventHeader& header, const Json& data) {
        if (const Json* tasks = data.find("triggered_by")) {
            for (const auto& key : tasks->items()) {
                credited_.insert({device, std::string(key.string().value_or(""))});
            }
        }
        const auto kind = event_kind_name(header.type);
        const auto at = parse_rfc3339(text_of(data, "at"));
        const Subject subject{device, text_of(data, "task")};
        const Period period{subject, text_of(data, "occurrence")};
        if (kind == EventKinds::task_completed.name) {
            said_[period].completed_at = at ? *at : header.time;
        } else if (kind == EventKinds::task_accepted.name ||
                   kind == EventKinds::task_declined.name) {
            said_[period].mark = TaskMark{.declined = kind == EventKinds::task_declined.name,
                                          .at = at ? *at : header.time};
        }
    }

    TaskStanding stand(const std::string& name, const PutTask& put) const {
        const auto key = name.substr(0, name.find('\n'));
        const auto occurrence = task_occurrence(put.task, options_.at, options_.day);
        TaskHistory history;
        for (const auto& device : put.devices) {
            const auto found = said_.find({{device, key}, occurrence});
            if (found == said_.end()) continue;
            const auto& said = found->second;
            if (said.completed_at) history.completed_at = said.completed_at;
            if (said.mark && (!history.mark || history.mark->declined)) history.mark = said.mark;
        }
        const auto task = in_period(put.task, occurrence, options_.day);
        TaskMoment moment{options_.at, options_.day, {}, options_.device};
        if (options_.device.empty() && task.claimed_by) moment.device = task.claimed_by->device;
        return task_standing(task, history, occurrence, moment);
    }

    bool is_credited(const std::string& name, const PutTask& put) const {
        const auto key = name.substr(0, name.find('\n'));
        return std::any_of(put.devices.begin(), put.devices.end(), [&](const auto& device) {
            return credited_.contains({device, key});
        });
    }

    static std::string percent(std::int64_t bp) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%d.%02d %%", static_cast<int>(bp / 100),
                      static_cast<int>(bp % 100));
        return text.data();
    }

    void print_row(Table& table, const std::string& store, const TaskCounts& counts,
                   std::int64_t credited) const {
        using Value = decltype(Cell::value);
        const auto rate = [this](std::int64_t bp) -> Value {
            if (options_.json) return bp;
            return percent(bp);
        };
        table.row(
            {{"store", 12, store},
             {"tasks", 6, counts.tasks},
             {"open", 6, counts.open},
             {"accepted", 8, counts.accepted},
             {"completed", 9, counts.completed},
             {"declined", 8, counts.declined},
             {"expired", 7, counts.expired},
             {"overdue", 7, counts.overdue},
             {options_.json ? "execution_bp" : "execution", 9, rate(counts.execution_bp())},
             {options_.json ? "completion_bp" : "completion", 10, rate(counts.completion_bp())},
             {"credited", 8, credited}});
    }

    Database& db_;
    const ViewOptions& options_;
    std::vector<Place> places_;
    std::vector<Decided> decided_;
    std::set<const Decided*> seen_;
    Units units_;
    std::map<Period, Said> said_;
    std::set<Subject> credited_;
};

}  // namespace

Result<void> report_tasks(Database& db, const ViewOptions& options, PrintLine print) {
    TaskReport report(db, options);
    TRY(report.read());
    Table table(options.json, std::move(print));
    report.print(table);
    return {};
}

}  // namespace aisle
