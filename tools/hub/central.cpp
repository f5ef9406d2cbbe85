// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/central.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/domain/member_query.hpp"
#include "sync/wire_dictionary.hpp"
#include "tools/hub/bounds.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

constexpr std::array<std::string_view, 6> up_words{"status", "hello", "journal",
                                                   "want",   "ask",   "report"};
constexpr std::size_t groups_told_max = 2;

HubMessage to_device(const std::string& device, std::string_view what, std::string payload) {
    return {"down/" + device + "/" + std::string(what), std::move(payload)};
}

// Unpacks and decodes; says what is wrong with either.
template <class Message>
Result<Message> read(std::string_view payload, Result<Message> (*decode)(std::string_view)) {
    TRY(const auto text, unpack(payload));
    return decode(text);
}

// A message that cannot be read is the device's fault, whatever is wrong with its bytes.
Error unreadable(const Error& why, std::string_view what) {
    return Error(Errc::invalid, why.at(what).what()).placed(why.place());
}

// Whether the message is to blame. What the disk or SQLite did is nobody's message's fault.
bool is_refusal(const Error& error) {
    switch (error.kind()) {
        case Errc::invalid:
        case Errc::not_found:
        case Errc::conflict:
        case Errc::too_large:
            return true;
        case Errc::denied:
            // Ours has a code; the file system's has none.
            return error.code() != to_string(Errc::denied);
        default:
            return false;
    }
}

}  // namespace

std::optional<UpKind> parse_up_kind(std::string_view word) {
    const auto found = std::find(up_words.begin(), up_words.end(), word);
    if (found == up_words.end()) return std::nullopt;
    return static_cast<UpKind>(found - up_words.begin());
}

Central::Central(HubDatabase& database, CentralOptions options, Metrics& metrics, Log log)
    : database_(database),
      options_(std::move(options)),
      metrics_(metrics),
      log_(log),
      findings_(database.db(), log),
      ledger_(database.db(), !options_.faults.dedup_off),
      lanes_(database.db(), ledger_, findings_),
      clocks_(database.db()),
      devices_(database.db()),
      decisions_(database.db()),
      members_(database.db()),
      rights_(database.db(), findings_, {options_.faults.reclaim_by_clock}),
      intake_(ledger_, lanes_, clocks_, rights_, findings_) {}

Result<void> Central::begin() {
    out_.clear();
    acks_owed_.clear();
    rights_.voice().unsay(0);
    // Under the planted fault the last group is still open: its acks have left already.
    if (database_.in_transaction()) {
        TRY(database_.commit());
    }
    TRY(database_.begin());
    return ledger_.begin();
}

Result<std::vector<HubMessage>> Central::handle(std::span<const FromDevice> group, WallTime now) {
    Result<void> outcome = begin();
    for (const auto& message : group) {
        if (outcome) outcome = take(message, now);
    }
    if (outcome) outcome = write_acks();
    if (outcome) write_commands();
    if (outcome && !options_.faults.ack_before_commit) outcome = database_.commit();
    if (!outcome) {
        database_.rollback();
        return outcome.error();
    }
    return std::exchange(out_, {});
}

Result<void> Central::take(const FromDevice& message, WallTime now) {
    if (!is_device_name(message.device)) {
        metrics_.add(Count::wire_messages_refused);
        log_.warn("hub.refused", {{"why", "the topic names no device"}});
        return {};
    }
    TRY(const auto device, devices_.meet(message.device, now));
    TRY(devices_.heard(device.number, now));
    // One device must not be able to hold up the others: what its message had written before it was
    // refused is taken back, and the rest of the group goes on.
    TRY(database_.mark());
    const auto said = rights_.voice().said();
    const auto heard = hear(device, message, now);
    if (!heard) {
        if (!is_refusal(heard.error())) return heard;
        TRY(database_.undo_to_mark());
        rights_.voice().unsay(said);
        TRY(ledger_.begin());
        TRY(refuse(device, heard.error(), now));
    }
    return database_.drop_mark();
}

Result<void> Central::hear(const DeviceRow& device, const FromDevice& message, WallTime now) {
    switch (message.kind) {
        case UpKind::status:
            return take_status(device, message.payload);
        case UpKind::hello:
            return take_hello(device, message.payload, now);
        case UpKind::journal:
            return take_batch(device, message.payload, now);
        case UpKind::want:
            return take_want(device, message.payload);
        case UpKind::report:
            return take_report(device, message.payload, now);
        case UpKind::ask:
            return take_ask(device, message.payload, now);
    }
    return Error(Errc::invalid, "no kind of message");
}

Result<void> Central::refuse(const DeviceRow& device, const Error& why, WallTime now) {
    metrics_.add(Count::wire_messages_refused);
    TRY(devices_.note_refusal(device.number));
    const std::string where = why.place().empty() ? "" : " (" + why.place() + ")";
    return findings_.note(device.number, {.kind = "refused", .text = why.what() + where}, now);
}

// ---- What devices say ----

Result<void> Central::take_status(const DeviceRow& device, std::string_view payload) {
    const auto status = read(payload, decode_status);
    if (!status) return unreadable(status.error(), "a status");
    return devices_.note_status(device.number, *status);
}

Result<void> Central::take_hello(const DeviceRow& device, std::string_view payload, WallTime now) {
    const auto hello = read(payload, decode_hello);
    if (!hello) return unreadable(hello.error(), "a hello");
    TRY(devices_.note_hello(device.number, *hello, now));
    TRY(const auto answer, welcome(device, *hello, now));
    out_.push_back(to_device(device.name, "welcome", encode(answer)));
    return greet_rights(device, *hello);
}

// Which journal it writes now, and where: what it says of its rights from there on is new.
Result<void> Central::greet_rights(const DeviceRow& device, const Hello& hello) {
    for (const auto& epoch : hello.epochs) {
        if (!epoch.open) continue;
        return rights_.greeted(device.number, epoch.epoch, epoch.ledger.next);
    }
    return {};
}

Result<void> Central::take_ask(const DeviceRow& device, std::string_view payload, WallTime now) {
    const auto ask = read(payload, decode_ask);
    if (!ask) return unreadable(ask.error(), "an ask");
    AskAnswer answer;
    answer.id = ask->id;
    answer.incarnation = options_.incarnation;
    const auto body = ask->kind == member_look_up_ask
                          ? members_.answer(ask->body)
                          : rights_.answer(device.number, ask->kind, ask->body, now);
    if (!body && !is_refusal(body.error())) return body.error();
    if (body) {
        answer.body = *body;
    } else {
        answer.error = AskError{std::string(body.error().code()), body.error().what()};
    }
    out_.push_back(to_device(device.name, "answer", encode(answer)));
    return {};
}

Result<void> Central::take_batch(const DeviceRow& device, std::string_view payload, WallTime now) {
    const auto batch = read_batch(payload);
    if (!batch) return unreadable(batch.error(), "a batch");
    const auto stored = intake_.store(device, *batch, now);
    if (!stored) return stored.error().at("a batch");
    acks_owed_.insert({device.name, {device.number, batch->batch.epoch, batch->batch.lane}});
    return {};
}

Result<void> Central::take_want(const DeviceRow& device, std::string_view payload) {
    const auto want = read(payload, decode_want);
    if (!want) return unreadable(want.error(), "a want");
    TRY(const auto scopes, devices_.scopes(device));
    // What another store follows is none of this device's business.
    if (std::find(scopes.begin(), scopes.end(), want->after.scope) == scopes.end()) {
        return Error(Errc::denied, "a want of a scope it is not in").coded("foreign_scope");
    }
    TRY(const auto page, decisions_.page_after(want->after));
    if (page) out_.push_back(to_device(device.name, "page", encode(*page)));
    return {};
}

Result<void> Central::take_report(const DeviceRow& device, std::string_view payload, WallTime now) {
    const auto report = read(payload, decode_report);
    if (!report) return unreadable(report.error(), "a report");
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("kind", report->kind)
        .raw_member("detail", report->detail)
        .end_object();
    return findings_.note(device.number, {.kind = "report", .text = std::move(text)}, now);
}

// ---- What they are told ----

Result<LaneWelcome> Central::lane_welcome(std::int64_t device, const Epoch& epoch, Lane lane) {
    TRY(const auto row, lanes_.find(device, epoch, lane));
    if (!row) return LaneWelcome{};
    return LaneWelcome{row->committed, row->id, row->forked};
}

Result<Welcome> Central::welcome(const DeviceRow& device, const Hello& hello, WallTime now) {
    Welcome welcome;
    welcome.nonce = hello.nonce;
    welcome.incarnation = options_.incarnation;
    welcome.wall = now;
    for (const auto& epoch : hello.epochs) {
        EpochWelcome answer;
        answer.epoch = epoch.epoch;
        TRY(answer.ledger, lane_welcome(device.number, epoch.epoch, Lane::ledger));
        TRY(answer.touch, lane_welcome(device.number, epoch.epoch, Lane::touch));
        welcome.epochs.push_back(answer);
    }
    TRY(const auto scopes, devices_.scopes(device));
    for (const auto& scope : scopes) {
        TRY(const auto heads, decisions_.heads(scope));
        welcome.feeds.insert(welcome.feeds.end(), heads.begin(), heads.end());
    }
    welcome.encodings = {"zstd"};
    welcome.dictionary = wire_dictionary_newest;
    welcome.pace = options_.pace;
    welcome.message_bytes_max = message_bytes_max_default;
    welcome.store = device.store;
    TRY(welcome.groups, devices_.groups(device.number));
    welcome.groups.resize(std::min(welcome.groups.size(), groups_told_max));
    welcome.holder = device.number;
    return welcome;
}

// One ack a lane, however many of its batches were in the group.
Result<void> Central::write_acks() {
    for (const auto& [name, told] : acks_owed_) {
        TRY(const auto device, devices_.find(name));
        TRY(const auto lane, lanes_.find(told.device, told.epoch, told.lane));
        Ack ack;
        ack.nonce = device->nonce;
        ack.incarnation = options_.incarnation;
        ack.epoch = told.epoch;
        ack.lane = told.lane;
        ack.committed = lane->committed;
        ack.id = lane->id;
        ack.forked = lane->forked;
        out_.push_back(to_device(name, "ack", encode(ack)));
    }
    return {};
}

void Central::write_commands() {
    for (auto& command : rights_.voice().take()) {
        out_.push_back(
            to_device(command.device, "command",
                      encode(Command{command.id, options_.incarnation, std::move(command.kind),
                                     std::move(command.body)})));
    }
}

// ---- What is due ----

Result<void> Central::tell_live(const Page& page) {
    told_.push_back(page);
    const auto payload = encode(page);
    if (page.scope == "fleet" || page.scope.starts_with("group-")) {
        out_.push_back({"feed/" + page.scope, payload});
        return {};
    }
    TRY(const auto devices, devices_.in_scope(page.scope));
    for (const auto& device : devices) out_.push_back(to_device(device, "page", payload));
    return {};
}

Result<std::vector<HubMessage>> Central::due(WallTime now) {
    out_.clear();
    told_.clear();
    TRY(welcomed_, devices_.called(hub_due_max));
    // Under the planted fault a group is still open, and this is part of it.
    const bool alone = !database_.in_transaction();
    std::optional<HubTransaction> transaction;
    if (alone) {
        // What a group said that was rolled back was never so.
        rights_.voice().unsay(0);
        if (!welcomed_.empty()) TRY(transaction.emplace(database_).begin());
    }
    // A feed is told to a device before its first page: a page of what it does not follow is lost.
    for (const auto& device : welcomed_) {
        TRY(const auto hello, devices_.last_hello(device.number));
        if (!hello) continue;
        TRY(auto unasked, welcome(device, *hello, now));
        TRY(const bool greeted, rights_.is_greeted(device.number));
        // What a copy knows of it is old: its own hello is needed, and it says one to a stranger.
        if (!greeted) unasked.nonce = {};
        out_.push_back(to_device(device.name, "welcome", encode(unasked)));
        if (greeted) TRY(greet_rights(device, *hello));
    }
    if (transaction) TRY(transaction->commit());
    write_commands();
    TRY(const auto pages, decisions_.untold(hub_due_max));
    for (const auto& page : pages) TRY(tell_live(page));
    // Nothing else may wait for the next group.
    if (database_.in_transaction() && !(welcomed_.empty() && told_.empty())) {
        TRY(database_.commit());
    }
    return std::exchange(out_, {});
}

Result<void> Central::due_is_sent() {
    if (welcomed_.empty() && told_.empty()) return {};
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    for (const auto& device : welcomed_) TRY(devices_.answered(device));
    for (const auto& page : told_) TRY(decisions_.told(page));
    welcomed_.clear();
    told_.clear();
    return transaction.commit();
}

}  // namespace aisle
