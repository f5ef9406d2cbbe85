// SPDX-License-Identifier: Apache-2.0
// What the agent tells of itself: collects the values for status, feeds, journal, metrics and
// readiness from the parts that know them. Owner's thread; what has to be read from the disk is
// read on the read thread.
#pragma once

#include "agent/api/routes.hpp"
#include "agent/app/context.hpp"
#include "agent/app/peripherals.hpp"
#include "agent/base/metrics.hpp"
#include "agent/store/disk_room.hpp"
#include "agent/store/store.hpp"
#include "config/config.hpp"
#include "drivers/device.hpp"
#include "sync/feeds.hpp"
#include "sync/journal_reader.hpp"
#include "sync/retention.hpp"
#include "sync/runner.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

struct OutlookParts {
    const Config& config;
    Store& store;
    Database& read;
    JournalReader& reader;
    Feeds& read_feeds;
    Runner& runner;
    ContextSource& context;
    const Clock& clock;
    Metrics& metrics;
};

using DevicesReply = Function<void(std::vector<DeviceState>)>;

class OutlookDesk {
public:
    explicit OutlookDesk(OutlookParts parts);

    Outlook outlook();
    // Things a person should know for as long as the program runs: a salvage, a newer file.
    void note(std::string text) { notes_.push_back(std::move(text)); }
    // A problem that may pass: set with a text, cleared with an empty one.
    void problem(const std::string& name, std::string text);
    // How a commit ended; what readiness says is judged by the last ones too.
    void committed(Lane lane, const Result<void>& outcome);
    // How the devices on the counter are; asked at every status.
    void ask_devices(Function<void(DevicesReply)> ask) { ask_devices_ = std::move(ask); }
    // … and all else there. It outlives what is asked here.
    void show(const Peripherals& peripherals) { peripherals_ = &peripherals; }

private:
    void status(Tell<TillStatus> tell);
    void feeds(Tell<std::vector<FeedStatus>> tell);
    void journal(const JournalQuery& query, Tell<JournalPage> tell);
    void scanners(Tell<std::vector<ScannerCandidate>> tell);
    void metrics(Tell<std::string> tell);
    void ready(Tell<void> tell);
    Result<void> able_to_save(const DiskRoom& room) const;
    Result<void> read_status(TillStatus& status, const SessionView& view);
    void finish_status(std::shared_ptr<TillStatus> status, Tell<TillStatus> tell,
                       const std::vector<DeviceState>& devices);
    void add_problems(TillStatus& status, const SessionView& view) const;

    OutlookParts parts_;
    MonoTime started_;
    std::vector<std::string> notes_;
    std::map<std::string, std::string> problems_;
    Function<void(DevicesReply)> ask_devices_;
    const Peripherals* peripherals_ = nullptr;
    std::optional<Error> unsaved_;  // why the last commit failed, if it did
    MonoTime unsaved_at_;
};

}  // namespace aisle
