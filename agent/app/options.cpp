// SPDX-License-Identifier: Apache-2.0
#include "agent/app/options.hpp"

#include "config/address.hpp"

#include <chrono>

namespace aisle {
namespace {

VersionPreference version_preference(VersionChoice choice) {
    switch (choice) {
        case VersionChoice::v5:
            return VersionPreference::v5;
        case VersionChoice::v3_1_1:
            return VersionPreference::v311;
        case VersionChoice::automatic:
            break;
    }
    return VersionPreference::automatic;
}

SessionOptions session_options(const Config& config) {
    SessionOptions session;
    session.brokers = config.broker.urls.size();
    session.version = version_preference(config.broker.version);
    session.backoff_cap = std::chrono::duration_cast<Seconds>(config.sync.backoff_cap);
    session.ack_patience = std::chrono::duration_cast<Seconds>(config.sync.ack_patience);
    session.window = static_cast<std::size_t>(config.sync.window);
    session.message_bytes_max = config.broker.max_message;
    session.events_per_second = config.sync.events_per_second;
    session.messages_per_second = config.sync.messages_per_second;
    session.compress = config.sync.compression == CompressionChoice::automatic;
    session.broker_acks = config.sync.acknowledge == AcknowledgeChoice::broker;
    session.single_events = config.sync.format == FormatChoice::cloudevents;
    return session;
}

Topics topics_of(const Config& config) {
    const auto whole = [&](const std::string& pattern) { return topic_of(config, pattern); };
    const auto& t = config.topics;
    return {whole(t.status), whole(t.hello),   whole(t.journal), whole(t.want),
            whole(t.report), whole(t.welcome), whole(t.ack),     whole(t.page),
            whole(t.answer), whole(t.command), whole(t.feed)};
}

SourceKind source_kind(const DeviceConfig& device) {
    if (device.kind == DeviceKind::serial) return SourceKind::serial;
    if (device.kind == DeviceKind::fd) return SourceKind::fd;
    return device.listen.empty() ? SourceKind::tcp_connect : SourceKind::tcp_listen;
}

}  // namespace

Result<RunnerOptions> runner_options(const Config& config) {
    RunnerOptions options;
    options.session = session_options(config);
    options.topics = topics_of(config);
    options.agent = "aisled/" AISLE_VERSION;
    LinkTarget target;
    options.retain = config.broker.retain;
    options.will = config.broker.will;
    target.client_id =
        config.broker.client_id.empty() ? config.identity.device : config.broker.client_id;
    target.username =
        config.broker.username.empty() ? config.identity.device : config.broker.username;
    target.password_file = config.broker.password_file;
    target.ca_file = config.broker.ca_file;
    target.cert_file = config.broker.cert_file;
    target.key_file = config.broker.key_file;
    target.keep_alive = std::chrono::duration_cast<Seconds>(config.broker.keep_alive);
    if (!config.broker.proxy.empty()) {
        TRY(target.proxy, parse_proxy_url(config.broker.proxy));
        target.proxy_credentials_file = config.broker.proxy_credentials_file;
    }
    for (const auto& url : config.broker.urls) {
        TRY(target.url, parse_broker_url(url));
        options.brokers.push_back(target);
    }
    return options;
}

Result<HttpOptions> http_options(const Config& config) {
    HttpOptions options;
    options.socket_path = config.http.socket;
    options.hosts = config.http.allowed_hosts;
    options.address.clear();
    if (config.http.listen.empty()) return options;
    TRY(const auto address, parse_host_port(config.http.listen));
    options.address = address.host;
    options.port = address.port;
    return options;
}

std::vector<DeviceOptions> device_options(const Config& config) {
    std::vector<DeviceOptions> all;
    for (const auto& device : config.devices) {
        DeviceOptions options;
        options.name = device.name;
        options.kind = source_kind(device);
        options.path = device.path;
        const auto& where = device.listen.empty() ? device.address : device.listen;
        if (const auto address = parse_host_port(where)) {
            options.host = address->host;
            options.port = address->port;
        }
        options.speed = static_cast<unsigned>(device.speed);
        options.framing.prefix = device.prefix;
        options.framing.suffix = device.suffix;
        options.framing.idle = device.idle;
        options.dedup = device.dedup;
        all.push_back(std::move(options));
    }
    return all;
}

RetentionOptions retention_options(const Config& config) {
    return {config.disk.budget, config.sync.retain_acknowledged};
}

StoreProfile store_profile(const Config& config) {
    StoreProfile profile;
    profile.store_id = config.identity.store;
    profile.currency = config.store.currency;
    profile.region = config.store.region;
    profile.day = {static_cast<int>(config.store.utc_offset.count()),
                   static_cast<int>(config.store.cut_off_hour)};
    return profile;
}

}  // namespace aisle
