// SPDX-License-Identifier: Apache-2.0
#include "sync/reason_code.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

struct Word {
    int code;
    std::string_view text;
};

constexpr std::array words_v311{
    Word{1, "protocol version not accepted"},
    Word{2, "client id not accepted"},
    Word{3, "server unavailable"},
    Word{4, "wrong user name or password"},
    Word{5, "not authorized"},
    Word{0x80, "refused"},
};

constexpr std::array words_v5{
    Word{0x00, "success"},
    Word{0x10, "no matching subscribers"},
    Word{0x80, "unspecified error"},
    Word{0x81, "malformed packet"},
    Word{0x82, "protocol error"},
    Word{0x83, "implementation specific error"},
    Word{0x84, "protocol version not supported"},
    Word{0x85, "client id not valid"},
    Word{0x86, "wrong user name or password"},
    Word{0x87, "not authorized"},
    Word{0x88, "server unavailable"},
    Word{0x89, "server busy"},
    Word{0x8a, "banned"},
    Word{0x8b, "server shutting down"},
    Word{0x8c, "bad authentication method"},
    Word{0x8d, "keep alive timeout"},
    Word{0x8e, "session taken over"},
    Word{0x8f, "topic filter invalid"},
    Word{0x90, "topic name invalid"},
    Word{0x93, "receive maximum exceeded"},
    Word{0x95, "packet too large"},
    Word{0x96, "message rate too high"},
    Word{0x97, "quota exceeded"},
    Word{0x98, "administrative action"},
    Word{0x99, "payload format invalid"},
    Word{0x9a, "retain not supported"},
    Word{0x9b, "QoS not supported"},
    Word{0x9c, "use another server"},
    Word{0x9d, "server moved"},
    Word{0x9f, "connection rate exceeded"},
};

template <class Words>
std::string_view word_for(const Words& words, int code) {
    const auto row = std::find_if(words.begin(), words.end(),
                                  [code](const Word& word) { return word.code == code; });
    return row == words.end() ? std::string_view{} : row->text;
}

std::string hex(int code) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned>(code) & 0xffU;
    return {'0', 'x', digits[byte >> 4U], digits[byte & 0xfU]};
}

}  // namespace

std::string_view to_string(LinkLoss loss) {
    switch (loss) {
        case LinkLoss::refused_version:
            return "refused_version";
        case LinkLoss::refused_credentials:
            return "refused_credentials";
        case LinkLoss::refused_other:
            return "refused_other";
        case LinkLoss::closed_before_connack:
            return "closed_before_connack";
        case LinkLoss::tls:
            return "tls";
        case LinkLoss::tls_name_mismatch:
            return "tls_name_mismatch";
        case LinkLoss::unreachable:
            return "unreachable";
        case LinkLoss::lost:
            return "lost";
        case LinkLoss::server_disconnect:
            return "server_disconnect";
        case LinkLoss::taken_over:
            return "taken_over";
    }
    return "unknown";
}

std::string_view to_string(PublishOutcome outcome) {
    switch (outcome) {
        case PublishOutcome::accepted:
            return "accepted";
        case PublishOutcome::no_subscriber:
            return "no_subscriber";
        case PublishOutcome::too_large:
            return "too_large";
        case PublishOutcome::not_authorized:
            return "not_authorized";
        case PublishOutcome::quota_exceeded:
            return "quota_exceeded";
        case PublishOutcome::format_invalid:
            return "format_invalid";
        case PublishOutcome::refused:
            return "refused";
        case PublishOutcome::failed:
            return "failed";
    }
    return "unknown";
}

std::string refusal_text(PublishOutcome outcome) {
    switch (outcome) {
        case PublishOutcome::not_authorized:
            return "the broker refuses what we publish: not authorized; its access list has to "
                   "allow this device to write its own topics";
        case PublishOutcome::quota_exceeded:
            return "the broker takes no more from us for now: the quota of this device or of its "
                   "account is used up; have it raised, or wait: it is tried again by itself";
        default:
            return "the broker refuses what we publish: " + std::string(to_string(outcome)) +
                   "; its log says why";
    }
}

LinkLoss connack_loss(MqttVersion version, int code) {
    // A broker of the older version answers an MQTT 5 CONNECT with its own number 1, and some
    // answer 3.1.1 clients with the newer number.
    if (code == 1 || code == 0x84) return LinkLoss::refused_version;
    if (code == 0x86 || code == 0x87 || code == 0x8a || code == 0x8c) {
        return LinkLoss::refused_credentials;
    }
    if (version == MqttVersion::v311 && (code == 4 || code == 5)) {
        return LinkLoss::refused_credentials;
    }
    return LinkLoss::refused_other;
}

LinkLoss disconnect_loss(int code) {
    return code == 0x8e ? LinkLoss::taken_over : LinkLoss::server_disconnect;
}

PublishOutcome puback_outcome(int code) {
    switch (code) {
        case 0x10:
            return PublishOutcome::no_subscriber;
        case 0x87:
            return PublishOutcome::not_authorized;
        case 0x95:
            return PublishOutcome::too_large;
        case 0x97:
            return PublishOutcome::quota_exceeded;
        case 0x99:
            return PublishOutcome::format_invalid;
        default:
            return code < 0x80 ? PublishOutcome::accepted : PublishOutcome::refused;
    }
}

std::string reason_text(MqttVersion version, int code) {
    const std::string_view word =
        version == MqttVersion::v5 ? word_for(words_v5, code) : word_for(words_v311, code);
    return word.empty() ? hex(code) : std::string(word) + " (" + hex(code) + ")";
}

}  // namespace aisle
