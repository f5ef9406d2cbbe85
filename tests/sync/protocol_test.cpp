// SPDX-License-Identifier: Apache-2.0
// Holds the two descriptions of the protocol to the code: every example is understood, shows every
// member and no other, and the limits are those in force.
#include "agent/base/json.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/event.hpp"
#include "sync/open_asks.hpp"
#include "sync/place.hpp"
#include "sync/wire.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/sync/wire_samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace aisle {
namespace {

const std::string folder = AISLE_SOURCE_DIR "/sync/";

// What is free to hold anything.
const std::set<std::string, std::less<>> free_members{"event", "person", "body", "detail", "data"};

// Every member at any depth, "/epochs/-/ledger/first".
void collect(const Json& json, const std::string& at, std::set<std::string>& paths) {
    for (const auto& item : json.items()) collect(item, at + "/-", paths);
    for (const auto& member : json.members()) {
        const std::string name = (at + "/").append(member.key());
        paths.insert(name);
        if (!free_members.contains(member.key())) collect(member.value, name, paths);
    }
}

std::set<std::string> members_of(std::string_view text) {
    const auto json = Json::parse(text);
    EXPECT_TRUE(json) << json.error().what() << " at " << json.error().place() << "\n" << text;
    std::set<std::string> paths;
    if (json) collect(*json, "", paths);
    return paths;
}

// One message of each kind with all its members, as the code says it.
std::map<std::string, std::string> said_by_the_code() {
    return {{"status", encode(Status{Presence::online, "aisled/0.1.0"})},
            {"hello", encode(sample_hello())},
            {"journal", encode(sample_batch())},
            {"want", encode(Want{{"tasks", "fleet", Generation(3), Cursor(9)}})},
            {"report", encode(Report{"feed.quarantined", "{}"})},
            {"welcome", encode(sample_welcome())},
            {"ack", encode(sample_ack())},
            {"page", encode(sample_page())},
            {"ask", encode(sample_ask())},
            {"answer", encode(sample_answer())},
            {"answer_refused", encode(sample_refused_answer())},
            {"command", encode(sample_command())}};
}

template <class Message>
std::string said_again(const Result<Message>& message) {
    EXPECT_TRUE(message) << message.error().what() << " at " << message.error().place();
    return message ? encode(*message) : "{}";
}

// Understood by the decoder of its kind, and said again.
std::string through_the_code(std::string_view kind, std::string_view text) {
    if (kind == "status") return said_again(decode_status(text));
    if (kind == "hello") return said_again(decode_hello(text));
    if (kind == "journal") return said_again(decode_batch(text));
    if (kind == "want") return said_again(decode_want(text));
    if (kind == "report") return said_again(decode_report(text));
    if (kind == "welcome") return said_again(decode_welcome(text));
    if (kind == "ack") return said_again(decode_ack(text));
    if (kind == "page") return said_again(decode_page(text));
    if (kind == "ask") return said_again(decode_ask(text));
    if (kind == "answer" || kind == "answer_refused") return said_again(decode_ask_answer(text));
    if (kind == "command") return said_again(decode_command(text));
    ADD_FAILURE() << "no message is called " << kind;
    return "{}";
}

class ProtocolPage : public testing::Test {
protected:
    // The blocks that begin with "```json KIND".
    static std::map<std::string, std::string> examples(const std::string& page) {
        std::map<std::string, std::string> found;
        const std::string mark = "```json ";
        for (auto at = page.find(mark); at != std::string::npos; at = page.find(mark, at + 1)) {
            const auto line = page.find('\n', at);
            const auto end = page.find("```", line);
            const auto kind = page.substr(at + mark.size(), line - at - mark.size());
            EXPECT_TRUE(found.emplace(kind, page.substr(line + 1, end - line - 1)).second) << kind;
        }
        return found;
    }
    void expect_limit(const std::string& name, std::uint64_t value) {
        const auto row = "| " + name + " | " + std::to_string(value) + " |";
        EXPECT_NE(page.find(row), std::string::npos) << row;
    }
    const std::string page = read_whole(folder + "PROTOCOL.md");
    const std::map<std::string, std::string> blocks = examples(page);
};

TEST_F(ProtocolPage, EveryMessageHasAnExampleThatIsUnderstoodAndShowsEveryMember) {
    for (const auto& [kind, said] : said_by_the_code()) {
        SCOPED_TRACE(kind);
        ASSERT_TRUE(blocks.contains(kind));
        const auto& example = blocks.at(kind);
        EXPECT_EQ(members_of(example), members_of(through_the_code(kind, example)))
            << "a member that is shown and not understood";
        EXPECT_EQ(members_of(example), members_of(said))
            << "a member that is said and not shown, or shown and not said";
    }
}

TEST_F(ProtocolPage, EveryExampleIsOfAKnownKind) {
    const auto known = said_by_the_code();
    for (const auto& [kind, text] : blocks) {
        EXPECT_TRUE(known.contains(kind) || kind == "event" || kind == "cloudevent") << kind;
    }
}

TEST_F(ProtocolPage, ItsEventsAreEvents) {
    for (const auto* kind : {"event", "cloudevent"}) {
        const auto header = decode_event_header(blocks.at(kind));
        ASSERT_TRUE(header) << header.error().what();
        EXPECT_EQ(header->source, "urn:aisle:demo:s0042-pos1");
        EXPECT_NE(find_event_kind(event_kind_name(header->type)), nullptr) << header->type;
    }
    const auto batch = decode_batch(blocks.at("journal"));
    ASSERT_TRUE(batch);
    for (const auto& entry : batch->entries) {
        const auto header = decode_event_header(entry.event);
        ASSERT_TRUE(header) << header.error().what();
        EXPECT_NE(find_event_kind(event_kind_name(header->type)), nullptr) << header->type;
        if (entry.person.empty()) continue;
        EXPECT_EQ(header->personhash, person_hash(entry.salt, entry.person));
    }
}

TEST_F(ProtocolPage, ASingleCloudEventCarriesWhatIsAddedToIt) {
    const auto& text = blocks.at("cloudevent");
    const auto members = members_of(text);
    EXPECT_TRUE(members.contains("/sequence"));
    EXPECT_TRUE(members.contains("/epoch"));
    const auto made = members_of(with_sequence("{\"a\":1}", Epoch{}, Seq(42)));
    EXPECT_EQ(made, (std::set<std::string>{"/a", "/sequence", "/epoch"}));
    EXPECT_NE(text.find("\"00000000000000000042\""), std::string::npos);
}

TEST_F(ProtocolPage, SaysTheLimitsThatAreInForce) {
    expect_limit("bytes of a message received, unpacked too", message_in_bytes_max);
    expect_limit("bytes of a message sent, by default", message_bytes_max_default);
    expect_limit("bytes of an event", event_bytes_max);
    expect_limit("bytes of a person part", person_bytes_max);
    expect_limit("events in a batch", batch_entries_max);
    expect_limit("gaps in a batch", batch_gaps_max);
    expect_limit("epochs in a hello or welcome", epochs_max);
    expect_limit("feeds in a hello or welcome", feeds_max);
    expect_limit("entries in a page", page_entries_max);
    expect_limit("bytes of a feed's key", feed_key_bytes_max);
    expect_limit("bytes of a feed's body", feed_body_bytes_max);
    expect_limit("bytes of the body of a question, an answer or a command", ask_body_bytes_max);
    expect_limit("bytes of what an answer's error says", ask_error_bytes_max);
    expect_limit("milliseconds that a question may wait",
                 static_cast<std::uint64_t>(ask_deadline_max.count()));
    expect_limit("questions of a device under way", asks_open_max);
    expect_limit("bytes of any other name", name_bytes_max);
    expect_limit("batches in a window", window_batches_max);
    expect_limit("levels of nested JSON", std::uint64_t(JsonBounds{}.depth_max));
    EXPECT_EQ(seq_max, (std::uint64_t{1} << 60) - 1) << "as said under Identities";
}

TEST_F(ProtocolPage, SaysTheTimesThatAreInForce) {
    EXPECT_EQ(welcome_patience, Seconds{5});
    EXPECT_EQ(unheard_patience, Seconds{2});
    EXPECT_EQ(ack_patience_first, Seconds{10});
    EXPECT_EQ(ack_patience_max, Seconds{300});
    EXPECT_EQ(ack_save_interval, Seconds{5});
    EXPECT_EQ(backoff_first, Seconds{1});
    EXPECT_EQ(backoff_cap_default, Seconds{600});
    EXPECT_EQ(stable_session, Seconds{300});
    EXPECT_EQ(rehello_interval, std::chrono::hours{20});
    EXPECT_EQ(retain_acknowledged_default, std::chrono::hours{7 * 24});
    EXPECT_EQ(ask_memory, std::chrono::hours{24});
    EXPECT_EQ(OpenAsks::given_up_max, 1000U);
    EXPECT_EQ(OpenAsks::given_up_bytes_max, std::size_t{1} << 20);
    EXPECT_EQ(window_batches_default, 8U);
    EXPECT_EQ(ledger_reserve_divisor, 4U);
}

class AsyncApi : public testing::Test {
protected:
    void SetUp() override {
        auto parsed = Json::parse(text);
        ASSERT_TRUE(parsed) << parsed.error().what() << " " << parsed.error().place();
        document = std::move(*parsed);
    }
    // Follows one "$ref": "#/components/schemas/hello".
    const Json& resolve(const Json& json) {
        const Json* ref = json.find("$ref");
        if (!ref) return json;
        const Json* found = &document;
        std::string_view path = ref->string()->substr(2);
        while (found && !path.empty()) {
            const auto name = path.substr(0, path.find('/'));
            path.remove_prefix(std::min(path.size(), name.size() + 1));
            found = found->find(name);
        }
        EXPECT_NE(found, nullptr) << *ref->string();
        return found ? *found : document;
    }
    // Required members are there, and every member is described.
    void expect_fits(const Json& value, const Json& described, const std::string& where) {
        const Json& schema = resolve(described);
        if (const Json* words = schema.find("enum")) {
            EXPECT_TRUE(
                std::any_of(words->items().begin(), words->items().end(),
                            [&](const Json& word) { return word.string() == value.string(); }))
                << where;
        }
        if (const Json* required = schema.find("required")) {
            for (const auto& name : required->items()) {
                EXPECT_NE(value.find(*name.string()), nullptr) << where << "/" << *name.string();
            }
        }
        if (const Json* properties = schema.find("properties")) {
            for (const auto& member : value.members()) {
                const Json* known = properties->find(member.key());
                const bool free = where.ends_with("/event");
                EXPECT_TRUE(known || free) << where << "/" << member.key() << " is not described";
                if (known) expect_fits(member.value, *known, (where + "/").append(member.key()));
            }
        }
        if (const Json* items = schema.find("items")) {
            for (const auto& item : value.items()) expect_fits(item, *items, where + "/-");
        }
    }
    const std::string text = read_whole(folder + "asyncapi.yaml");
    Json document;
};

TEST_F(AsyncApi, DescribesEveryMessageAsTheCodeSaysIt) {
    const Json& messages = *document.find("components")->find("messages");
    const auto said = said_by_the_code();
    EXPECT_EQ(messages.members().size(), said.size());
    for (const auto& [kind, message] : said) {
        SCOPED_TRACE(kind);
        const Json* described = messages.find(kind);
        ASSERT_NE(described, nullptr);
        const auto json = Json::parse(message);
        ASSERT_TRUE(json);
        if (kind != "journal") expect_fits(*json, *described->find("payload"), "");
    }
}

TEST_F(AsyncApi, ItsExamplesAreUnderstoodAndFitWhatTheyIllustrate) {
    for (const auto& member : document.find("components")->find("messages")->members()) {
        SCOPED_TRACE(member.key());
        const Json* examples = member.value.find("examples");
        ASSERT_NE(examples, nullptr);
        for (const auto& example : examples->items()) {
            const Json& payload = *example.find("payload");
            const auto slice = payload.slice(text);
            EXPECT_EQ(members_of(slice), members_of(through_the_code(member.key(), slice)));
            expect_fits(payload, *member.value.find("payload"), "");
        }
    }
}

TEST_F(AsyncApi, ItsChannelsStandOnThePageAndEachIsUsed) {
    const auto page = read_whole(folder + "PROTOCOL.md");
    const std::string root = "aisle/v1/";
    std::set<std::string> used;
    for (const auto& operation : document.find("operations")->members()) {
        const auto ref = *operation.value.find("channel")->find("$ref")->string();
        used.insert(std::string(ref.substr(ref.rfind('/') + 1)));
        resolve(*operation.value.find("channel"));
        for (const auto& message : operation.value.find("messages")->items()) {
            resolve(resolve(message));
        }
    }
    for (const auto& channel : document.find("channels")->members()) {
        const std::string address(*channel.value.find("address")->string());
        ASSERT_TRUE(address.starts_with(root)) << address;
        EXPECT_NE(page.find("`" + address.substr(root.size()) + "`"), std::string::npos) << address;
        EXPECT_TRUE(used.contains(std::string(channel.key()))) << channel.key();
    }
}

}  // namespace
}  // namespace aisle
