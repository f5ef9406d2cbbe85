// SPDX-License-Identifier: Apache-2.0
// Where taps (`aisle-tap`) tell what goes to a printer: a Unix socket, packet by packet. Whatever
// comes is handed on at once or, when nobody has taken the packets before it yet, dropped and
// told as missing; a tap never waits for us, and we never for one.
// A tap calls as soon as it runs and stays, so that where nobody calls none copies to here. One
// that is started again is soon back: of that nobody is told. Counter thread only; destroyed when
// the io_context no longer runs.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/result.hpp"
#include "drivers/device.hpp"
#include "drivers/pending.hpp"
#include "drivers/tap_packet.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/seq_packet_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>

namespace aisle {

struct TapWord {
    TapPacket::Kind kind = TapPacket::Kind::bytes;
    std::uint64_t conversation = 0;  // unique among all taps that ever called here
    std::string bytes{};
};

// Waiting: taps can call, and none has or it went just now. Open: one is there. Lost: see trouble.
struct TapState {
    DeviceCondition condition = DeviceCondition::waiting;
    std::string trouble{};  // what is wrong and what to do
    bool operator==(const TapState&) const = default;
};

struct TapEvents {
    // The word is unread until its place is destroyed.
    Function<void(TapWord, Place)> heard;
    Function<void(const TapState&)> changed;
};

// So long a tap may be away: it calls every second, and its supervisor starts it again in one.
inline constexpr Seconds tap_away{5};

class TapDoor {
public:
    TapDoor(boost::asio::io_context& io, std::string path, Micros patience = tap_away);

    void start(TapEvents events);
    void stop();
    const std::string& path() const { return path_; }
    std::uint64_t refused() const { return refused_; }

private:
    using Protocol = boost::asio::generic::seq_packet_protocol;
    using Socket = Protocol::socket;
    // A conversation that has begun, and not ended.
    struct Open {
        bool told = false;     // something of it was handed on
        bool missing = false;  // and something was not
    };
    struct Caller {
        explicit Caller(Socket connected) : socket(std::move(connected)) {}
        Socket socket;
        std::array<char, tap_packet_bytes + 16> packet{};
        boost::asio::socket_base::message_flags flags = 0;
        std::uint32_t number = 0;
        std::map<std::uint32_t, Open> open{};
    };
    Result<void> listen();
    void open();
    void become(DeviceCondition condition, const std::string& trouble = {});
    void await_tap();
    void try_again(Function<void()> what);
    void accept();
    void read(Caller& caller);
    void heard(Caller& caller, const TapPacket& packet);
    Open& begin(Caller& caller, std::uint32_t conversation);
    void break_off(Caller& caller, std::uint32_t conversation);
    void end(Caller& caller, std::uint32_t conversation);
    bool hand_on(const Caller& caller, const TapPacket& packet);
    void tell(const Caller& caller, const TapPacket& packet, Place place);
    void leave(Caller& caller);

    boost::asio::io_context& io_;
    boost::asio::basic_socket_acceptor<Protocol> acceptor_;
    boost::asio::steady_timer again_;
    boost::asio::steady_timer absence_;
    std::string path_;
    Micros patience_;
    TapEvents events_;
    Pending pending_{tap_packets_pending_max};
    std::list<Caller> callers_;
    std::uint32_t count_ = 0;
    std::uint64_t refused_ = 0;
    std::optional<TapState> told_;
    bool stopped_ = false;
};

}  // namespace aisle
