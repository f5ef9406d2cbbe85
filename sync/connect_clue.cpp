// SPDX-License-Identifier: Apache-2.0
#include "sync/connect_clue.hpp"

#include "agent/base/text.hpp"
#include "sync/reason_code.hpp"

#include <netdb.h>

#include <charconv>

namespace aisle {
namespace {

// In the words of OpenSSL: what came is no TLS at all.
bool speaks_no_tls(std::string_view reason) {
    return reason == "wrong version number" || reason == "http request" ||
           reason == "packet length too long";
}

// The text after a marker in the line; nothing if the marker is not there.
std::optional<std::string_view> after(std::string_view line, std::string_view marker) {
    const auto at = line.find(marker);
    if (at == std::string_view::npos) return std::nullopt;
    return line.substr(at + marker.size());
}

// Reasons are shown to people; what comes from the network is kept short and printable.
std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, 120)) out += c >= ' ' && c < 0x7f ? c : '?';
    return out;
}

std::string_view hint(LinkLoss loss) {
    switch (loss) {
        case LinkLoss::refused_version:
            return "; the other version of MQTT may work";
        case LinkLoss::refused_credentials:
            return "; check client id, user name, password and certificate";
        default:
            return "";
    }
}

}  // namespace

std::string openssl_reason(std::string_view line) {
    // thread:error:0A000086:SSL routines:function:certificate verify failed:file:line:more
    std::optional<std::string_view> rest = after(line, ":error:");
    for (int skipped = 0; rest && skipped < 3; ++skipped) rest = after(*rest, ":");
    if (!rest) return {};
    return printable(rest->substr(0, rest->find(':')));
}

void ConnectClue::hear_trace(std::string_view line) {
    if (const auto sent = after(line, " -> CONNECT version ")) {
        if (sent->ends_with("(0)")) {
            *this = ConnectClue{};  // all that lies before the broker's own answer went well
        } else {
            unsent_ = true;
        }
    } else if (after(line, "Proxy_connect: ")) {
        proxy_asked_ = true;
    } else if (after(line, "SSL handshake started")) {
        tls_begun_ = true;
    } else if (after(line, "X509_check_host for hostname ")) {
        name_mismatch_ = true;
    } else if (const auto alert = after(line, "SSL alert read:fatal:")) {
        if (tls_.empty()) tls_ = "the broker said " + printable(*alert);
    } else if (const auto failed = after(line, "getaddrinfo failed for addr ")) {
        int code = 0;
        const auto number = after(*failed, " with rc ").value_or("");
        std::from_chars(number.data(), number.data() + number.size(), code);
        name_ = gai_strerror(code);
    }
}

void ConnectClue::hear_tls(std::string_view line) {
    if (tls_.empty()) tls_ = openssl_reason(line);
}

LinkDown ConnectClue::explain(const LinkTarget& target, const ConnectFailure& failure) const {
    const std::string where = target.url.text();
    if (failure.code > 0) {
        const LinkLoss loss = connack_loss(target.version, failure.code);
        // A broker that does not speak 5 says so in the older version's words (NATS 2.9).
        const auto words = failure.code < 0x80 ? MqttVersion::v311 : target.version;
        return {loss, failure.code,
                where + " refused the connection: " + reason_text(words, failure.code) +
                    std::string(hint(loss))};
    }
    if (name_mismatch_ && failure.message != "socket error") {
        return {LinkLoss::tls_name_mismatch, 0,
                "the certificate of " + where + " is not for " + target.url.host +
                    "; use the name that stands in it as the address, or have it issued again"};
    }
    if (speaks_no_tls(tls_)) {
        return {LinkLoss::tls, 0,
                "what answers at " + where + " does not speak TLS (" + tls_ +
                    "); check the port, and that no log-in page or proxy of this network stands "
                    "in between: open a web page from here"};
    }
    if (!tls_.empty()) {
        return {LinkLoss::tls, 0,
                "TLS with " + where + " failed: " + tls_ +
                    "; check ca_file, cert_file, key_file and this device's clock"};
    }
    return explain_silence(target, failure);
}

LinkDown ConnectClue::explain_silence(const LinkTarget& target,
                                      const ConnectFailure& failure) const {
    const std::string where = target.url.text();
    const std::string first = target.proxy ? target.proxy->text() : where;
    if (!name_.empty()) {
        return {LinkLoss::unreachable, 0,
                "the name in " + first + " is not known here (" + name_ +
                    "); check the address and this device's DNS"};
    }
    if (failure.message.find("timeout") != std::string::npos) {
        return {LinkLoss::unreachable, 0,
                where + " did not answer within " + format_duration(connect_patience)};
    }
    if (failure.message == "TCP connect completion failure" || (unsent_ && !tls_begun_)) {
        return {
            LinkLoss::closed_before_connack, 0,
            where +
                " closed the connection without an answer to CONNECT; check that a broker listens "
                "there, and that no log-in page or proxy of this network stands in "
                "between"};
    }
    if (failure.message == "socket error") {
        return {LinkLoss::unreachable, 0, where + " did not open a websocket; check the path"};
    }
    if (tls_begun_) {
        return {LinkLoss::tls, 0,
                where +
                    " broke off while TLS was being set up; check that the port speaks TLS and "
                    "accepts this device's certificate"};
    }
    if (proxy_asked_) {
        return {LinkLoss::unreachable, 0,
                first + " did not open a way to " + target.url.authority() +
                    "; check the proxy's rules and its user name"};
    }
    return {LinkLoss::unreachable, 0,
            "nobody answers at " + first + "; check the address, the port and the firewall"};
}

}  // namespace aisle
