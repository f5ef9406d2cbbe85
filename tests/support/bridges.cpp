// SPDX-License-Identifier: Apache-2.0
// The servers of loopback.hpp that stand between a client and a broker.
#include "agent/base/check.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/loopback.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <poll.h>

#include <array>
#include <charconv>
#include <memory>
#include <optional>

namespace aisle {
namespace {

using TlsContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Tls = std::unique_ptr<SSL, decltype(&SSL_free)>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64(std::string_view text) {
    std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(text),
                    static_cast<int>(text.size()));
    out.pop_back();
    return out;
}

// The value of a header line, or nothing.
std::string header(std::string_view head, std::string_view name) {
    const auto at = head.find("\r\n" + std::string(name) + ": ");
    if (at == std::string_view::npos) return {};
    const auto start = at + name.size() + 4;
    return std::string(head.substr(start, head.find("\r\n", start) - start));
}

std::string accept_key(const std::string& key) {
    const std::string whole = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::string digest(SHA_DIGEST_LENGTH, '\0');
    SHA1(bytes_of(whole), whole.size(), reinterpret_cast<unsigned char*>(digest.data()));
    return base64(digest);
}

std::size_t number(std::string_view bytes) {
    std::size_t value = 0;
    for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

// A frame of the client, unmasked; nothing at its end or when it closes.
std::optional<std::string> read_frame(Stream& client) {
    const std::string head = client.read_exactly(2);
    if (head.size() < 2 || (static_cast<unsigned char>(head[0]) & 0x0fU) == 8) return std::nullopt;
    std::size_t size = static_cast<unsigned char>(head[1]) & 0x7fU;
    if (size == 126) size = number(client.read_exactly(2));
    if (size == 127) size = number(client.read_exactly(8));
    const std::string mask = client.read_exactly(4);
    std::string payload = client.read_exactly(size);
    if (mask.size() < 4 || payload.size() < size) return std::nullopt;
    for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
    return payload;
}

// A packet of the broker, whole: real brokers send one in a frame. (Paho 1.3.12 waits for ever on
// ws:// for a packet that comes in two frames; on wss:// it does not.)
std::string read_packet(Stream& broker) {
    std::string packet = broker.read_exactly(1);
    std::size_t size = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
        const std::string digit = broker.read_exactly(1);
        if (digit.empty()) return {};
        packet += digit;
        size |= (static_cast<unsigned char>(digit[0]) & 0x7fU) << shift;
        if ((static_cast<unsigned char>(digit[0]) & 0x80U) == 0) break;
    }
    return size == 0 ? packet : packet + broker.read_exactly(size);
}

std::string frame(std::string_view payload) {
    const bool small = payload.size() < 126;
    std::string out = "\x82";
    out += static_cast<char>(small ? payload.size() : 127);
    for (unsigned shift = small ? 0 : 64; shift > 0; shift -= 8) {
        out += static_cast<char>(payload.size() >> (shift - 8) & 0xffU);
    }
    return out + std::string(payload);
}

void pump_frames(Stream& client, Stream& broker) {
    std::array<pollfd, 2> sides{pollfd{client.fd(), POLLIN, 0}, pollfd{broker.fd(), POLLIN, 0}};
    while (::poll(sides.data(), sides.size(), -1) > 0) {
        if (sides[0].revents != 0) {
            const auto payload = read_frame(client);
            if (!payload || !broker.write(*payload)) return;
        }
        if (sides[1].revents != 0) {
            const std::string packet = read_packet(broker);
            if (packet.empty() || !client.write(frame(packet))) return;
        }
    }
}

void pump_tls(SSL* tls, Stream& client, Stream& broker) {
    std::array<pollfd, 2> sides{pollfd{client.fd(), POLLIN, 0}, pollfd{broker.fd(), POLLIN, 0}};
    while (SSL_pending(tls) > 0 || ::poll(sides.data(), sides.size(), -1) > 0) {
        if (SSL_pending(tls) > 0 || sides[0].revents != 0) {
            std::array<char, 16384> buffer{};
            const int count = SSL_read(tls, buffer.data(), static_cast<int>(buffer.size()));
            if (count <= 0) return;
            if (!broker.write({buffer.data(), static_cast<std::size_t>(count)})) return;
        } else if (sides[1].revents != 0) {
            const std::string bytes = broker.read_some();
            if (bytes.empty()) return;
            if (SSL_write(tls, bytes.data(), static_cast<int>(bytes.size())) <= 0) return;
        }
    }
}

}  // namespace

LoopbackServer::Serve connect_proxy(std::string basic) {
    return [basic = std::move(basic)](Stream& client) {
        const std::string head = client.read_through("\r\n\r\n");
        if (!head.starts_with("CONNECT ")) return;
        if (!basic.empty() && header(head, "Proxy-authorization") != "Basic " + base64(basic)) {
            client.write("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
            return;
        }
        unsigned port = 0;
        const auto colon = head.find(':') + 1;
        std::from_chars(head.data() + colon, head.data() + head.size(), port);
        Stream behind = Stream::connect_to(static_cast<std::uint16_t>(port));
        if (!behind.open()) {
            client.write("HTTP/1.1 502 Bad Gateway\r\n\r\n");
            return;
        }
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        pump(client, behind);
    };
}

LoopbackServer::Serve websocket_bridge(std::uint16_t behind, std::string path) {
    return [behind, path = std::move(path)](Stream& client) {
        const std::string head = client.read_through("\r\n\r\n");
        if (!head.starts_with("GET " + path + " HTTP/1.1\r\n") ||
            header(head, "Sec-WebSocket-Protocol") != "mqtt") {
            client.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        client.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: " +
            accept_key(header(head, "Sec-WebSocket-Key")) + "\r\n\r\n");
        Stream broker = Stream::connect_to(behind);
        if (broker.open()) pump_frames(client, broker);
    };
}

LoopbackServer::Serve tls_bridge(std::uint16_t behind, bool elsewhere) {
    const Certificates& made = test_certificates();
    const std::string& cert = elsewhere ? made.elsewhere_cert : made.server_cert;
    const std::string& key = elsewhere ? made.elsewhere_key : made.server_key;
    const auto context =
        std::make_shared<TlsContext>(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    SSL_CTX* raw = context->get();
    CHECK(SSL_CTX_use_certificate_chain_file(raw, cert.c_str()) == 1, "no certificate");
    CHECK(SSL_CTX_use_PrivateKey_file(raw, key.c_str(), SSL_FILETYPE_PEM) == 1, "no key");
    return [behind, context](Stream& client) {
        const Tls tls(SSL_new(context->get()), &SSL_free);
        SSL_set_fd(tls.get(), client.fd());
        if (SSL_accept(tls.get()) != 1) return;
        Stream broker = Stream::connect_to(behind);
        if (broker.open()) pump_tls(tls.get(), client, broker);
    };
}

}  // namespace aisle
