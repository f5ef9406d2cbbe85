// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes: each decoder answers within its bounds, and what it took is said again and
// taken again as the same.
#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/event.hpp"
#include "sync/wire.hpp"

#include <cstdint>
#include <string_view>

namespace aisle {
namespace {

template <class Decode>
void there_and_back(std::string_view text, Decode decode) {
    const auto message = decode(text);
    if (!message) {
        CHECK(message.error().kind() == Errc::invalid, "a message is refused as invalid");
        CHECK(!message.error().what().empty(), "and it says why");
        return;
    }
    const auto said = encode(*message);
    const auto again = decode(said);
    CHECK(again, "what was said is understood");
    CHECK(encode(*again) == said, "as the same");
}

void read_event(const std::string& event, const Batch& batch) {
    const auto header = decode_event_header(event);
    if (!header) {
        CHECK(header.error().kind() == Errc::invalid, "an event is refused as invalid");
        return;
    }
    CHECK(!header->id.none(), "an event has an id");
    CHECK(header->type.find(event_kind_name(header->type)) != std::string::npos, "and a kind");
    if (!header->data.empty()) CHECK(event.find(header->data) != event.npos, "its data is its own");
    const auto single = with_sequence(event, batch.epoch, batch.first);
    CHECK(single.starts_with(event.substr(0, event.size() - 1)), "alone, it is as it was");
}

void check_body(const std::string& body, std::string_view text) {
    CHECK(body.size() <= ask_body_bytes_max, "a body is bounded");
    CHECK(text.find(body) != text.npos && body.front() == '{', "and byte for byte what came");
}

void check_asks(std::string_view text) {
    if (const auto ask = decode_ask(text)) {
        CHECK(!ask->id.none() && !ask->kind.empty(), "a question is known, and is one");
        CHECK(ask->deadline > Millis{0} && ask->deadline <= ask_deadline_max, "nobody waits long");
        check_body(ask->body, text);
    }
    if (const auto answer = decode_ask_answer(text)) {
        CHECK(!answer->id.none(), "an answer is to something");
        CHECK(answer->body.empty() == answer->error.has_value(), "a body or an error");
        if (!answer->error) check_body(answer->body, text);
    }
    if (const auto command = decode_command(text)) {
        CHECK(!command->id.none() && !command->kind.empty(), "a command is known, and is one");
        check_body(command->body, text);
    }
}

void check_bounds(std::string_view text) {
    if (const auto batch = decode_batch(text)) {
        CHECK(batch->entries.size() <= batch_entries_max, "entries are bounded");
        CHECK(batch->gaps.size() <= batch_gaps_max, "gaps are bounded");
        CHECK(!batch->first.none() && batch->first <= batch->last, "first comes before last");
        for (const auto& entry : batch->entries) {
            CHECK(text.find(entry.event) != text.npos, "an event is byte for byte what came");
            CHECK(entry.person.empty() == entry.salt.empty(), "a person part has its salt");
            read_event(entry.event, *batch);
        }
    }
    if (const auto page = decode_page(text)) {
        CHECK(page->entries.size() <= page_entries_max, "entries are bounded");
        Cursor before = page->after;
        for (const auto& entry : page->entries) {
            CHECK(entry.cursor > before && entry.cursor <= page->head, "cursors rise to the head");
            before = entry.cursor;
        }
    }
    check_asks(text);
}

void read(std::string_view payload) {
    const auto text = unpack(payload);
    if (!text) return;
    CHECK(text->size() <= message_in_bytes_max, "what was unpacked is bounded");
    there_and_back(*text, decode_status);
    there_and_back(*text, decode_hello);
    there_and_back(*text, decode_batch);
    there_and_back(*text, decode_want);
    there_and_back(*text, decode_report);
    there_and_back(*text, decode_welcome);
    there_and_back(*text, decode_ack);
    there_and_back(*text, decode_page);
    there_and_back(*text, decode_ask);
    there_and_back(*text, decode_ask_answer);
    there_and_back(*text, decode_command);
    check_bounds(*text);
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::read({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
