// SPDX-License-Identifier: Apache-2.0
// The settings of one device as plain values, with their built-in defaults. What each key is
// called, what it may hold and what it means is said once, in config/description.cpp; reading,
// printing, checking and the reference table all follow that description.
// Secrets are never settings: a setting names the file that holds one.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/base/log.hpp"
#include "agent/base/time.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class VersionChoice { automatic, v5, v3_1_1 };
enum class AcknowledgeChoice { hub, broker };
enum class FormatChoice { batch, cloudevents };
enum class CompressionChoice { automatic, off };
enum class DeviceKind { serial, tcp, fd, evdev, hid_pos };
enum class UnknownChoice { hash, keep, drop };
enum class PrinterKind { tcp, serial, file };
enum class DayCloseChoice { automatic, manual };

struct IdentityConfig {
    std::string tenant;
    std::string device;
    std::string store;  // counts until central has said where the device stands
    bool operator==(const IdentityConfig&) const = default;
};

struct StoreConfig {
    std::chrono::minutes utc_offset{0};
    std::int64_t cut_off_hour = 4;  // what is sold before it belongs to the day before
    std::string currency;
    std::string region = "CN";
    DayCloseChoice close_day = DayCloseChoice::automatic;
    bool operator==(const StoreConfig&) const = default;
};

struct BrokerConfig {
    std::vector<std::string> urls;
    VersionChoice version = VersionChoice::automatic;
    std::string client_id;  // empty: the device's name
    std::string username;   // empty: the device's name
    std::string password_file;
    std::string ca_file;  // empty: the system's authorities
    std::string cert_file;
    std::string key_file;
    std::string proxy;
    std::string proxy_credentials_file;
    Millis keep_alive = keep_alive_default;
    std::uint64_t max_message = message_bytes_max_default;
    // Accelerators, for who looks at a broker; nothing rests on them.
    bool retain = true;
    bool will = true;
    bool operator==(const BrokerConfig&) const = default;
};

// Patterns below the root, with {tenant}, {store} and {device} for what they name; the feeds also
// have {scope}, which is known only when central has said which scopes this device follows.
struct TopicsConfig {
    std::string root = "aisle/v1";
    std::string status = "up/{device}/status";
    std::string hello = "up/{device}/hello";
    std::string journal = "up/{device}/journal";
    std::string want = "up/{device}/want";
    std::string ask = "up/{device}/ask";
    std::string report = "up/{device}/report";
    std::string welcome = "down/{device}/welcome";
    std::string ack = "down/{device}/ack";
    std::string page = "down/{device}/page";
    std::string answer = "down/{device}/answer";
    std::string command = "down/{device}/command";
    std::string feed = "feed/{scope}";
    bool operator==(const TopicsConfig&) const = default;
};

struct SyncConfig {
    std::int64_t window = window_batches_default;
    Millis backoff_cap = backoff_cap_default;
    Millis ack_patience = ack_patience_first;
    Millis retain_acknowledged = retain_acknowledged_default;
    AcknowledgeChoice acknowledge = AcknowledgeChoice::hub;
    FormatChoice format = FormatChoice::batch;
    CompressionChoice compression = CompressionChoice::automatic;
    std::int64_t events_per_second = 0;    // 0: as fast as central allows
    std::int64_t messages_per_second = 0;  // 0: as fast as the broker takes them
    bool operator==(const SyncConfig&) const = default;
};

struct CentralConfig {
    std::string seal_key_file;  // empty: neither contact data nor what is carried can be sealed
    std::string identifier_key_file;  // empty: nobody is known again by a number
    bool operator==(const CentralConfig&) const = default;
};

struct DiskConfig {
    std::string directory = "/var/lib/aisle";
    std::uint64_t budget = disk_budget_default;
    bool operator==(const DiskConfig&) const = default;
};

struct HttpConfig {
    std::string listen = "127.0.0.1:8480";  // empty: on the socket only
    std::string socket = "/run/aisle/aisled.sock";
    std::vector<std::string> allowed_hosts;
    bool operator==(const HttpConfig&) const = default;
};

struct LogConfig {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
    bool operator==(const LogConfig&) const = default;
};

struct ScanConfig {
    UnknownChoice unknown = UnknownChoice::hash;
    bool gs1_without_identifier = false;
    std::vector<std::string> own_domains;
    std::vector<std::string> parameters;
    std::vector<std::string> token_keys;  // "7:" and the key in hex
    bool operator==(const ScanConfig&) const = default;
};

// A tenant's own kind of code.
struct CodeConfig {
    std::string name;
    std::string kind;  // member_card, badge, paper_coupon, receipt
    std::string pattern;
    std::string check = "none";
    bool operator==(const CodeConfig&) const = default;
};

// Weighed goods with a price or a weight in their bar code.
struct MeasureConfig {
    std::string form;  // 2{P}{IIIII}{VVVVV}{C}
    std::string holds = "price";
    std::int64_t decimals = 2;
    bool operator==(const MeasureConfig&) const = default;
};

// A till's receipts, read on their way to its printer; aisle-tap lets them through.
struct TapConfig {
    std::string name;
    std::string listen;         // the socket that aisle-tap calls
    std::string receipts;       // the template: its name in central's feed
    std::string template_file;  // … and a file, for as long as central has put none
    std::string workstation;    // where a receipt names no till
    bool operator==(const TapConfig&) const = default;
};

// A till's journal files, read as they grow.
struct JournalConfig {
    std::string name;
    std::string path;  // a file, or with a slash at its end a folder
    std::string template_file;
    std::string workstation;
    bool operator==(const JournalConfig&) const = default;
};

struct PrinterConfig {
    std::string name;
    PrinterKind kind = PrinterKind::tcp;
    std::string address;  // tcp
    std::string path;     // serial, file
    std::int64_t speed = 9600;
    std::int64_t columns = 48;
    std::string charset = "GB18030";
    std::int64_t code_page = 0;
    bool cutter = true;
    bool qr = true;
    bool status = true;          // it answers when it is asked how it is
    bool hardware_flow = false;  // serial: by RTS and CTS
    bool operator==(const PrinterConfig&) const = default;
};

struct DeviceConfig {
    std::string name;
    DeviceKind kind = DeviceKind::serial;
    std::string path;     // all but tcp
    std::string address;  // tcp: where to connect to
    std::string listen;   // tcp: where to be connected to
    std::int64_t speed = 9600;
    std::string prefix;
    std::string suffix;  // empty: a carriage return, a line feed or both
    Millis idle = scan_idle_default;
    Millis dedup = scan_dedup_default;
    std::string layout = "us";  // evdev: of the keyboard the scanner says it is
    std::string gs_substitute;  // evdev: what it types for a separator (GS)
    std::int64_t gs_key = 0;    // evdev: the key it presses for one, by Linux's number
    // UnifiedPOS's properties of a Scanner.
    bool claim = true;
    bool decode_data = true;
    bool operator==(const DeviceConfig&) const = default;
};

struct Config {
    IdentityConfig identity;
    StoreConfig store;
    BrokerConfig broker;
    TopicsConfig topics;
    SyncConfig sync;
    CentralConfig central;
    DiskConfig disk;
    HttpConfig http;
    LogConfig log;
    ScanConfig scan;
    std::vector<DeviceConfig> devices;
    std::vector<CodeConfig> codes;
    std::vector<MeasureConfig> measures;
    std::vector<TapConfig> taps;
    std::vector<JournalConfig> journals;
    std::vector<PrinterConfig> printers;
    bool operator==(const Config&) const = default;
};

// The whole topic of a pattern: the root in front, the names filled in. {scope} is left standing.
std::string topic_of(const Config& config, std::string_view pattern);

}  // namespace aisle
