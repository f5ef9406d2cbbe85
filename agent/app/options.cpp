// SPDX-License-Identifier: Apache-2.0
#include "agent/app/options.hpp"

#include "config/address.hpp"

#include <algorithm>
#include <array>
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
    return {whole(t.status), whole(t.hello),  whole(t.journal), whole(t.want),
            whole(t.ask),    whole(t.report), whole(t.welcome), whole(t.ack),
            whole(t.page),   whole(t.answer), whole(t.command), whole(t.feed)};
}

UnknownCodes unknown_codes(UnknownChoice choice) {
    switch (choice) {
        case UnknownChoice::drop:
            return UnknownCodes::drop;
        case UnknownChoice::keep:
            return UnknownCodes::keep;
        case UnknownChoice::hash:
            break;
    }
    return UnknownCodes::hash;
}

SourceKind source_kind(const DeviceConfig& device) {
    switch (device.kind) {
        case DeviceKind::serial:
            return SourceKind::serial;
        case DeviceKind::fd:
            return SourceKind::fd;
        case DeviceKind::evdev:
            return SourceKind::evdev;
        case DeviceKind::hid_pos:
            return SourceKind::hid_pos;
        case DeviceKind::tcp:
            break;
    }
    return device.listen.empty() ? SourceKind::tcp_connect : SourceKind::tcp_listen;
}

PrinterPort printer_port(PrinterKind kind) {
    switch (kind) {
        case PrinterKind::serial:
            return PrinterPort::serial;
        case PrinterKind::file:
            return PrinterPort::node;
        case PrinterKind::tcp:
            break;
    }
    return PrinterPort::tcp;
}

constexpr std::array<std::string_view, 6> simplified_chinese{"GB18030", "GBK",    "CP936",
                                                             "GB2312",  "EUC-CN", "EUCCN"};
constexpr std::array<std::string_view, 10> two_byte_charsets{
    "BIG5", "BIG5-HKSCS", "CP950",  "SHIFT_JIS", "SHIFT-JIS",
    "SJIS", "CP932",      "EUC-KR", "CP949",     "UHC"};

// iconv takes a name in any case.
template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& names, std::string_view name) {
    const auto upper = [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    };
    return std::ranges::any_of(names, [&](std::string_view known) {
        return std::ranges::equal(known, name, {}, {}, upper);
    });
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
        options.keys.layout = parse_keyboard_layout(device.layout).value_or(KeyboardLayout::us);
        options.keys.prefix = device.prefix;
        options.keys.idle = device.idle;
        options.keys.gs_key = static_cast<std::uint16_t>(device.gs_key);
        options.keys.gs_substitute = device.gs_substitute;
        options.claim = device.claim;
        options.decode_data = device.decode_data;
        options.dedup = device.dedup;
        all.push_back(std::move(options));
    }
    return all;
}

std::vector<PrinterOptions> printer_options(const Config& config) {
    std::vector<PrinterOptions> all;
    for (const auto& printer : config.printers) {
        PrinterOptions options;
        options.name = printer.name;
        options.port_kind = printer_port(printer.kind);
        if (const auto address = parse_host_port(printer.address)) {
            options.host = address->host;
            options.port = address->port;
        }
        options.path = printer.path;
        options.speed = static_cast<unsigned>(printer.speed);
        options.hardware_flow = printer.hardware_flow;
        options.asks = printer.status;
        all.push_back(std::move(options));
    }
    return all;
}

PrinterProfile printer_profile(const PrinterConfig& printer) {
    PrinterProfile profile;
    profile.columns = static_cast<std::size_t>(printer.columns);
    profile.charset = printer.charset;
    profile.code_page = static_cast<std::uint8_t>(printer.code_page);
    profile.two_byte = prints_chinese(printer) || is_one_of(two_byte_charsets, printer.charset);
    profile.cutter = printer.cutter;
    profile.has_qr = printer.qr;
    return profile;
}

bool prints_chinese(const PrinterConfig& printer) {
    return is_one_of(simplified_chinese, printer.charset);
}

std::vector<std::string> tap_paths(const Config& config) {
    std::vector<std::string> paths;
    for (const auto& tap : config.taps) paths.push_back(tap.listen);
    return paths;
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

Result<std::vector<TokenKey>> token_keys(const Config& config) {
    std::vector<TokenKey> keys;
    for (const auto& text : config.scan.token_keys) {
        TRY(auto key, parse_token_key(text));
        keys.push_back(std::move(key));
    }
    return keys;
}

Result<ScanPolicy> scan_policy(const Config& config, std::string digest_key) {
    CodeRules rules;
    rules.web.own_domains = config.scan.own_domains;
    rules.web.parameters = config.scan.parameters;
    rules.gs1_without_identifier = config.scan.gs1_without_identifier;
    TRY(rules.keys, token_keys(config));
    for (const auto& code : config.codes) {
        TRY(auto pattern, Pattern::compile(code.pattern));
        rules.patterns.push_back(
            {.name = code.name,
             .kind = parse_tenant_class(code.kind).value_or(CodeClass::member_card),
             .pattern = std::move(pattern),
             .check = parse_check_digit(code.check).value_or(CheckDigit::none)});
    }
    for (const auto& measure : config.measures) {
        TRY(auto pattern,
            MeasurePattern::parse(measure.form,
                                  parse_measure_kind(measure.holds).value_or(MeasureKind::price),
                                  static_cast<int>(measure.decimals)));
        rules.measures.push_back(std::move(pattern));
    }
    ScanPolicy policy;
    policy.codes = CodeReader(std::move(rules));
    policy.unknown = unknown_codes(config.scan.unknown);
    policy.digest_key = std::move(digest_key);
    return policy;
}

}  // namespace aisle
