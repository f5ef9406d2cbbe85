// SPDX-License-Identifier: Apache-2.0
// aisle-hub: the reference central service, and its operator's commands. Exit codes: 0 done,
// 1 it failed and the line on standard error says why, 2 wrong usage; of `day` also 1 what is here
// differs, 3 the day is not closed yet.
#include "agent/app/process.hpp"
#include "agent/base/crypto/seal_key.hpp"
#include "agent/base/files.hpp"
#include "agent/base/shown_text.hpp"
#include "agent/base/text.hpp"
#include "agent/store/sqlite.hpp"
#include "tools/hub/bounds.hpp"
#include "tools/hub/day_check.hpp"
#include "tools/hub/hub_loop.hpp"
#include "tools/hub/orders.hpp"
#include "tools/hub/parcel_import.hpp"
#include "tools/hub/preference_report.hpp"
#include "tools/hub/rights_command.hpp"
#include "tools/hub/rights_views.hpp"
#include "tools/hub/seal_pair.hpp"
#include "tools/hub/task_report.hpp"
#include "tools/hub/views.hpp"

#include <CLI/CLI.hpp>

#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <optional>

namespace aisle {
namespace {

constexpr std::size_t body_file_bytes_max = 1 * MiB;

struct Arguments {
    std::string database;
    HubLoopOptions run;
    std::string broker;
    std::string version = "auto";
    std::string fault;
    FeedName feed;
    Decision decision;
    std::string file;
    ViewOptions view;
    std::string at;
    DayQuestion day;
    int exit_code = 0;  // of a command that did what it should
    Rewind rewind;
    std::string lane;
    std::uint64_t seq = 0;
    Posting posting;
    ImportWish parcel;
    std::string key_file;
    bool check = false;
    RightsWish rights;
};

void put_line(std::string_view line) {
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
}

// What devices sent is theirs: nothing that a terminal obeys.
void print_line(std::string_view line) {
    put_line(shown_text(line));
}

Result<std::string> database_path(const std::string& address) {
    constexpr std::string_view scheme = "sqlite:";
    if (address.starts_with(scheme) && address.size() > scheme.size()) {
        return address.substr(scheme.size());
    }
    return Error(Errc::invalid, "--database " + address + " is not sqlite:FILE");
}

// What CLI11 asks of an argument: nothing, or what is wrong with it.
std::string check_database(const std::string& address) {
    const auto path = database_path(address);
    return path ? "" : path.error().what();
}
std::string check_time(const std::string& time) {
    const auto parsed = parse_rfc3339(time);
    return parsed ? "" : parsed.error().what();
}
std::string check_broker(const std::string& address) {
    const auto url = parse_broker_url(address);
    return url ? "" : url.error().what();
}

// ---- Commands ----

Result<void> run_hub(Arguments& arguments) {
    auto& run = arguments.run;
    TRY(run.database, database_path(arguments.database));
    TRY(run.hub.target.url, parse_broker_url(arguments.broker));
    if (run.incarnation_file.empty()) run.incarnation_file = run.database + ".incarnation";
    if (arguments.version == "5") run.hub.version = VersionPreference::v5;
    if (arguments.version == "3.1.1") run.hub.version = VersionPreference::v311;
    run.faults.dedup_off = arguments.fault == "dedup-off";
    run.faults.ack_before_commit = arguments.fault == "ack-before-commit";
    run.faults.reclaim_by_clock = arguments.fault == "reclaim-by-clock";
    return run_hub_loop(run);
}

// Orders carry their time; and what they find goes to the log like the hub's own findings.
class Desk {
public:
    static Result<Desk> open(const std::string& address) {
        TRY(const auto path, database_path(address));
        TRY(auto database, HubDatabase::open(path));
        return Desk(std::move(database));
    }
    Orders& orders() { return *orders_; }
    RightsOrders& rights() { return *rights_; }
    WallTime now() const { return clock_->wall(); }

private:
    explicit Desk(std::unique_ptr<HubDatabase> database)
        : clock_(std::make_unique<SystemClock>()),
          sink_(std::make_unique<StderrSink>(*clock_, LogFormat::text, false)),
          database_(std::move(database)),
          orders_(std::make_unique<Orders>(*database_, Log(*sink_, LogLevel::info))),
          rights_(std::make_unique<RightsOrders>(*database_, Log(*sink_, LogLevel::info))) {}

    std::unique_ptr<SystemClock> clock_;
    std::unique_ptr<StderrSink> sink_;
    std::unique_ptr<HubDatabase> database_;
    std::unique_ptr<Orders> orders_;
    std::unique_ptr<RightsOrders> rights_;
};

void print_head(const FeedHead& head) {
    print_line(head.feed + " of " + head.scope + ": generation " +
               std::to_string(head.generation.value()) + ", cursor " +
               std::to_string(head.head.value()));
}

Result<void> decide(Arguments& arguments) {
    if (!arguments.file.empty()) {
        SystemFiles files;
        TRY(arguments.decision.body, files.read(arguments.file, body_file_bytes_max));
        if (arguments.decision.body.empty()) {
            return Error(Errc::invalid, arguments.file + " is empty; a JSON object is needed");
        }
    }
    TRY(auto desk, Desk::open(arguments.database));
    TRY(const auto head, desk.orders().decide(arguments.feed, arguments.decision, desk.now()));
    print_head(head);
    return {};
}

Result<void> begin_generation(Arguments& arguments) {
    TRY(auto desk, Desk::open(arguments.database));
    TRY(const auto head, desk.orders().begin_generation(arguments.feed, desk.now()));
    print_head(head);
    return {};
}

Result<void> rewind(Arguments& arguments) {
    TRY(arguments.rewind.lane, parse_lane(arguments.lane));
    arguments.rewind.to = Seq(arguments.seq);
    TRY(auto desk, Desk::open(arguments.database));
    TRY(const auto to, desk.orders().rewind(arguments.rewind));
    print_line(arguments.rewind.device + " will send " + arguments.lane + " again from " +
               std::to_string(to.next().value()));
    return {};
}

Result<void> post(Arguments& arguments) {
    TRY(auto desk, Desk::open(arguments.database));
    return desk.orders().post(arguments.rewind.device, arguments.posting);
}

// ---- Budgets and rights ----

Result<void> order(Arguments& arguments, TypedOrder command) {
    TRY(auto desk, Desk::open(arguments.database));
    TRY(const auto line, command(desk.rights(), arguments.rights, desk.now()));
    print_line(line);
    return {};
}

// ---- What is carried by hand ----

Result<void> make_keys(Arguments& arguments) {
    SystemFiles files;
    SystemEntropy entropy;
    TRY(const auto line, make_seal_pair(arguments.file, files, entropy));
    print_line(line);
    return {};
}

Result<ImportCount> take_parcel(const Arguments& arguments) {
    if (arguments.check) return survey_parcel(arguments.parcel);
    const SystemClock clock;
    StderrSink sink(clock, LogFormat::text, false);
    TRY(const auto path, database_path(arguments.database));
    TRY(const auto database, HubDatabase::open(path));
    const bool dedup = arguments.fault != "dedup-off";
    ParcelImport importing(*database, Log(sink, LogLevel::info), dedup);
    return importing.run(arguments.parcel, clock.wall());
}

Result<void> import_parcel(Arguments& arguments) {
    std::optional<SealPrivateKey> key;
    if (!arguments.key_file.empty()) {
        SystemFiles files;
        TRY(const auto pem, files.read(arguments.key_file, key_file_bytes_max));
        const auto parsed = parse_seal_private_key(pem);
        if (!parsed) return parsed.error().at(arguments.key_file);
        key = *parsed;
        arguments.parcel.key = &*key;
    }
    const auto count = take_parcel(arguments);
    if (!count) return count.error().at(arguments.parcel.file);
    print_line(arguments.view.json ? import_json(*count) : import_text(*count));
    return {};
}

using View = Result<void> (*)(Database&, const ViewOptions&, PrintLine);

Result<void> look(Arguments& arguments, View view) {
    TRY(const auto path, database_path(arguments.database));
    TRY(auto database, HubDatabase::open_to_read(path));
    // A program that reads along gets the bytes.
    const bool raw = arguments.view.json && ::isatty(STDOUT_FILENO) == 0;
    return view(database->db(), arguments.view, raw ? put_line : print_line);
}

Result<void> report(Arguments& arguments, View view) {
    if (arguments.at.empty()) {
        arguments.view.at = SystemClock().wall();
    } else {
        TRY(arguments.view.at, parse_rfc3339(arguments.at));
    }
    return look(arguments, view);
}

Result<void> compare_day(Arguments& arguments) {
    TRY(const auto path, database_path(arguments.database));
    TRY(auto database, HubDatabase::open_to_read(path));
    TRY(const auto report, check_day(database->db(), arguments.day));
    print_line(arguments.view.json ? day_json(report) : day_text(report));
    if (report.verdict == DayVerdict::different) arguments.exit_code = 1;
    if (report.verdict == DayVerdict::open) arguments.exit_code = 3;
    return {};
}

// ---- The command line ----

using Command = Function<Result<void>(Arguments&)>;

struct CommandLine {
    CLI::App app{"The reference central service of Aisle."};
    Arguments arguments;
    Command chosen;

    CLI::App* add(const char* name, const char* purpose, Result<void> (*command)(Arguments&)) {
        auto* sub = app.add_subcommand(name, purpose);
        sub->add_option("--database", arguments.database, "sqlite:FILE")
            ->required()
            ->check(check_database);
        sub->callback([this, command] { chosen = command; });
        return sub;
    }
    CLI::App* add_view(const char* name, const char* purpose, View view) {
        auto* sub = add(name, purpose, nullptr);
        sub->add_flag("--json", arguments.view.json, "One JSON object a line");
        sub->add_option("--device", arguments.view.device, "Only this device");
        sub->callback(
            [this, view] { chosen = [view](Arguments& given) { return look(given, view); }; });
        return sub;
    }
    CLI::App* add_order(const char* name, const char* purpose, TypedOrder command) {
        auto* sub = add(name, purpose, nullptr);
        sub->callback([this, command] {
            chosen = [command](Arguments& given) { return order(given, command); };
        });
        return sub;
    }
    CLI::App* add_report(CLI::App& to, const char* name, const char* purpose, View view) {
        auto* sub = to.add_subcommand(name, purpose);
        sub->add_option("--database", arguments.database, "sqlite:FILE")
            ->required()
            ->check(check_database);
        sub->add_flag("--json", arguments.view.json, "One JSON object a line");
        sub->add_option("--device", arguments.view.device, "As it is for this device");
        sub->callback(
            [this, view] { chosen = [view](Arguments& given) { return report(given, view); }; });
        return sub;
    }
    void add_feed_words(CLI::App* sub) {
        sub->add_option("feed", arguments.feed.feed, "campaigns, coupons, tasks, …")->required();
        sub->add_option("scope", arguments.feed.scope, "fleet, group-NAME, store-NAME, device-NAME")
            ->required();
    }
    void add_run();
    void add_orders();
    void add_rights();
    void add_views();
    void add_reports();
    void add_day();
    void add_import();
};

void CommandLine::add_run() {
    auto* run = add("run", "Serve devices through a broker until SIGTERM", run_hub);
    auto& target = arguments.run.hub.target;
    run->add_option("--broker", arguments.broker, "mqtt, mqtts, ws or wss://HOST[:PORT]")
        ->required()
        ->check(check_broker);
    run->add_option("--name", target.client_id, "MQTT client id; one for each worker")
        ->default_val("aisle-hub");
    run->add_option("--root", arguments.run.hub.root, "Root of the topics")
        ->default_val("aisle/v1");
    run->add_option("--mqtt-version", arguments.version, "auto, 5 or 3.1.1")
        ->check(CLI::IsMember({"auto", "5", "3.1.1"}));
    run->add_option("--username", target.username);
    run->add_option("--password-file", target.password_file,
                    "Its first line is the password, read at each connection");
    run->add_option("--ca", target.ca_file, "Trusted certificates; else the system's");
    run->add_option("--cert", target.cert_file, "Client certificate");
    run->add_option("--key", target.key_file, "Its private key");
    run->add_option("--incarnation-file", arguments.run.incarnation_file,
                    "Else FILE.incarnation, beside the database");
    run->add_option("--plant-fault", arguments.fault)
        ->check(CLI::IsMember({"dedup-off", "ack-before-commit", "reclaim-by-clock"}))
        ->group("");
}

void CommandLine::add_orders() {
    auto* put = add("put", "Decide: a JSON object from FILE under a key of a feed", decide);
    add_feed_words(put);
    put->add_option("key", arguments.decision.key)->required();
    put->add_option("file", arguments.file)->required();

    auto* remove = add("remove", "Decide that a key of a feed is no more", decide);
    add_feed_words(remove);
    remove->add_option("key", arguments.decision.key)->required();

    auto* generation =
        add("new-generation", "Have every device take a full snapshot of a feed", begin_generation);
    add_feed_words(generation);

    auto* back = add("rewind", "Have a device send a lane again after a number", rewind);
    back->add_option("device", arguments.rewind.device)->required();
    back->add_option("lane", arguments.lane, "ledger or touch")
        ->required()
        ->check(CLI::IsMember({"ledger", "touch"}));
    back->add_option("seq", arguments.seq)->required();

    auto* place = add("assign", "Say which store and groups a device belongs to", post);
    place->add_option("device", arguments.rewind.device)->required();
    place->add_option("store", arguments.posting.store)->required();
    place->add_option("groups", arguments.posting.groups, "At most two");
}

void CommandLine::add_rights() {
    auto* budget = add_order("fund", "Set the budget of a campaign", fund_budget);
    budget->add_option("campaign", arguments.rights.campaign)->required();
    budget->add_option("unit", arguments.rights.unit, "count or amount")
        ->required()
        ->check(CLI::IsMember({"count", "amount"}));
    budget->add_option("budget", arguments.rights.units, "Pieces, or minor units")
        ->required()
        ->check(CLI::Range(std::int64_t{0}, twelve_digits_max));

    auto* loan = add_order("lend", "Lend a device a part of a budget", lend_units);
    loan->add_option("device", arguments.rights.device)->required();
    loan->add_option("campaign", arguments.rights.campaign)->required();
    loan->add_option("units", arguments.rights.units)
        ->required()
        ->check(CLI::Range(std::int64_t{1}, twelve_digits_max));
    loan->add_option("--class", arguments.rights.kind, "quota, risk, benefit or sample")
        ->check(CLI::IsMember({"quota", "risk", "benefit", "sample"}));
    loan->add_option("--hours", arguments.rights.hours)->check(CLI::Range(1, 24 * 366));

    auto* back =
        add_order("recall", "Call back what a device was lent of a campaign", recall_leases);
    back->add_option("device", arguments.rights.device)->required();
    back->add_option("campaign", arguments.rights.campaign)->required();

    auto* right = add_order("put-right", "Put the right of a coupon at a device", put_right);
    right->add_option("coupon", arguments.rights.coupon, "As in 90417-17")->required();
    right->add_option("device", arguments.rights.device)->required();
    right->add_option("--charge", arguments.rights.units, "What it may come to, of an amount")
        ->check(CLI::Range(std::int64_t{1}, twelve_digits_max));
    right->add_option("--hours", arguments.rights.hours)->check(CLI::Range(1, 24 * 366));

    auto* lost = add_order("write-off", "Count all that a device was lent as spent", write_off);
    lost->add_option("device", arguments.rights.device)->required();
}

void CommandLine::add_views() {
    add_view("devices", "Devices, and how each is doing", view_devices);
    auto* events = add_view("events", "Committed events, in the order they came", view_events);
    events->add_option("--after", arguments.view.after, "Only numbers after this one");
    add_view("gaps", "Numbers that will never come, and how many are lost", view_gaps);
    add_view("forks", "Epochs in which two journals grew out of one", view_forks);
    add_view("findings", "What did not check out, and what devices report", view_findings);
}

void CommandLine::add_reports() {
    auto& reports = *app.add_subcommand("report", "What came of what was decided");
    reports.require_subcommand(1);
    add_report(reports, "campaigns", "Budgets, and where they are", view_campaigns);
    add_report(reports, "leases", "What is lent to whom", view_leases);
    add_report(reports, "rights", "Where the rights of coupons stand", view_rights);
    add_report(reports, "risks", "Given at risk, beyond a right, or twice", view_risks);
    add_report(reports, "devices", "Which devices were compared", view_comparisons);
    add_report(reports, "preferences", "Where tills contradict each other about a member",
               report_preferences);
    auto* tasks =
        add_report(reports, "tasks", "How many tasks wait, and how many are done", report_tasks);
    tasks->add_option("--at", arguments.at, "As it stands at this time; else now")
        ->check(check_time);
    tasks->add_option("--utc-offset", arguments.view.day.utc_offset_minutes,
                      "Of the stores, in minutes");
    tasks->add_option("--cut-off", arguments.view.day.cut_off_hour, "When their day ends")
        ->check(CLI::Range(0, 23));
}

void CommandLine::add_day() {
    auto* day = add("day", "Compare a business day with its closing, and name what is missing",
                    compare_day);
    day->add_option("device", arguments.day.device)->required();
    day->add_option("date", arguments.day.day, "YYYY-MM-DD")->required();
    day->add_flag("--json", arguments.view.json, "One JSON object");
}

void CommandLine::add_import() {
    auto* keygen = app.add_subcommand("keygen", "Make the pair of keys that exports are sealed to");
    keygen->add_option("name", arguments.file, "Makes NAME.key and NAME.pem")->required();
    keygen->callback([this] { chosen = make_keys; });

    auto* take = add("import", "Take what a device wrote with aisle export", import_parcel);
    take->add_option("file", arguments.parcel.file)->required();
    take->add_option("--key", arguments.key_file, "The private key it is sealed to");
    take->add_option("--device", arguments.parcel.device, "Refuse it if it is of another device");
    take->add_flag("--check", arguments.check, "Only say whether it is whole and what it holds");
    take->add_flag("--json", arguments.view.json, "One JSON object");
    take->add_option("--plant-fault", arguments.fault)
        ->check(CLI::IsMember({"dedup-off"}))
        ->group("");
}

int run_program(int argc, char** argv) {
    // The database holds what people are called and where they live.
    umask(077);
    CommandLine line;
    line.app.require_subcommand(1);
    line.add_run();
    line.add_orders();
    line.add_rights();
    line.add_views();
    line.add_reports();
    line.add_day();
    line.add_import();
    try {
        line.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return line.app.exit(error) == 0 ? 0 : 2;
    }
    const auto outcome = line.chosen(line.arguments);
    if (outcome) return std::fflush(stdout) == 0 ? line.arguments.exit_code : 1;
    const auto& error = outcome.error();
    const auto where = error.place().empty() ? "" : " at " + error.place();
    std::fprintf(stderr, "aisle-hub: %s\n", shown_text(error.what() + where).c_str());
    return 1;
}

}  // namespace
}  // namespace aisle

namespace {
constexpr int kept_memory_bytes = 64 << 20;
}

int main(int argc, char** argv) {
    aisle::prepare_process();
    // A batch takes some hundred KiB for a moment. Given back to the kernel and asked for again,
    // page by page and zeroed, that was a fifth of a busy hub's time.
    mallopt(M_MMAP_THRESHOLD, kept_memory_bytes);
    mallopt(M_TRIM_THRESHOLD, kept_memory_bytes);
    return aisle::run_program(argc, argv);
}
