// SPDX-License-Identifier: Apache-2.0
// What comes over the tap's socket. As packets: each begins with its size, in a byte whose highest
// bit stands for a size that is just too large; what is one says the same when it is written again,
// and what is none was not one. As a till's bytes: byte 0 cuts them into packets of two
// conversations; each makes the papers that its bytes make without a tap, and where bytes are
// missing the paper is torn and the next one is whole.
#include "agent/base/check.hpp"
#include "drivers/paper_maker.hpp"
#include "drivers/tap_packet.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aisle {
namespace {

using Kind = TapPacket::Kind;

constexpr std::size_t head_bytes = 5;
constexpr MonoTime now{Seconds{10}};

bool may_be_one(std::string_view text) {
    if (text.size() < head_bytes) return false;
    const auto more = text.size() - head_bytes;
    if (text.front() == 'd') return more > 0 && more <= tap_packet_bytes;
    return more == 0 && std::string_view("ocg").find(text.front()) != std::string_view::npos;
}

void read(std::string_view text) {
    const auto packet = parse_tap_packet(text);
    CHECK(packet.has_value() == may_be_one(text), "a packet is what is written as one");
    if (packet) CHECK(tap_packet_text(*packet) == text, "and says the same again");
}

void read_packets(std::string_view input) {
    constexpr unsigned large = 0x80;
    while (!input.empty()) {
        const auto size = static_cast<unsigned char>(input.front());
        input.remove_prefix(1);
        std::string text(input.substr(0, size & ~large));
        input.remove_prefix(text.size());
        if ((size & large) != 0 && !text.empty()) {
            text.resize(head_bytes + tap_packet_bytes, text.back());
            read(text);
            text += text.back();
        }
        read(text);
    }
}

// What the daemon does with packets: a paper maker for each conversation.
class Listener {
public:
    void hear(std::string_view text) {
        const auto packet = parse_tap_packet(text);
        CHECK(packet, "what the tap writes is a packet");
        auto& [maker, papers] = talks_.try_emplace(packet->conversation, started()).first->second;
        if (packet->kind == Kind::bytes) add(papers, maker.feed(packet->bytes, now));
        if (packet->kind == Kind::gap) maker.miss();
        if (packet->kind == Kind::closed) add(papers, maker.end());
    }
    const Papers& papers(std::uint32_t conversation) {
        return talks_.try_emplace(conversation, started()).first->second.second;
    }

private:
    static std::pair<PaperMaker, Papers> started() {
        auto maker = PaperMaker::make({});
        CHECK(maker, "the usual page is there");
        return {std::move(*maker), Papers{}};
    }
    static void add(Papers& to, Papers more) {
        for (auto& paper : more.whole) to.whole.push_back(std::move(paper));
        to.torn += more.torn;
        to.overlong += more.overlong;
    }

    std::map<std::uint32_t, std::pair<PaperMaker, Papers>> talks_;
};

bool same(const Papers& one, const Papers& other) {
    return one.torn == other.torn && one.overlong == other.overlong &&
           std::ranges::equal(
               one.whole, other.whole, [](const PrintedPaper& a, const PrintedPaper& b) {
                   return a.lines == b.lines && a.symbols == b.symbols && a.image == b.image;
               });
}

void tell(std::string_view bytes) {
    if (bytes.empty()) return;
    const auto how = static_cast<unsigned char>(bytes.front());
    const std::array<std::uint32_t, 2> numbers{how, 0xff00'0000U + how};
    const std::array halves{bytes.substr(1, bytes.size() / 2),
                            bytes.substr(std::min(bytes.size(), 1 + bytes.size() / 2))};
    Listener tapped, plain;
    for (std::size_t i = 0; i < 2; ++i) {
        tapped.hear(tap_packet_text({Kind::opened, numbers[i], {}}));
        if (!halves[i].empty()) plain.hear(tap_packet_text({Kind::bytes, numbers[i], halves[i]}));
    }
    auto rest = halves;
    std::size_t seed = how;
    while (!rest[0].empty() || !rest[1].empty()) {
        seed = seed * 1'103'515'245 + 12'345;
        const auto whose = (seed >> 24U) % 2;
        const auto piece = rest[whose].substr(0, 1 + (seed >> 16U) % 64);
        rest[whose].remove_prefix(piece.size());
        if (!piece.empty()) tapped.hear(tap_packet_text({Kind::bytes, numbers[whose], piece}));
    }
    for (const auto number : numbers) {
        for (auto* one : {&tapped, &plain}) one->hear(tap_packet_text({Kind::closed, number, {}}));
        CHECK(same(tapped.papers(number), plain.papers(number)), "the papers of its own bytes");
    }
}

void miss(std::string_view bytes) {
    if (bytes.empty()) return;
    Listener listener;
    // Behind a gap nothing is a command any more, until the end of the paper.
    listener.hear(tap_packet_text({Kind::bytes, 1, bytes.substr(0, tap_packet_bytes)}));
    const auto before = listener.papers(1).whole.size();
    listener.hear(tap_packet_text({Kind::gap, 1, {}}));
    listener.hear(tap_packet_text({Kind::bytes, 1, "rest\n\x1bi"}));
    CHECK(listener.papers(1).whole.size() == before, "a part of a receipt is none");
    CHECK(listener.papers(1).torn + listener.papers(1).overlong >= 1, "and that is counted");
    listener.hear(tap_packet_text({Kind::bytes, 1, "next\n\x1bi"}));
    CHECK(listener.papers(1).whole.size() == before + 1, "the next is whole");
    CHECK(listener.papers(1).whole.back().lines == std::vector<std::string>{"next"}, "and itself");
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char*>(bytes), size};
    aisle::read_packets(input);
    aisle::tell(input);
    aisle::miss(input);
    return 0;
}
