// SPDX-License-Identifier: Apache-2.0
// The agent without its shells: journal, books, desk, feeds and the conversation with central, put
// together. It has no socket, no timer and no driver; whoever holds it brings those, so the daemon,
// the embedded library and the simulation run the same one. Owner's thread; the store's threads
// only post to it.
#pragma once

#include "agent/app/context.hpp"
#include "agent/app/erasure_watch.hpp"
#include "agent/app/happening.hpp"
#include "agent/app/housekeeping.hpp"
#include "agent/app/outlook.hpp"
#include "agent/app/print_desk.hpp"
#include "agent/app/salvage_notice.hpp"
#include "agent/base/entropy.hpp"
#include "agent/base/files.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/base/time.hpp"
#include "agent/books/day_desk.hpp"
#include "agent/books/desk.hpp"
#include "agent/books/giving.hpp"
#include "agent/books/handoff_desk.hpp"
#include "agent/books/member_shelf.hpp"
#include "agent/books/pickup_desk.hpp"
#include "agent/books/place_book.hpp"
#include "agent/books/role_desk.hpp"
#include "agent/books/service_desk.hpp"
#include "agent/books/staff_desk.hpp"
#include "agent/books/tail_book.hpp"
#include "agent/books/task_desk.hpp"
#include "agent/books/template_book.hpp"
#include "agent/books/touchpoint_desk.hpp"
#include "agent/store/store.hpp"
#include "config/config.hpp"
#include "sync/link.hpp"
#include "sync/runner.hpp"
#include "sync/state_folder.hpp"
#include "sync/true_time.hpp"

#include <memory>
#include <vector>

namespace aisle {

// What the engine needs of the world. All of it outlives the engine.
struct EngineWorld {
    const Clock& clock;
    Entropy& entropy;
    Files& files;
    Metrics& metrics;
    Log log;
    Link& link;
    Post post;                      // to the owner's thread
    std::string boot_id;            // of this boot of the machine
    Function<bool()> clock_synced;  // whether a time source keeps the wall clock now
    const char* vfs = nullptr;      // SQLite's; null is the system's
    bool threads = true;            // false: the store's jobs run at once (simulation)
    bool sync_every_commit = true;  // false only in a control that must be caught
};

// What the engine asks for and tells. On the owner's thread.
struct EngineEvents {
    Function<void(MonoTime)> wake_at;      // call tick() then; the newest word counts
    Function<void(Micros)> keep_house_in;  // call keep_house() after so long
    Function<void(const Receipt&)> saved;  // durable, and everything before it in its lane
    Function<void(Lane, Seq)> delivered;   // central has committed through here
    Function<void()> changed;              // the state of the conversation
    Function<void(std::string_view)> fed;  // decisions of a feed came or went
    Function<void(Happening::Kind, std::string_view key)> task;  // done, or lost
    // Once, when the program has to end by itself: the disk failed, the journal is damaged.
    Function<void(std::string)> fatal;
};

class Engine {
public:
    // Opens the journal, whatever state it is in. Errors: the state folder cannot be written.
    static Result<std::unique_ptr<Engine>> open(Config config, EngineWorld world,
                                                EngineEvents events);
    ~Engine();

    // Records the start, then calls central. Errors: the journal cannot be read.
    Result<void> start();
    void tick() { runner_.tick(); }
    void keep_house();
    // Leaves the broker, drains the store, joins its threads.
    void stop();

    Desk& desk() { return desk_; }
    CouponDesk& coupons() { return giving_.coupon_desk; }
    TaskDesk& task_desk() { return task_desk_; }
    DayDesk& days() { return day_desk_; }
    StaffDesk& staff() { return staff_desk_; }
    RoleDesk& roles() { return role_desk_; }
    ServiceDesk& service() { return service_desk_; }
    PickupDesk& pickups() { return pickup_desk_; }
    HandoffDesk& handoffs() { return handoff_desk_; }
    TouchpointDesk& touchpoints() { return touchpoint_desk_; }
    OutlookDesk& outlook() { return outlook_; }
    // Central's templates of receipts, as they stand now.
    void read_templates(Function<void(Result<TemplateTexts>)> reply);
    // How far journal files were read, and where that is written down: on the store thread.
    void read_marks(Function<void(Result<KeptMarks>)> reply);
    TailBook& tails() { return tails_; }
    // Of a print desk, which has the printers.
    PrintDeskParts print_desk_parts();
    const Runner& runner() const { return runner_; }
    const Store& store() const { return store_; }

    // What open() has made; use that.
    struct Made {
        RunnerOptions runner;
        OpenJournal journal;
        ScanPolicy scans;
        MemberKeys member_keys{};
        std::vector<TokenKey> token_keys;
    };
    Engine(Config config, EngineWorld world, EngineEvents events, Made made);

private:
    RunnerEvents runner_events();
    CentralLine central_line();
    void welcomed(const Welcome& welcome);
    void keep_place();
    void commanded(const Command& command);
    // Where it stood when it last heard of central.
    void stand_where_it_stood();
    RecorderEvents recorder_events();
    TaskDeskParts task_desk_parts();
    PickupDeskParts pickup_desk_parts();
    template <class List, class T>
    void read_list(List& list, Function<void(Result<T>)> reply);
    void record_boot();
    void report_leases();
    void look_at_staff();
    MemberDeskParts member_parts(MemberKeys keys, std::string digest_key);
    void watch_erasures();
    // What the other books know of a member, for when she is erased.
    std::vector<ForgetMember> forgetting();
    // What is over for good, of all books.
    Result<void> forget(Txn& txn, WallTime now, std::size_t rows_max);
    void tell_salvage();
    // The file is set aside at the next start; a supervisor sees to that.
    void end_damaged(const std::string& why);
    void end(std::string why);

    Config config_;
    EngineWorld world_;
    EngineEvents events_;
    OpenJournal journal_;
    Store store_;
    // On the store thread.
    Retention retention_;
    SalvageNotice salvage_;
    RequestBook requests_;
    TaskBook tasks_;
    CampaignBook campaigns_;
    CouponBook coupons_;
    StaffBook staff_;
    TemplateBook templates_;
    TailBook tails_;
    PrintBook prints_;
    PlaceBook places_;
    DayBook days_;
    TouchpointBook touchpoints_;
    MemberShelf shelf_;
    PickupBook pickups_;
    HandoffBook handoffs_;
    Feeds feeds_;
    CentralMemory central_;
    // On the read thread.
    JournalReader reader_;
    JournalWalk walk_;
    TaskList task_list_;
    CouponList coupon_list_;
    StaffLookup staff_lookup_;
    TemplateList template_list_;
    TailList tail_list_;
    PrintList print_list_;
    DayList day_list_;
    TouchpointList touchpoint_list_;
    Feeds read_feeds_;
    // On the owner's thread.
    ClockRepair clocks_{world_.clock};
    TrueTime time_;
    ContextSource context_;
    Runner runner_;
    KeptPlace place_;
    WallTime place_kept_;  // of what is on the disk, when central was heard
    Recorder recorder_;
    MemberDesk members_;
    Desk desk_;
    Giving giving_;
    TaskDesk task_desk_;
    DayDesk day_desk_;
    ErasureWatch erasure_watch_;
    StaffDesk staff_desk_;
    RoleDesk role_desk_;
    ServiceDesk service_desk_;
    PickupDesk pickup_desk_;
    HandoffDesk handoff_desk_;
    TouchpointDesk touchpoint_desk_;
    OutlookDesk outlook_;
    Housekeeping housekeeping_;
    std::optional<MonoTime> reported_;  // when the leases were
    bool salvage_owed_ = false;
    bool stopped_ = false;
    bool ending_ = false;
    bool damaged_ = false;
};

}  // namespace aisle
