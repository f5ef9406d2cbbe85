// SPDX-License-Identifier: Apache-2.0
#include "agent/app/outlook.hpp"

#include "agent/base/limits.hpp"
#include "drivers/scanner_detection.hpp"
#include "drivers/scanner_survey.hpp"

#include <algorithm>
#include <memory>

namespace aisle {
namespace {

// Runs `job` on the read thread and tells what it made of `value`.
template <class T>
void read_and_tell(Store& store, std::shared_ptr<T> value, ReadJob job, Tell<T> tell) {
    store.read(std::move(job), [value, tell = std::move(tell)](Result<void> done) mutable {
        tell(done ? Result<T>(std::move(*value)) : Result<T>(done.error()));
    });
}

std::uint64_t seconds_between(MonoTime from, MonoTime to) {
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(0, std::chrono::duration_cast<Seconds>(to - from).count()));
}

std::string disk_state(const DiskRoom& room, bool dead) {
    if (dead) return "dead";
    if (room.full()) return "full";
    return room.low() ? "low" : "ok";
}

// A failed commit is news for this long; later the room alone decides, or a program that is told to
// send nothing while it is not ready would stay so for ever.
constexpr Micros failure_memory = Seconds{60};

void name_disk_problem(TillStatus& status) {
    if (status.disk.state == "full") {
        status.problems.push_back(
            "the room on the disk is used up and captures are refused; connect to central, free "
            "space on the volume, or raise disk.budget");
    } else if (status.disk.state == "low") {
        status.problems.push_back(
            "the room on the disk is low: what is left is kept for purchases and sign-ups, the "
            "oldest scans are given up and new ones may be refused (507, disk_full); connect to "
            "central, free space on the volume, or raise disk.budget");
    }
}

void name_quarantine(TillStatus& status) {
    if (status.quarantined == 0) return;
    status.problems.push_back(
        std::to_string(status.quarantined) +
        " events could not be delivered and were set aside on this device (table quarantine of "
        "the journal); the log says why (sync.quarantined): have central's limits and the "
        "broker's looked at, and keep the state folder");
}

void name_stopped_feeds(TillStatus& status, const std::vector<FeedRow>& feeds) {
    for (const auto& feed : feeds) {
        if (feed.problem.empty()) continue;
        status.problems.push_back("the feed " + feed.position.feed + " of " + feed.position.scope +
                                  " has stopped: " + feed.problem +
                                  "; correct the decision in central and begin a new generation "
                                  "of the feed, or update this program");
    }
}

}  // namespace

OutlookDesk::OutlookDesk(OutlookParts parts) : parts_(parts), started_(parts.clock.mono()) {}

Outlook OutlookDesk::outlook() {
    Outlook outlook;
    outlook.status = [this](Tell<TillStatus> tell) { status(std::move(tell)); };
    outlook.feeds = [this](Tell<std::vector<FeedStatus>> tell) { feeds(std::move(tell)); };
    outlook.journal = [this](const JournalQuery& query, Tell<JournalPage> tell) {
        journal(query, std::move(tell));
    };
    outlook.metrics = [this](Tell<std::string> tell) { metrics(std::move(tell)); };
    outlook.ready = [this](Tell<void> tell) { ready(std::move(tell)); };
    outlook.scanners = [this](Tell<std::vector<ScannerCandidate>> tell) {
        scanners(std::move(tell));
    };
    outlook.detect = detect_scanner;
    return outlook;
}

void OutlookDesk::problem(const std::string& name, std::string text) {
    if (text.empty()) {
        problems_.erase(name);
    } else {
        problems_[name] = std::move(text);
    }
}

// ---- Status ----

void OutlookDesk::status(Tell<TillStatus> tell) {
    const auto view = parts_.runner.view();
    const auto now = parts_.clock.mono();
    auto status = std::make_shared<TillStatus>();
    status->tenant = parts_.config.identity.tenant;
    status->device = parts_.config.identity.device;
    status->store = parts_.context.store();
    status->version = AISLE_VERSION;
    status->now = parts_.clock.wall();
    status->clock = parts_.context.now().clock;
    status->uptime_seconds = seconds_between(started_, now);
    auto& central = status->central;
    const auto& urls = parts_.config.broker.urls;
    central.state = to_string(view.state);
    if (!urls.empty()) central.broker = urls[view.broker % urls.size()];
    central.mqtt = view.version == MqttVersion::v5 ? "5" : "3.1.1";
    central.trouble = view.last_trouble;
    central.seconds_in_state = seconds_between(view.since, now);
    if (!ask_devices_) return finish_status(std::move(status), std::move(tell), {});
    ask_devices_([this, status, tell = std::move(tell)](std::vector<DeviceState> devices) mutable {
        finish_status(std::move(status), std::move(tell), devices);
    });
}

void OutlookDesk::finish_status(std::shared_ptr<TillStatus> status, Tell<TillStatus> tell,
                                const std::vector<DeviceState>& devices) {
    const auto view = parts_.runner.view();
    add_problems(*status, view);
    for (const auto& device : devices) {
        status->scanners.push_back(
            {device.name, std::string(to_string(device.condition)), device.scans, device.trouble});
        if (device.trouble.empty()) continue;
        status->problems.push_back(device.name + ": " + device.trouble);
    }
    if (peripherals_ != nullptr) {
        status->printers = peripherals_->statuses(PeripheralCategory::printer);
        status->taps = peripherals_->statuses(PeripheralCategory::receipt_tap);
        status->journals = peripherals_->statuses(PeripheralCategory::journal);
    }
    read_and_tell<TillStatus>(
        parts_.store, status, [this, status, view] { return read_status(*status, view); },
        std::move(tell));
}

// On the read thread: what only the disk knows.
Result<void> OutlookDesk::read_status(TillStatus& status, const SessionView& view) {
    TRY(const auto journal, parts_.reader.state());
    status.epoch = journal.epoch;
    for (const Lane which : both_lanes) {
        auto& lane = status.lanes[index_of(which)];
        lane.saved = journal.lane(which).head();
        lane.delivered = std::max(view.acked[index_of(which)], journal.lane(which).acked);
        TRY(const auto backlog, parts_.reader.backlog(which, lane.delivered));
        lane.waiting = backlog.waiting;
        lane.waiting_since = backlog.oldest;
    }
    TRY(status.gaps, parts_.reader.gap_count());
    TRY(status.quarantined, parts_.reader.quarantined());
    TRY(const auto use, parts_.read.disk_use());
    const auto room = room_of(use, parts_.config.disk.budget);
    status.disk.used_bytes = room.used;
    status.disk.budget_bytes = room.end;
    status.disk.state = disk_state(room, parts_.store.dead());
    name_disk_problem(status);
    name_quarantine(status);
    TRY(const auto feeds, parts_.read_feeds.rows());
    name_stopped_feeds(status, feeds);
    return {};
}

void OutlookDesk::add_problems(TillStatus& status, const SessionView& view) const {
    status.problems = notes_;
    for (const auto& [name, text] : problems_) status.problems.push_back(text);
    if (parts_.store.dead()) {
        status.problems.push_back(
            "the disk failed while saving; the program restarts by itself, "
            "and if it happens again the disk must be replaced");
    }
    if (parts_.config.broker.urls.empty()) {
        status.problems.push_back(
            "no broker is configured ([broker] urls): everything is kept "
            "here and nothing is delivered");
    } else if (!view.last_trouble.empty()) {
        status.problems.push_back((view.store_failed ? "disk: " : "central: ") + view.last_trouble);
    }
    if (view.feeds_refused > 0) {
        status.problems.push_back(
            "the broker has refused a subscription to a feed; its access list has to allow "
            "this device to read what central sends to everybody and to its groups");
    }
}

// ---- The rest ----

void OutlookDesk::feeds(Tell<std::vector<FeedStatus>> tell) {
    auto list = std::make_shared<std::vector<FeedStatus>>();
    read_and_tell<std::vector<FeedStatus>>(
        parts_.store, list,
        [this, list]() -> Result<void> {
            TRY(const auto rows, parts_.read_feeds.rows());
            for (const auto& row : rows) {
                const auto& at = row.position;
                list->push_back(
                    {at.feed, at.scope, at.generation, at.cursor, row.head, row.problem});
            }
            return {};
        },
        std::move(tell));
}

void OutlookDesk::journal(const JournalQuery& query, Tell<JournalPage> tell) {
    auto page = std::make_shared<JournalPage>();
    read_and_tell<JournalPage>(
        parts_.store, page,
        [this, page, query]() -> Result<void> {
            TRY(const auto state, parts_.reader.state());
            page->epoch = state.epoch;
            if (query.epoch && *query.epoch != state.epoch) {
                return Error(Errc::not_found, "the journal is in another epoch now")
                    .coded("unknown_epoch");
            }
            TRY(auto rows, parts_.reader.page(query.lane, query.after, query.rows_max));
            for (auto& row : rows) {
                page->entries.push_back({row.seq, row.id, std::move(row.event), row.person});
            }
            return {};
        },
        std::move(tell));
}

void OutlookDesk::scanners(Tell<std::vector<ScannerCandidate>> tell) {
    auto found = std::make_shared<std::vector<ScannerCandidate>>();
    read_and_tell<std::vector<ScannerCandidate>>(
        parts_.store, found,
        [this, found]() -> Result<void> {
            std::vector<ConfiguredPath> known;
            for (const auto& one : parts_.config.devices) known.push_back({one.name, one.path});
            *found = survey_scanners("", known);
            return {};
        },
        std::move(tell));
}

void OutlookDesk::metrics(Tell<std::string> tell) {
    status([this, tell = std::move(tell)](Result<TillStatus> status) mutable {
        if (!status) return tell(status.error());
        std::string text = parts_.metrics.prometheus();
        for (const Lane which : both_lanes) {
            const auto& lane = status->lanes[index_of(which)];
            const std::string label = "{lane=\"" + std::string(to_string(which)) + "\"}";
            append_gauge(text, "aisle_journal_waiting_events", "Events central has not committed",
                         label, static_cast<double>(lane.waiting));
            double age = 0;
            if (lane.waiting_since) {
                const auto waited = status->now - *lane.waiting_since;
                age = std::max(0.0, static_cast<double>(waited.count()) / 1e6);
            }
            append_gauge(text, "aisle_journal_oldest_seconds", "Age of the oldest waiting event",
                         label, age);
        }
        append_gauge(text, "aisle_disk_used_bytes", "Bytes of the journal file and its log", "",
                     static_cast<double>(status->disk.used_bytes));
        append_gauge(text, "aisle_disk_budget_bytes", "The byte budget", "",
                     static_cast<double>(status->disk.budget_bytes));
        append_gauge(text, "aisle_central_connected", "1 while facts flow to central", "",
                     status->central.state == "streaming" ? 1 : 0);
        append_gauge(text, "aisle_build_info", "The program's version",
                     "{version=\"" AISLE_VERSION "\"}", 1);
        tell(std::move(text));
    });
}

void OutlookDesk::committed(Lane lane, const Result<void>& outcome) {
    if (outcome) return unsaved_.reset();
    const auto kind = outcome.error().kind();
    // The touch lane runs out of room first, and a refusal for the caller's sake is no failure.
    const bool failed = kind == Errc::io || kind == Errc::dead || kind == Errc::corrupt ||
                        (kind == Errc::full && lane == Lane::ledger);
    if (!failed) return;
    unsaved_ = outcome.error();
    unsaved_at_ = parts_.clock.mono();
}

// The transaction writes nothing, and so proves nothing about the disk: it shows that the store
// thread answers and is not dead. Whether the next purchase will be saved is told by the room that
// is left and by how the last commit ended.
void OutlookDesk::ready(Tell<void> tell) {
    auto room = std::make_shared<DiskRoom>();
    parts_.store.write(
        [room, budget = parts_.config.disk.budget](Txn& txn) -> Result<void> {
            TRY(const auto use, txn.db().disk_use());
            *room = room_of(use, budget);
            return {};
        },
        [this, room, tell = std::move(tell)](Result<void> done) mutable {
            tell(done ? able_to_save(*room) : done);
        });
}

Result<void> OutlookDesk::able_to_save(const DiskRoom& room) const {
    if (room.full()) {
        return Error(Errc::full,
                     "the room on the disk is used up, and nothing can be saved: connect to "
                     "central, free space on the volume, or raise disk.budget")
            .coded("disk_full");
    }
    const bool recent = unsaved_ && parts_.clock.mono() - unsaved_at_ < failure_memory;
    if (recent) return unsaved_->at("the last commit failed");
    return {};
}

}  // namespace aisle
