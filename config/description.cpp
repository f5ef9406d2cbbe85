// SPDX-License-Identifier: Apache-2.0
#include "config/description.hpp"

#include "agent/base/charset.hpp"
#include "agent/base/money.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/scan/code.hpp"
#include "config/address.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

constexpr std::string_view name_form = "1 to 23 of a-z, 0-9 and -";
constexpr std::string_view client_id_form = "up to 128 printable characters without spaces";
constexpr std::string_view path_form = "an absolute path";
constexpr std::string_view url_form = "mqtt, mqtts, ws or wss://host:port";
constexpr std::string_view topic_form =
    "a topic without + and #, with {tenant}, {store} or {device}";
constexpr std::string_view feed_topic_form = "the same, with {scope}";

// A Unix socket's path, its closing zero included (sockaddr_un).
constexpr std::size_t socket_path_bytes_max = 108;

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= device_name_max && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

// What a cloud prescribes, such as GID_tills@@@s0042-pos1; 128 bytes is the longest any takes.
bool is_client_id(std::string_view text) {
    return text.size() <= client_id_bytes_max &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

bool is_path(std::string_view text) {
    return text.starts_with('/') && is_plain_text(text);
}

bool is_socket_path(std::string_view text) {
    return is_path(text) && text.size() < socket_path_bytes_max;
}

// A device node, a FIFO, or "-" for standard input.
bool is_source_path(std::string_view text) {
    return text == "-" || is_path(text);
}

bool is_broker_url(std::string_view text) {
    return check_broker_url(text).has_value();
}

bool is_proxy_url(std::string_view text) {
    return check_proxy_url(text).has_value();
}

// Port 0 asks the system for any free one.
bool is_listen_address(std::string_view text) {
    const auto place = parse_host_port(text);
    return place && is_ip_address(place->host);
}

bool is_address(std::string_view text) {
    const auto address = parse_host_port(text);
    return address && address->port != 0;
}

// With or without a port, as a browser names it.
bool is_host(std::string_view text) {
    return is_address(text) || parse_host_port(std::string(text) + ":0").has_value();
}

bool is_currency(std::string_view text) {
    return Currency::parse(text).has_value();
}

bool is_region(std::string_view text) {
    return text.size() == 2 &&
           std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_topic(std::string_view text, std::span<const std::string_view> marks) {
    std::string rest(text);
    for (const auto mark : marks) {
        for (auto at = rest.find(mark); at != std::string::npos; at = rest.find(mark)) {
            rest.erase(at, mark.size());
        }
    }
    return std::ranges::all_of(rest, [](char c) {
        return c > ' ' && c <= '~' && c != '+' && c != '#' && c != '{' && c != '}';
    });
}

constexpr std::array<std::string_view, 4> topic_marks{"{tenant}", "{store}", "{device}", "{scope}"};

bool is_device_topic(std::string_view text) {
    return is_topic(text, std::span(topic_marks).first<3>());
}

bool is_feed_topic(std::string_view text) {
    return is_topic(text, topic_marks) && text.find("{scope}") != std::string_view::npos;
}

bool is_mark(std::string_view text) {
    return text.size() <= scan_mark_bytes_max;
}

bool is_domain(std::string_view text) {
    return !text.empty() && !text.starts_with('.') && !text.ends_with('.') &&
           std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
           });
}

bool is_parameter(std::string_view text) {
    static constexpr std::string_view marks = "=&;%\"\\";
    // Where the small letters of all of them stand.
    return !text.empty() && text != "lower" && text.size() <= name_bytes_max &&
           std::ranges::all_of(text, [](char c) {
               return c > ' ' && c <= '~' && marks.find(c) == std::string_view::npos;
           });
}

bool is_token_key(std::string_view text) {
    return parse_token_key(text).has_value();
}

bool is_layout(std::string_view text) {
    constexpr std::array<std::string_view, 7> known{"us", "gb", "de", "fr", "es", "it", "cz"};
    return std::ranges::find(known, text) != known.end();
}

bool is_code_kind(std::string_view text) {
    return parse_tenant_class(text).has_value();
}

bool is_pattern(std::string_view text) {
    return Pattern::compile(text).has_value();
}

bool is_check_digit(std::string_view text) {
    return parse_check_digit(text).has_value();
}

bool is_charset(std::string_view text) {
    return Charset::open(std::string(text)).has_value();
}

bool is_measure(std::string_view text) {
    return MeasurePattern::parse(text, MeasureKind::price, 0).has_value();
}

bool is_measure_kind(std::string_view text) {
    return parse_measure_kind(text).has_value();
}

bool is_serial_speed(std::int64_t speed) {
    constexpr std::array<std::int64_t, 11> known{1200,  2400,   4800,   9600,   19200, 38400,
                                                 57600, 115200, 230400, 460800, 921600};
    return std::ranges::find(known, speed) != known.end();
}

constexpr Rule name_rule{.required = true, .form = name_form, .fits = is_name};
constexpr Rule path_rule{.form = path_form, .fits = is_path};
constexpr Rule topic_rule{.form = topic_form, .fits = is_device_topic};
constexpr Rule mark_rule{.form = "up to 8 bytes", .fits = is_mark};

constexpr std::int64_t in_ms(Millis duration) {
    return duration.count();
}

template <auto section, auto member>
Slot at(Config& config) {
    return &(config.*section.*member);
}

template <auto member, class Item>
Slot at(Item& item) {
    return &(item.*member);
}

using C = Config;

constexpr Key<Config> keys_of_config[] = {
    {"identity.tenant", "Whose platform this is.", name_rule,
     at<&C::identity, &IdentityConfig::tenant>},
    {"identity.device", "This device, unique in the tenant; also the MQTT client id.", name_rule,
     at<&C::identity, &IdentityConfig::device>},
    {"identity.store", "The store it stands in, until central says otherwise.", name_rule,
     at<&C::identity, &IdentityConfig::store>},

    {"store.utc_offset", "How far the store's clocks are ahead of UTC.",
     Rule{.required = true, .min = -14 * 60, .max = 14 * 60},
     at<&C::store, &StoreConfig::utc_offset>},
    {"store.cut_off_hour", "The hour at which a business day begins.", Rule{.max = 23},
     at<&C::store, &StoreConfig::cut_off_hour>},
    {"store.currency", "What the tills count in: the currency of a purchase that names none.",
     Rule{.required = true, .form = "three letters of ISO 4217, such as CNY", .fits = is_currency},
     at<&C::store, &StoreConfig::currency>},
    {"store.region", "Phone numbers without a country are of here.",
     Rule{.form = "two letters of ISO 3166, such as CN", .fits = is_region},
     at<&C::store, &StoreConfig::region>},
    {"store.close_day",
     "Whether a business day is closed by itself when it is over; auto closes again what went on.",
     Rule{}, at<&C::store, &StoreConfig::close_day>},

    {"broker.urls", "The brokers of central, tried in turn.",
     Rule{.required = true,
          .form = url_form,
          .fits = is_broker_url,
          .min = 1,
          .max = std::int64_t{brokers_max}},
     at<&C::broker, &BrokerConfig::urls>},
    {"broker.version", "The MQTT version; auto tries 5 first and remembers what worked.", Rule{},
     at<&C::broker, &BrokerConfig::version>},
    {"broker.client_id", "Where a platform prescribes one. Empty: the device's name.",
     Rule{.form = client_id_form, .fits = is_client_id}, at<&C::broker, &BrokerConfig::client_id>},
    {"broker.username", "Empty: the device's name.",
     Rule{.form = "no control characters", .fits = is_plain_text},
     at<&C::broker, &BrokerConfig::username>},
    {"broker.password_file", "A file whose first line is the password.", path_rule,
     at<&C::broker, &BrokerConfig::password_file>},
    {"broker.ca_file", "Whom to trust (PEM). Empty: the system's authorities.", path_rule,
     at<&C::broker, &BrokerConfig::ca_file>},
    {"broker.cert_file", "The device's certificate (PEM), with key_file.", path_rule,
     at<&C::broker, &BrokerConfig::cert_file>},
    {"broker.key_file", "The key of the certificate (PEM).", path_rule,
     at<&C::broker, &BrokerConfig::key_file>},
    {"broker.proxy", "An HTTP proxy to go through.",
     Rule{.form = "http://host:port", .fits = is_proxy_url}, at<&C::broker, &BrokerConfig::proxy>},
    {"broker.proxy_credentials_file", "A file whose first line is the proxy's user:password.",
     path_rule, at<&C::broker, &BrokerConfig::proxy_credentials_file>},
    {"broker.keep_alive", "The line is checked when it was silent this long.",
     Rule{.min = in_ms(Seconds{5}), .max = in_ms(Seconds{3600})},
     at<&C::broker, &BrokerConfig::keep_alive>},
    {"broker.max_message", "The largest message the broker takes.",
     Rule{.min = std::int64_t{event_bytes_max + person_bytes_max + batch_frame_bytes},
          .max = std::int64_t{message_in_bytes_max}},
     at<&C::broker, &BrokerConfig::max_message>},
    {"broker.retain",
     "Whether the broker is asked to keep this device's status for who looks later.", Rule{},
     at<&C::broker, &BrokerConfig::retain>},
    {"broker.will", "Whether the broker is asked to say that this device was lost.", Rule{},
     at<&C::broker, &BrokerConfig::will>},

    {"topics.root", "Stands before every topic. Empty: nothing does.", topic_rule,
     at<&C::topics, &TopicsConfig::root>},
    {"topics.status", "Birth, goodbye and the will.", topic_rule,
     at<&C::topics, &TopicsConfig::status>},
    {"topics.hello", "Where this device stands, after every connect.", topic_rule,
     at<&C::topics, &TopicsConfig::hello>},
    {"topics.journal", "What was captured.", topic_rule, at<&C::topics, &TopicsConfig::journal>},
    {"topics.want", "Asks for pages of a feed.", topic_rule, at<&C::topics, &TopicsConfig::want>},
    {"topics.ask", "Questions to central.", topic_rule, at<&C::topics, &TopicsConfig::ask>},
    {"topics.report", "Outcomes and what was set aside.", topic_rule,
     at<&C::topics, &TopicsConfig::report>},
    {"topics.welcome", "Central's answer to hello.", topic_rule,
     at<&C::topics, &TopicsConfig::welcome>},
    {"topics.ack", "What central has committed.", topic_rule, at<&C::topics, &TopicsConfig::ack>},
    {"topics.page", "Pages of feeds for this device.", topic_rule,
     at<&C::topics, &TopicsConfig::page>},
    {"topics.answer", "Answers to questions.", topic_rule, at<&C::topics, &TopicsConfig::answer>},
    {"topics.command", "Commands.", topic_rule, at<&C::topics, &TopicsConfig::command>},
    {"topics.feed", "Live pages for many devices.",
     Rule{.form = feed_topic_form, .fits = is_feed_topic}, at<&C::topics, &TopicsConfig::feed>},

    {"sync.window", "Batches sent ahead of central's word.",
     Rule{.min = 1, .max = std::int64_t{window_batches_max}}, at<&C::sync, &SyncConfig::window>},
    {"sync.backoff_cap", "The longest wait before the next attempt to connect.",
     Rule{.min = in_ms(backoff_first), .max = in_ms(std::chrono::hours{24})},
     at<&C::sync, &SyncConfig::backoff_cap>},
    {"sync.ack_patience", "How long central may take for what was sent, before it is asked again.",
     Rule{.min = in_ms(Seconds{1}), .max = in_ms(ack_patience_max)},
     at<&C::sync, &SyncConfig::ack_patience>},
    {"sync.retain_acknowledged", "How long central may ask again for what it has committed.",
     Rule{.min = in_ms(rehello_interval * 2), .max = in_ms(std::chrono::hours{90 * 24})},
     at<&C::sync, &SyncConfig::retain_acknowledged>},
    {"sync.acknowledge", "Whose word lets go of an event; broker is for platforms without a hub.",
     Rule{}, at<&C::sync, &SyncConfig::acknowledge>},
    {"sync.format", "Batches for a hub, or single CloudEvents.", Rule{},
     at<&C::sync, &SyncConfig::format>},
    {"sync.compression", "Zstandard when central offers it, or never.", Rule{},
     at<&C::sync, &SyncConfig::compression>},
    {"sync.events_per_second",
     "Each lane is sent no faster than this. 0: as fast as central allows.", Rule{.max = 1'000'000},
     at<&C::sync, &SyncConfig::events_per_second>},
    {"sync.messages_per_second",
     "Batches of events leave no faster than this. 0: as fast as the broker takes them.",
     Rule{.max = 10'000}, at<&C::sync, &SyncConfig::messages_per_second>},

    {"central.seal_key_file",
     "Central's public key (PEM): what contact data and `aisle export` are sealed to.", path_rule,
     at<&C::central, &CentralConfig::seal_key_file>},
    {"central.identifier_key_file",
     "The store's key (64 hex digits, from central), under which members are known again.",
     path_rule, at<&C::central, &CentralConfig::identifier_key_file>},

    {"disk.directory", "Where everything is kept.", path_rule,
     at<&C::disk, &DiskConfig::directory>},
    {"disk.budget", "The most it may take up there.",
     Rule{.min = std::int64_t{disk_budget_min}, .max = std::int64_t{1} << 42},
     at<&C::disk, &DiskConfig::budget>},

    {"http.listen", "Where screens and tills ask over TCP. Empty: on the socket only.",
     Rule{.form = "address:port, such as 127.0.0.1:8480", .fits = is_listen_address},
     at<&C::http, &HttpConfig::listen>},
    {"http.socket", "Where they ask on this machine. Empty: over TCP only.",
     Rule{.form = "an absolute path of at most 107 bytes", .fits = is_socket_path},
     at<&C::http, &HttpConfig::socket>},
    {"http.allowed_hosts", "Further names, as a browser says them: with the port unless it is 80.",
     Rule{.form = "host or host:port", .fits = is_host, .max = 32},
     at<&C::http, &HttpConfig::allowed_hosts>},

    {"log.level", "The least weight of a line that is written.", Rule{},
     at<&C::log, &LogConfig::level>},
    {"log.format", "Lines for people or for programs.", Rule{}, at<&C::log, &LogConfig::format>},

    {"scan.unknown", "What is kept of a code of no known kind: a digest, all of it, or nothing.",
     Rule{}, at<&C::scan, &ScanConfig::unknown>},
    {"scan.gs1_without_identifier",
     "Scanners here send no AIM identifier, and codes that could be GS1 element strings are.",
     Rule{}, at<&C::scan, &ScanConfig::gs1_without_identifier>},
    {"scan.own_domains", "Web addresses below these are hand-offs of the tenant's own.",
     Rule{.form = "a host such as shop.example", .fits = is_domain, .max = 32},
     at<&C::scan, &ScanConfig::own_domains>},
    {"scan.parameters", "Kept of a web address besides those of campaigns and click ids.",
     Rule{.form = "a parameter's name", .fits = is_parameter, .max = 32},
     at<&C::scan, &ScanConfig::parameters>},
    {"scan.token_keys", "Central's keys, by which signed codes are known to be genuine.",
     Rule{.form = "number:64 hex digits of an Ed25519 key", .fits = is_token_key, .max = 16},
     at<&C::scan, &ScanConfig::token_keys>},
};

using D = DeviceConfig;

constexpr Key<DeviceConfig> keys_of_device[] = {
    {"name", "What it is called in events and in the log.", name_rule, at<&D::name>},
    {"kind", "A serial line, the network, a file descriptor, a keyboard (evdev) or USB HID POS.",
     Rule{.required = true}, at<&D::kind>},
    {"path", "All but tcp: the device node or FIFO; fd: - is standard input.",
     Rule{.form = "an absolute path, or -", .fits = is_source_path}, at<&D::path>},
    {"address", "tcp: where to connect to.", Rule{.form = "host:port", .fits = is_address},
     at<&D::address>},
    {"listen", "tcp: where the scanner connects to.",
     Rule{.form = "address:port, such as 0.0.0.0:9100", .fits = is_listen_address}, at<&D::listen>},
    {"speed", "serial: bits per second.",
     Rule{.form = "a usual serial speed", .allows = is_serial_speed, .min = 1200, .max = 921600},
     at<&D::speed>},
    {"prefix", "What comes before every scan and is no part of it.", mark_rule, at<&D::prefix>},
    {"suffix", "What ends a scan. Empty: a carriage return, a line feed or both.", mark_rule,
     at<&D::suffix>},
    {"idle", "Silence that ends a scan too. 0ms: it does not.", Rule{.max = in_ms(Seconds{10})},
     at<&D::idle>},
    {"dedup", "The same code again this soon is one scan. 0ms: it is two.",
     Rule{.max = in_ms(Seconds{60})}, at<&D::dedup>},
    {"layout", "evdev: the keyboard layout the scanner is set to; the system's does not matter.",
     Rule{.form = "us, gb, de, fr, es, it or cz", .fits = is_layout}, at<&D::layout>},
    {"gs_substitute", "evdev: what the scanner types where a code has a separator (GS).", mark_rule,
     at<&D::gs_substitute>},
    {"gs_key", "evdev: the key it presses for a separator, by Linux's number. 0: none.",
     Rule{.max = 767}, at<&D::gs_key>},
    {"claim", "The device is ours alone while it is open: what it reads reaches no window.", Rule{},
     at<&D::claim>},
    {"decode_data", "An AIM identifier in front of a code is taken for one.", Rule{},
     at<&D::decode_data>},
};

using K = CodeConfig;

constexpr Key<CodeConfig> keys_of_code[] = {
    {"name", "What it is called in events.", name_rule, at<&K::name>},
    {"kind", "What such a code is.",
     Rule{.required = true,
          .form = "member_card, badge, paper_coupon or receipt",
          .fits = is_code_kind},
     at<&K::kind>},
    {"pattern", "A regular expression (RE2) that the whole code fits.",
     Rule{.required = true, .form = "a regular expression", .fits = is_pattern}, at<&K::pattern>},
    {"check", "The check digit it ends with.",
     Rule{.form = "none, mod10, luhn, damm or mod11_2", .fits = is_check_digit}, at<&K::check>},
};

using M = MeasureConfig;

constexpr Key<MeasureConfig> keys_of_measure[] = {
    {"form", "Thirteen digits: I the item's, V the value's, P any, K and C check digits.",
     Rule{.required = true, .form = "such as 2{P}{IIIII}{VVVVV}{C}", .fits = is_measure},
     at<&M::form>},
    {"holds", "What V counts.", Rule{.form = "price, weight or count", .fits = is_measure_kind},
     at<&M::holds>},
    {"decimals", "How many of V's digits stand behind the point.", Rule{.max = 5},
     at<&M::decimals>},
};

using T = TapConfig;

constexpr Key<TapConfig> keys_of_tap[] = {
    {"name", "What it is called in events and in the log.", name_rule, at<&T::name>},
    {"listen", "The socket that aisle-tap copies to.",
     Rule{
         .required = true, .form = "an absolute path of at most 107 bytes", .fits = is_socket_path},
     at<&T::listen>},
    {"receipts", "How its receipts are read: a template's key in central's feed.", Rule{},
     at<&T::receipts>},
    {"template_file", "The same in a file, for as long as central has put none of that name.",
     path_rule, at<&T::template_file>},
    {"workstation", "Taken where a receipt names no till. Empty: the tap's name.", Rule{},
     at<&T::workstation>},
};

using J = JournalConfig;

constexpr Key<JournalConfig> keys_of_journal[] = {
    {"name", "What it is called in events and in the log.", name_rule, at<&J::name>},
    {"path", "The file; with a slash at its end a folder, each file of which is one.",
     Rule{.required = true, .form = path_form, .fits = is_path}, at<&J::path>},
    {"template_file", "How it is read.", Rule{.required = true, .form = path_form, .fits = is_path},
     at<&J::template_file>},
    {"workstation", "Taken where a record names no till. Empty: the journal's name.", Rule{},
     at<&J::workstation>},
};

using P = PrinterConfig;

constexpr Key<PrinterConfig> keys_of_printer[] = {
    {"name", "What it is called in events and in the log.", name_rule, at<&P::name>},
    {"kind", "Where it is: on the network, on a serial line, or a node such as /dev/usb/lp0.",
     Rule{.required = true}, at<&P::kind>},
    {"address", "tcp: where it listens.", Rule{.form = "host:port", .fits = is_address},
     at<&P::address>},
    {"path", "serial, file: the device node.", path_rule, at<&P::path>},
    {"speed", "serial: bits per second.",
     Rule{.form = "a usual serial speed", .allows = is_serial_speed, .min = 1200, .max = 921600},
     at<&P::speed>},
    {"columns", "How many small letters stand in a line.", Rule{.min = 24, .max = 64},
     at<&P::columns>},
    {"charset", "The character set it prints, such as GB18030, CP858, CP437 or WINDOWS-1252.",
     Rule{.form = "a character set", .fits = is_charset}, at<&P::charset>},
    {"code_page", "The number of that character set on this printer (ESC t); GB18030 has none.",
     Rule{.max = 255}, at<&P::code_page>},
    {"cutter", "It can cut.", Rule{}, at<&P::cutter>},
    {"qr", "It can print QR codes; else their text is printed.", Rule{}, at<&P::qr>},
    {"status",
     "It says how it is when asked (DLE EOT). Without that nobody knows whether paper came out.",
     Rule{}, at<&P::status>},
    {"hardware_flow",
     "serial: stopped by RTS/CTS (DTR/DSR), not XON/XOFF; the cable must have them.", Rule{},
     at<&P::hardware_flow>},
};

}  // namespace

std::span<const Key<Config>> config_keys() {
    return keys_of_config;
}

List<DeviceConfig> device_list() {
    return {"device", "devices", &Config::devices, keys_of_device, devices_max};
}

List<CodeConfig> code_list() {
    return {"code", "kinds of code", &Config::codes, keys_of_code, code_patterns_max};
}

List<TapConfig> tap_list() {
    return {"tap", "taps", &Config::taps, keys_of_tap, taps_max};
}

List<JournalConfig> journal_list() {
    return {"journal", "journals", &Config::journals, keys_of_journal, taps_max};
}

List<PrinterConfig> printer_list() {
    return {"printer", "printers", &Config::printers, keys_of_printer, printers_max};
}

List<MeasureConfig> measure_list() {
    return {"measure", "forms of weighed goods", &Config::measures, keys_of_measure,
            code_patterns_max};
}

}  // namespace aisle
