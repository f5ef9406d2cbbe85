// SPDX-License-Identifier: Apache-2.0
#include "tests/support/strict_broker.hpp"

#include <poll.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <ostream>

namespace aisle {
namespace {

constexpr unsigned unsupported_version_5 = 0x84;
constexpr unsigned unsupported_version_311 = 1;
constexpr unsigned session_taken_over = 0x8e;

constexpr int moment_ms = 100;

bool has_more(const Stream& stream, int patience_ms = 0) {
    pollfd waiting{stream.fd(), POLLIN, 0};
    return poll(&waiting, 1, patience_ms) > 0;
}

StrictProfile as_central(const StrictProfile& device) {
    auto central = open_profile();
    central.reorders = device.reorders;
    central.doubles_one_in = device.doubles_one_in;
    return central;
}

// "$share/hub/aisle/v1/up/+/hello" is for one worker of several; here is one.
std::string unshared(const std::string& filter) {
    if (!filter.starts_with("$share/")) return filter;
    return filter.substr(filter.find('/', 7) + 1);
}

std::string translated(const std::map<std::string, std::string>& names, const std::string& topic) {
    const auto found = names.find(topic);
    return found == names.end() ? topic : found->second;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const StrictTally& tally) {
    return out << tally.connects << " connections, " << tally.publishes
               << " messages of the device; of those delivered " << tally.overtaken
               << " overtaken and " << tally.doubled << " doubled; " << tally.forgotten
               << " answered and lost, " << tally.cuts << " connections cut";
}

StrictBroker::StrictBroker(StrictOptions options)
    : options_(std::move(options)),
      central_profile_(as_central(options_.profile)),
      clock_(options_.clock == nullptr ? system_clock_ : *options_.clock),
      devices_([this](Stream& stream) { serve(stream, true); }),
      central_([this](Stream& stream) { serve(stream, false); }) {
    for (const auto& [device, central] : options_.rules) to_device_[central] = device;
}

std::vector<std::string> StrictBroker::violations() const {
    const Lock lock(mutex_);
    return violations_;
}

StrictTally StrictBroker::tally() const {
    const Lock lock(mutex_);
    auto all = tally_;
    for (const auto& client : clients_) {
        all.overtaken += client.session.overtaken();
        all.doubled += client.session.doubled();
    }
    return all;
}

StrictBroker::Mercy StrictBroker::note(const Violations& found, const std::string& client_id) {
    auto mercy = Mercy::let_pass;
    for (const auto& violation : found) {
        violations_.push_back(violation.rule + ": " + violation.text + " (of " + client_id + ")");
        if (violation.refusal == Refusal::close) mercy = Mercy::none;
        if (violation.refusal == Refusal::silence) mercy = std::min(mercy, Mercy::silent);
    }
    return mercy;
}

// ---- Connections ----

void StrictBroker::serve(Stream& stream, bool device) {
    const auto first = read_packet(stream);
    if (!first || first->kind != PacketKind::connect) return;
    const auto connect = parse_connect(*first);
    if (!connect) return;
    Client* client = nullptr;
    {
        const Lock lock(mutex_);
        client = admit(stream, *connect, device);
    }
    if (client == nullptr) return;
    while (true) {
        if (!has_more(stream, moment_ms)) {
            const Lock lock(mutex_);
            client->session.pass();
            continue;
        }
        const auto packet = read_packet(stream);
        if (!packet) break;
        const bool more = has_more(stream);
        const Lock lock(mutex_);
        const bool goes_on = take(*client, *packet);
        if (!more || !goes_on) client->session.say_answers();
        if (!goes_on) break;
    }
    const Lock lock(mutex_);
    leave(*client);
}

StrictBroker::Client* StrictBroker::admit(Stream& stream, const ConnectPacket& connect,
                                          bool device) {
    const auto& profile = device ? options_.profile : central_profile_;
    if (!connect.known_version || (connect.five && !profile.speaks_5)) {
        PacketWriter refusal;
        refusal.byte(0).byte(connect.five ? unsupported_version_5 : unsupported_version_311);
        if (connect.five) refusal.sized({});
        stream.write(refusal.whole(PacketKind::connack));
        return nullptr;
    }
    auto found = judge_connect(profile, connect);
    const auto now = clock_.mono();
    const auto before = last_connect_.find(connect.client_id);
    if (before != last_connect_.end() && now - before->second < profile.between_connects) {
        found.push_back({"connects-per-second", "again", Refusal::close});
    }
    last_connect_[connect.client_id] = now;
    if (note(found, connect.client_id) != Mercy::let_pass) return nullptr;

    replace(connect.client_id, device);
    ++tally_.connects;
    auto& client = clients_.emplace_back(
        Client{{profile, stream, connect, options_.seed + tally_.connects}, device});
    if (device && !options_.cuts.empty()) {
        client.cut_after = options_.cuts.front();
        options_.cuts.erase(options_.cuts.begin());
    }
    client.session.say(welcome(connect, profile));
    return &client;
}

// It tells what it can, but not that it takes no retained messages: the cloud of 2023 did not.
std::string StrictBroker::welcome(const ConnectPacket& connect,
                                  const StrictProfile& profile) const {
    PacketWriter writer;
    writer.byte(0).byte(0);
    if (!connect.five) return writer.whole(PacketKind::connack);
    PacketWriter says;
    says.byte(0x21).two(profile.in_flight_max).byte(0x22).two(profile.topic_aliases_max);
    if (profile.qos_max < 2) says.byte(0x24).byte(profile.qos_max);
    if (profile.packet_bytes_max <= UINT32_MAX) {
        says.byte(0x27).four(static_cast<std::uint32_t>(profile.packet_bytes_max));
    }
    return writer.sized(says).whole(PacketKind::connack);
}

void StrictBroker::replace(const std::string& client_id, bool device) {
    for (auto& client : clients_) {
        const auto& older = client.session.connected();
        if (older.client_id != client_id || client.device != device) continue;
        if (older.five) {
            client.session.say(
                PacketWriter().byte(session_taken_over).sized({}).whole(PacketKind::disconnect));
        }
        client.session.cut();
    }
}

void StrictBroker::leave(Client& client) {
    const auto will = client.orderly ? std::nullopt : client.session.connected().will;
    const bool device = client.device;
    tally_.overtaken += client.session.overtaken();
    tally_.doubled += client.session.doubled();
    clients_.remove_if([&client](const Client& one) { return &one == &client; });
    if (will) route(*will, device);
}

// ---- Packets ----

bool StrictBroker::take(Client& client, const Packet& packet) {
    switch (packet.kind) {
        case PacketKind::publish:
            return take_publish(client, packet);
        case PacketKind::subscribe:
            return take_subscribe(client, packet);
        case PacketKind::unsubscribe:
            return take_unsubscribe(client, packet);
        case PacketKind::puback:
            return take_answer(client, packet);
        case PacketKind::disconnect:
            client.orderly = take_answer(client, packet);
            return false;
        case PacketKind::pingreq:
            client.session.answer(PacketWriter().whole(PacketKind::pingresp));
            return true;
        case PacketKind::pubrel:
            client.session.answer(
                PacketWriter().raw(packet.body.substr(0, 2)).whole(PacketKind::pubcomp));
            return true;
        default:
            note({{"packet-kind", std::to_string(static_cast<unsigned>(packet.kind)),
                   Refusal::close}},
                 client.session.connected().client_id);
            return false;
    }
}

bool StrictBroker::take_publish(Client& client, const Packet& packet) {
    auto& session = client.session;
    const auto& connect = session.connected();
    auto publish = parse_publish(packet, connect.five);
    if (!publish || !session.resolve_alias(*publish)) {
        note({{"malformed", "PUBLISH", Refusal::close}}, connect.client_id);
        return false;
    }
    const auto& profile = client.device ? options_.profile : central_profile_;
    auto found = judge_publish(profile, connect.client_id, *publish, packet.bytes);
    const auto more = session.publishing(*publish, clock_.mono());
    found.insert(found.end(), more.begin(), more.end());
    const auto mercy = note(found, connect.client_id);
    if (mercy == Mercy::none) return false;
    if (mercy == Mercy::silent) return true;
    if (!profile.retains) publish->retain = false;

    if (publish->qos > 0) {
        const auto kind = publish->qos == 1 ? PacketKind::puback : PacketKind::pubrec;
        session.answer(PacketWriter().two(publish->id).whole(kind));
    }
    ++client.publishes;
    const bool cut = client.cut_after > 0 && client.publishes >= client.cut_after;
    if (cut) ++tally_.cuts;
    if (client.device) {
        ++tally_.publishes;
        const auto number = ++published_[publish->topic];
        if (options_.forgets[publish->topic].contains(number)) {
            ++tally_.forgotten;
            return !cut;
        }
    }
    route(std::move(*publish), client.device);
    return !cut;
}

bool StrictBroker::take_subscribe(Client& client, const Packet& packet) {
    auto& session = client.session;
    const auto& connect = session.connected();
    const auto& profile = client.device ? options_.profile : central_profile_;
    const auto subscribe = parse_subscribe(packet, connect.five);
    if (!subscribe) return false;
    const auto found = judge_subscribe(profile, connect.client_id, *subscribe, session.filters());
    if (note(found, connect.client_id) != Mercy::let_pass) return false;
    PacketWriter answer;
    answer.two(subscribe->id);
    if (connect.five) answer.sized({});
    for (const auto& filter : subscribe->filters) {
        session.subscribe(unshared(filter));
        answer.byte(std::min(subscribe->qos_max, 1U));
    }
    session.say(answer.whole(PacketKind::suback));
    for (const auto& filter : subscribe->filters) {
        const bool wild = filter.find_first_of("+#") != std::string::npos;
        if (wild && !profile.retained_for_wildcards) continue;
        for (const auto& [topic, message] : retained_) {
            auto copy = message;
            copy.topic = client.device ? translated(to_device_, topic) : topic;
            if (topic_matches(filter, copy.topic)) session.deliver(copy);
        }
    }
    return true;
}

bool StrictBroker::take_unsubscribe(Client& client, const Packet& packet) {
    const bool five = client.session.connected().five;
    const std::string_view body = packet.body;
    client.session.say(PacketWriter()
                           .raw(body.substr(0, 2))
                           .raw(five ? std::string_view("\0\0", 2) : "")
                           .whole(PacketKind::unsuback));
    return true;
}

bool StrictBroker::take_answer(Client& client, const Packet& packet) {
    const auto& connect = client.session.connected();
    const auto& profile = client.device ? options_.profile : central_profile_;
    const auto answer = parse_answer(packet, connect.five);
    if (!answer) return false;
    if (note(judge_answer(profile, *answer), connect.client_id) != Mercy::let_pass) return false;
    if (packet.kind == PacketKind::puback) client.session.acknowledged(answer->id);
    return true;
}

// To whoever is there, under the name of the topic on that side.
void StrictBroker::route(PublishPacket message, bool from_device) {
    message.properties = {};
    if (from_device) message.topic = translated(options_.rules, message.topic);
    if (message.retain) {
        retained_[message.topic] = message;
        if (message.payload.empty()) retained_.erase(message.topic);
    }
    for (auto& client : clients_) {
        auto copy = message;
        copy.retain = false;
        if (client.device) copy.topic = translated(to_device_, copy.topic);
        if (client.session.wants(copy.topic)) client.session.deliver(copy);
    }
}

}  // namespace aisle
