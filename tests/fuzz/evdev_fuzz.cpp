// SPDX-License-Identifier: Apache-2.0
// Keys of a scanner that types, cut into reads. Byte 0 says how they are read (three bits: the
// layout; then: a key for GS, a substitute for it, a prefix, no silence ends a code), then things
// happen, a byte each: under 128 a key is tapped, the others are in `Deed`. Whatever they are:
// codes are whole and bounded, what is thrown away is counted, and cut differently the same codes
// come out. And a text made of the same bytes, typed in that layout, comes out as it was.
#include "agent/base/check.hpp"
#include "agent/domain/scan.hpp"
#include "drivers/evdev_decoder.hpp"
#include "tests/drivers/typed_keys.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace aisle {
namespace {

constexpr std::size_t event_size = sizeof(input_event);
// Enough for two codes that are too long; more would only take time.
constexpr std::size_t stream_max = 9'000 * event_size;
constexpr std::size_t typed_max = 200;

enum class Deed : std::uint8_t {
    press = 0x80,    // to 0x87: a modifier
    release = 0x88,  // to 0x8f
    repeat = 0x90,   // the key that follows
    gap = 0x91,      // events are lost
    report = 0x92,   // and are told from here on
    many = 0x93,     // more of the key that follows than any code has
    raw = 0x94,      // a size, and as many bytes as they are
    text = 0x95,     // a size, and a text
    number = 0x96,   // two digits of it
    cut = 0x97,      // a read ends
    silence = 0x98,
    end = 0x99,
    broken = 0x9a,
};

constexpr std::array<std::uint16_t, 8> modifiers{KEY_LEFTSHIFT, KEY_RIGHTSHIFT, KEY_LEFTCTRL,
                                                 KEY_RIGHTCTRL, KEY_LEFTALT,    KEY_RIGHTALT,
                                                 KEY_CAPSLOCK,  KEY_ENTER};

const TypedKeys& keyboard(KeyboardLayout layout) {
    static const std::array<TypedKeys, 7> keyboards{
        TypedKeys(KeyboardLayout::us), TypedKeys(KeyboardLayout::gb), TypedKeys(KeyboardLayout::de),
        TypedKeys(KeyboardLayout::fr), TypedKeys(KeyboardLayout::es), TypedKeys(KeyboardLayout::it),
        TypedKeys(KeyboardLayout::cz)};
    return keyboards[static_cast<std::size_t>(layout)];
}

class Input {
public:
    explicit Input(std::string_view bytes) : rest_(bytes) {}

    bool over() const { return rest_.empty(); }
    std::uint8_t byte() { return static_cast<std::uint8_t>((std::string(take(1)) + '\0')[0]); }
    std::string_view sized() { return take(byte()); }
    KeyFraming framing() {
        const auto shape = byte();
        const auto layouts = keyboard_layouts();
        KeyFraming framing;
        framing.layout = layouts[(shape & 7U) % layouts.size()];
        CHECK(parse_keyboard_layout(to_string(framing.layout)) == framing.layout, "by its name");
        if ((shape & 8U) != 0) framing.gs_key = KEY_DOWN;
        if ((shape & 16U) != 0) framing.gs_substitute = (shape & 32U) != 0 ? "{GS}" : "|";
        if ((shape & 64U) != 0) framing.prefix = "#1";
        if ((shape & 128U) != 0) framing.idle = Millis(0);
        return framing;
    }

private:
    std::string_view take(std::size_t count) {
        const auto taken = rest_.substr(0, count);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    std::string_view rest_;
};

// A decoder, and all that came out of it.
class Line {
public:
    explicit Line(const KeyFraming& framing) : decoder_(framing), framing_(framing) {}

    void feed(std::string_view bytes) { add(decoder_.feed(bytes, now_)); }
    void feed_in_pieces(std::string_view bytes, std::size_t size) {
        for (std::size_t at = 0; at < bytes.size(); at += size) feed(bytes.substr(at, size));
    }
    void happens(Deed what) {
        const auto due = decoder_.deadline();
        CHECK(!due || framing_.idle > Millis(0), "no silence is waited for where none counts");
        if (what == Deed::silence) {
            now_ += framing_.idle;
            CHECK(!due || *due <= now_, "a silence is no longer than it has to be");
            add(decoder_.tick(now_));
        } else {
            add(what == Deed::end ? decoder_.end() : decoder_.reset());
        }
        CHECK(!decoder_.deadline(), "and then nothing is under way");
    }
    // What follows an end is read as by one who begins there.
    void begin_again() { decoder_ = EvdevDecoder(framing_); }

    Decoded all;

private:
    void add(Decoded decoded) {
        for (auto& frame : decoded.frames) all.frames.push_back(std::move(frame));
        all.overlong += decoded.overlong;
        all.torn += decoded.torn;
        all.dropped += decoded.dropped;
    }

    EvdevDecoder decoder_;
    KeyFraming framing_;
    MonoTime now_{Seconds{10}};
};

// What the events alone say about how many codes there can be.
struct Tally {
    std::size_t ends = 0;
    std::size_t gaps = 0;
    std::string rest{};

    void count(std::string_view bytes) {
        rest += bytes;
        std::string_view left = rest;
        for (; left.size() >= event_size; left.remove_prefix(event_size)) {
            input_event event{};
            std::memcpy(&event, left.data(), event_size);
            const bool key = event.type == EV_KEY && event.value == 1;
            const bool end =
                event.code == KEY_ENTER || event.code == KEY_KPENTER || event.code == KEY_TAB;
            if (key && end) ++ends;
            if (event.type == EV_SYN && event.code == SYN_DROPPED) ++gaps;
        }
        rest = std::string(left);
    }
};

class Story {
public:
    explicit Story(std::string_view bytes)
        : input_(bytes), framing_(input_.framing()), keys_(keyboard(framing_.layout)) {}

    void tell() {
        while (!input_.over() && told_ + keys_.bytes().size() < stream_max) {
            const auto deed = input_.byte();
            if (deed < 0x80) {
                keys_.tap(deed);
            } else if (deed < 0x90) {
                keys_.key(modifiers[deed & 7U], deed < static_cast<int>(Deed::release) ? 1 : 0);
            } else {
                act(static_cast<Deed>(deed));
            }
        }
        happen(Deed::broken);
        judge();
    }

private:
    void act(Deed deed) {
        switch (deed) {
            case Deed::repeat:
                keys_.key(input_.byte(), 2);
                break;
            case Deed::gap:
                keys_.event(EV_SYN, SYN_DROPPED, 0);
                break;
            case Deed::report:
                keys_.event(EV_SYN, SYN_REPORT, 0);
                break;
            case Deed::many:
                type_many();
                break;
            case Deed::raw:
                read(keys_.take() + std::string(input_.sized()));
                break;
            case Deed::text:
                keys_.text(input_.sized());
                break;
            case Deed::number:
                keys_.alt_number(std::to_string(input_.byte() % 100U));
                break;
            case Deed::cut:
                read(keys_.take());
                break;
            case Deed::silence:
                if (framing_.idle <= Millis(0)) break;
                [[fallthrough]];
            case Deed::end:
            case Deed::broken:
                happen(deed);
                break;
            default:
                break;
        }
    }

    void type_many() {
        for (std::size_t i = 0; i < scan_bytes_max + 9; ++i) keys_.event(EV_KEY, KEY_KP7, 1);
    }

    void read(std::string_view bytes) {
        told_ += bytes.size();
        as_cut_.feed(bytes);
        since_ += bytes;
    }

    void happen(Deed what) {
        read(keys_.take());
        at_once_.feed(since_);
        // Every place in an event is the end of a piece; longer ones only save time.
        const auto events = since_.size() / event_size;
        in_pieces_.feed_in_pieces(since_, events < 20 ? 1 : events < 2000 ? 7 : 997);
        tally_.count(since_);
        since_.clear();
        for (auto* line : {&as_cut_, &at_once_, &in_pieces_}) line->happens(what);
        ++happenings_;
        if (what == Deed::silence) return;
        at_once_.begin_again();
        tally_.rest.clear();
    }

    void judge() const {
        const auto& all = as_cut_.all;
        for (const auto* line : {&at_once_, &in_pieces_}) {
            CHECK(line->all.frames == all.frames, "however it was cut, the same codes");
            CHECK(line->all.overlong == all.overlong, "and the same was too long");
            CHECK(line->all.torn == all.torn, "and the same was torn");
            CHECK(line->all.dropped == all.dropped, "and the same was lost");
        }
        for (const auto& frame : all.frames) {
            CHECK(!frame.empty() && frame.size() <= scan_bytes_max + aim_size(frame), "bounded");
        }
        CHECK(all.frames.size() + all.overlong + all.torn <= tally_.ends + happenings_,
              "as many codes as there were ends");
        CHECK(all.dropped <= tally_.gaps + happenings_, "lost only where there was a gap");
        CHECK((all.dropped > 0) == (tally_.gaps > 0), "and then always");
    }

    Input input_;
    KeyFraming framing_;
    TypedKeys keys_;
    Line as_cut_{framing_};
    Line at_once_{framing_};
    Line in_pieces_{framing_};
    Tally tally_;
    std::string since_;  // the last thing that happened between two reads
    std::size_t told_ = 0;
    std::size_t happenings_ = 0;
};

void type(std::string_view bytes) {
    Input input(bytes);
    const KeyFraming framing{.layout = input.framing().layout};
    auto keys = keyboard(framing.layout);
    std::string text;
    while (!input.over() && text.size() < typed_max) {
        const char sign = static_cast<char>(input.byte() & 0x7fU);
        if (sign == '\x1d') {
            keys.tap_with(KEY_LEFTCTRL, KEY_RIGHTBRACE);
        } else if (keys.has({&sign, 1})) {
            keys.text({&sign, 1});
        } else if (sign != '\0') {
            keys.alt_number(std::to_string(static_cast<int>(sign)));
        } else {
            continue;
        }
        text += sign;
    }
    if (text.empty()) return;
    EvdevDecoder decoder(framing);
    const auto out = decoder.feed(keys.enter().bytes(), MonoTime(Seconds(1)));
    CHECK(out.frames == std::vector<std::string>{text}, "what was typed comes out");
    CHECK(!decoder.reset().decided() && !decoder.deadline(), "and that is all");
}

// As the setup lists them, who has not yet been told what they mean.
void list(std::string_view bytes) {
    const auto keys = keys_in(bytes);
    CHECK(keys.size() <= bytes.size() / event_size, "no more keys than events");
    std::vector<KeyMove> moves;
    for (const auto& key : keys) moves.push_back(key.move);
    const auto again = keys_in(events_of(moves));
    CHECK(again.size() == keys.size(), "written as events, they are as many");
    for (std::size_t i = 0; i < keys.size(); ++i) {
        CHECK(again[i].move == keys[i].move, "and the same");
        CHECK(!ends_scan(keys[i].move.key) || !is_modifier(keys[i].move.key), "not both");
    }
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char*>(bytes), size};
    aisle::Story(input).tell();
    aisle::type(input);
    aisle::list(input);
    return 0;
}
