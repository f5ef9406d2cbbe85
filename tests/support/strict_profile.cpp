// SPDX-License-Identifier: Apache-2.0
#include "tests/support/strict_profile.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::size_t kibi = 1024;

bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
}

bool is_plain_or_slash(char c) {
    return is_plain(c) || c == '/';
}

bool all_plain(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_plain);
}

// GID_group@@@device
bool is_aliyun_id(std::string_view id) {
    const auto at = id.find("@@@");
    return at != std::string_view::npos && id.starts_with("GID") && all_plain(id.substr(0, at)) &&
           all_plain(id.substr(at + 3));
}

bool is_named(std::string_view id) {
    return !id.empty();
}

class Findings {
public:
    void require(bool fine, std::string rule, std::string text, Refusal refusal = Refusal::close) {
        if (!fine) found_.push_back({std::move(rule), std::move(text), refusal});
    }
    Violations take() { return std::move(found_); }

private:
    Violations found_;
};

void judge_topic(const StrictProfile& profile, std::string_view client_id, const std::string& topic,
                 Findings& findings) {
    const auto slashes = static_cast<std::size_t>(std::count(topic.begin(), topic.end(), '/'));
    findings.require(
        topic.size() >= profile.topic_bytes_min && topic.size() <= profile.topic_bytes_max,
        "topic-bytes", topic);
    findings.require(slashes <= profile.topic_slashes_max, "topic-slashes", topic);
    findings.require(!profile.topic_character ||
                         std::all_of(topic.begin(), topic.end(), profile.topic_character),
                     "topic-characters", topic);
    const auto& spaces = profile.topic_spaces;
    findings.require(spaces.empty() || std::any_of(spaces.begin(), spaces.end(),
                                                   [&](const std::string& space) {
                                                       return topic_matches(
                                                           filled(space, client_id), topic);
                                                   }),
                     "topic-space", topic);
}

}  // namespace

StrictProfile open_profile() {
    StrictProfile open;
    open.topic_aliases_max = 65535;
    return open;
}

StrictProfile aws_profile() {
    StrictProfile aws;
    aws.name = "aws";
    aws.client_id_bytes_max = 128;
    aws.client_id_fits = is_named;
    aws.keep_alive_min = 30;
    aws.keep_alive_max = 1200;
    aws.between_connects = Seconds{1};
    aws.topic_bytes_max = 256;
    aws.topic_slashes_max = 7;
    aws.payload_bytes_max = 128 * kibi;
    aws.qos_max = 1;
    aws.qos_refusal = Refusal::silence;
    aws.retained_for_wildcards = false;
    aws.publishes_per_second = 100;
    aws.bytes_per_second = 512 * kibi;
    aws.in_flight_max = 100;
    aws.topic_aliases_max = 8;
    aws.filters_per_subscribe_max = 8;
    aws.filters_max = 50;
    aws.reorders = true;
    aws.doubles_one_in = 5;
    return aws;
}

StrictProfile azure_profile() {
    StrictProfile azure;
    azure.name = "azure";
    azure.client_id_fits = is_named;
    azure.needs_username = true;
    azure.keep_alive_max = 1160;
    azure.session_expiry_max = 8 * 3600;
    azure.topic_spaces = {"aisle/v1/up/{client}/#", "aisle/v1/down/{client}/#", "aisle/v1/feed/#"};
    azure.packet_bytes_max = 512 * kibi;
    azure.qos_max = 1;
    azure.retained_bytes_max = 64 * kibi;
    azure.in_flight_max = 16;
    azure.topic_aliases_max = 10;
    azure.takes_user_properties = false;
    azure.takes_failing_pubacks = false;
    azure.reorders = true;
    return azure;
}

StrictProfile azure_2023_profile() {
    auto azure = azure_profile();
    azure.name = "azure-2023";
    azure.retains = false;
    return azure;
}

StrictProfile aliyun_profile() {
    StrictProfile aliyun;
    aliyun.name = "aliyun";
    aliyun.client_id_bytes_max = 64;
    aliyun.client_id_fits = is_aliyun_id;
    aliyun.takes_wills = false;
    aliyun.topic_bytes_min = 3;
    aliyun.topic_bytes_max = 64;
    aliyun.topic_character = is_plain_or_slash;
    aliyun.topic_spaces = {"aisle/#"};  // the parent topic that was created beforehand
    aliyun.payload_bytes_max = 64 * kibi;
    aliyun.retains = false;
    aliyun.retain_refusal = Refusal::ignore;
    aliyun.publishes_per_second = 20;
    aliyun.filters_max = 30;
    aliyun.doubles_one_in = 7;
    return aliyun;
}

StrictProfile huawei_profile() {
    StrictProfile huawei;
    huawei.name = "huawei";
    huawei.client_id_fits = all_plain;
    huawei.needs_username = true;
    huawei.takes_wills = false;
    huawei.keep_alive_min = 30;
    huawei.keep_alive_max = 1200;
    huawei.topic_bytes_max = 128;
    huawei.topic_spaces = {"$oc/devices/{client}/#"};
    huawei.custom_prefix = "$oc/devices/{client}/user/";
    huawei.custom_topics_max = 10;
    huawei.payload_bytes_max = 1024 * kibi;
    huawei.qos_max = 1;
    huawei.retains = false;
    huawei.retain_refusal = Refusal::ignore;
    huawei.publishes_per_second = 50;
    huawei.bytes_per_second = 1024 * kibi;
    huawei.filters_max = 100;
    return huawei;
}

std::string_view device_behind(std::string_view client_id) {
    const auto at = client_id.rfind("@@@");
    return at == std::string_view::npos ? client_id : client_id.substr(at + 3);
}

std::string filled(std::string pattern, std::string_view client_id) {
    constexpr std::string_view mark = "{client}";
    const auto at = pattern.find(mark);
    return at == std::string::npos ? pattern
                                   : pattern.replace(at, mark.size(), device_behind(client_id));
}

bool topic_matches(std::string_view filter, std::string_view topic) {
    while (true) {
        const auto level = filter.substr(0, filter.find('/'));
        const auto name = topic.substr(0, topic.find('/'));
        if (level == "#") return true;
        if (level != "+" && level != name) return false;
        const bool filter_ends = level.size() == filter.size();
        const bool topic_ends = name.size() == topic.size();
        if (filter_ends || topic_ends) return filter_ends && topic_ends;
        filter.remove_prefix(level.size() + 1);
        topic.remove_prefix(name.size() + 1);
    }
}

Violations judge_connect(const StrictProfile& profile, const ConnectPacket& connect) {
    Findings findings;
    const auto& id = connect.client_id;
    findings.require(id.size() <= profile.client_id_bytes_max, "client-id-bytes", id);
    findings.require(!profile.client_id_fits || profile.client_id_fits(id), "client-id-form", id);
    findings.require(!profile.needs_username || !connect.username.empty(), "username", "none");
    findings.require(connect.keep_alive >= profile.keep_alive_min &&
                         connect.keep_alive <= profile.keep_alive_max,
                     "keep-alive", std::to_string(connect.keep_alive));
    findings.require(connect.properties.session_expiry <= profile.session_expiry_max,
                     "session-expiry", std::to_string(connect.properties.session_expiry));
    findings.require(profile.takes_user_properties || connect.properties.user_properties == 0,
                     "user-properties", "on CONNECT");
    if (!connect.will) return findings.take();
    const auto& will = *connect.will;
    findings.require(profile.takes_wills, "will", will.topic);
    findings.require(profile.retains || !will.retain, "retain", "of the will",
                     profile.retain_refusal);
    findings.require(will.qos <= profile.qos_max, "qos", "of the will");
    judge_topic(profile, id, will.topic, findings);
    return findings.take();
}

Violations judge_publish(const StrictProfile& profile, std::string_view client_id,
                         const PublishPacket& publish, std::size_t packet_bytes) {
    Findings findings;
    const auto bytes = publish.payload.size();
    findings.require(bytes <= profile.payload_bytes_max, "payload-bytes", std::to_string(bytes));
    findings.require(packet_bytes <= profile.packet_bytes_max, "packet-bytes",
                     std::to_string(packet_bytes));
    findings.require(publish.qos <= profile.qos_max, "qos", publish.topic, profile.qos_refusal);
    findings.require(profile.retains || !publish.retain, "retain", publish.topic,
                     profile.retain_refusal);
    findings.require(!publish.retain || bytes <= profile.retained_bytes_max, "retained-bytes",
                     std::to_string(bytes));
    findings.require(publish.properties.topic_alias <= profile.topic_aliases_max, "topic-alias",
                     std::to_string(publish.properties.topic_alias));
    judge_topic(profile, client_id, publish.topic, findings);
    return findings.take();
}

Violations judge_subscribe(const StrictProfile& profile, std::string_view client_id,
                           const SubscribePacket& subscribe, std::size_t already) {
    Findings findings;
    const auto count = subscribe.filters.size();
    findings.require(count <= profile.filters_per_subscribe_max, "filters-per-subscribe",
                     std::to_string(count));
    findings.require(already + count <= profile.filters_max, "filters",
                     std::to_string(already + count));
    findings.require(profile.takes_user_properties || subscribe.properties.user_properties == 0,
                     "user-properties", "on SUBSCRIBE");
    for (const auto& filter : subscribe.filters) {
        judge_topic(profile, client_id, filter, findings);
    }
    return findings.take();
}

Violations judge_answer(const StrictProfile& profile, const AnswerPacket& answer) {
    Findings findings;
    findings.require(profile.takes_user_properties || answer.properties.user_properties == 0,
                     "user-properties", "on an answer");
    findings.require(profile.takes_failing_pubacks || answer.reason < 0x80, "failing-puback",
                     std::to_string(answer.reason));
    return findings.take();
}

}  // namespace aisle
