// SPDX-License-Identifier: Apache-2.0
// The store with people in it: forms that they fill in, what the counter knows of them, what
// central has stored of them. And a second till, of the same store or of another.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/domain/identifier.hpp"
#include "agent/store/sqlite.hpp"
#include "tests/duties/store.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/loopback.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// As it stands in central's database.
struct StoredEvent {
    std::string bytes;
    std::string person;  // empty when it came without

    bool says(std::string_view text) const { return bytes.find(text) != std::string::npos; }
    bool names(std::string_view text) const { return person.find(text) != std::string::npos; }
};

class MemberStore : public Store42 {
public:
    using Store42::Store42;

    // ---- At the counter ----

    // One answer of a form, under the notice that is on the screen.
    std::string consent(const std::string& purpose, const std::string& channel,
                        const std::string& decision) {
        return R"({"purpose":")" + purpose + R"(","channel":")" + channel + R"(","decision":")" +
               decision + R"(","notice":)" + notice() + "}";
    }
    std::string membership() { return consent("membership", "any", "given"); }
    // `who` are members of the body: a phone, a name.
    static std::string form(const std::string& id, const std::string& who,
                            const std::string& consents) {
        return R"({"id":")" + id + R"(",)" + who + R"(,"consents":[)" + consents + "]}";
    }
    // The provisional id; empty when it was refused.
    std::string sign_up(const std::string& id, const std::string& who) {
        return text(post("/v1/members", form(id, who, membership())), "member_id");
    }
    const Json& identify(const std::string& body) { return post("/v1/members/identify", body); }
    static std::string by_id(const std::string& id) { return R"({"member_id":")" + id + "\"}"; }
    static std::string by_phone(const std::string& phone) {
        return R"({"phone":")" + phone + "\"}";
    }
    static std::string loyalty(const std::string& id) {
        return R"(,"loyalty":{"member_id":")" + id + "\"}";
    }
    static bool says(const Json& answer, std::string_view member) {
        const auto* found = answer.find(member);
        return found != nullptr && found->boolean().value_or(false);
    }
    // What she answered last, as identify shows it.
    std::string decision(const std::string& id, const std::string& purpose) {
        const auto* consents = identify(by_id(id)).find("consents");
        if (consents == nullptr) return "";
        for (const auto& consent : consents->items()) {
            if (text(consent, "purpose") == purpose) return text(consent, "decision");
        }
        return "";
    }
    const std::string& notice() {
        if (!notice_.empty()) return notice_;
        const auto* shown = shop().get("/v1/notices").find("notices");
        if (shown == nullptr || shown->items().empty()) return notice_;
        JsonWriter json(notice_);
        json.begin_object();
        for (const auto* name : {"id", "version", "language", "sha256"}) {
            json.member(name, text(shown->items().front(), name));
        }
        json.end_object();
        return notice_;
    }

    // ---- Central ----

    // As central computes it, with the key that it gave the store.
    static std::string hmac(IdentifierKind kind, std::string_view normal) {
        const auto key = parse_identifier_key(std::string(64, '5'));
        EXPECT_TRUE(key);
        return key ? to_hex(key->of(kind, normal).digest.view()) : "";
    }
    static std::string identifiers(std::string_view phone) {
        return R"("identifiers":[{"kind":"phone","hmac":")" + hmac(IdentifierKind::phone, phone) +
               R"("}])";
    }
    void put_card(const std::string& id, const std::string& more) {
        decide("members", id,
               R"({"masked_name":"李**","tier":"gold","home":true,)"
               R"("as_of":"2025-01-01T00:00:00Z",)" +
                   more + "}",
               "store-s0042");
    }
    // In the order in which they came.
    std::vector<StoredEvent> stored(const std::string& kind) {
        const auto type = "io.aisle." + kind + ".v1\"";
        std::vector<StoredEvent> found;
        auto db = Database::open({.path = shop().hub_database(), .read_only = true});
        EXPECT_TRUE(db);
        if (!db) return found;
        auto statement = db->prepare("SELECT bytes, person FROM event ORDER BY number");
        auto row = statement.bind();
        while (true) {
            const auto more = row.next();
            EXPECT_TRUE(more);
            if (!more || !*more) return found;
            StoredEvent event{std::string(row.bytes(0)), std::string(row.bytes(1))};
            if (event.says(type)) found.push_back(std::move(event));
        }
    }
    bool has_stored(const std::string& kind, std::size_t events) {
        return soon([&] { return stored(kind).size() == events; }, tries);
    }

private:
    std::string notice_;
};

// A daemon of its own on the same broker, with a journal of its own. Its store is what stands
// before the dash of its name, as central reads it; a till of another store has another key.
class SecondTill {
public:
    explicit SecondTill(const Shop& first, const std::string& name = "s0042-pos2")
        : port_(free_port()) {
        const auto store = name.substr(0, name.find('-'));
        auto settings = read_whole(first.file("aisle.toml"));
        replace(settings, "s0042-pos1", name);
        replace(settings, R"(store = "s0042")", R"(store = ")" + store + "\"");
        if (store != "s0042") {
            replace(settings, first.file("identifier.key"),
                    folder_.write("identifier.key", std::string(64, '6')));
        }
        replace(settings, "127.0.0.1:" + std::to_string(first.port()) + "\"",
                "127.0.0.1:" + std::to_string(port_) + "\"");
        std::filesystem::create_directory(folder_.file("state"));
        daemon_ =
            ChildProcess({AISLE_BINARY_DIR "/aisled", "--config",
                          folder_.write("aisle.toml", settings), "--state", folder_.file("state")},
                         folder_.file("daemon.log"));
    }
    ~SecondTill() {
        const auto said = read_whole(folder_.file("daemon.log"));
        EXPECT_EQ(said.find("Sanitizer"), std::string::npos) << said;
        EXPECT_EQ(said.find("runtime error"), std::string::npos) << said;
    }
    SecondTill(const SecondTill&) = delete;
    SecondTill& operator=(const SecondTill&) = delete;

    // It is there, and central has told it what its forms show.
    testing::AssertionResult opens() {
        const auto shown = [&] {
            return body_of(ask_http(port_, "GET /v1/notices")).find("sha256") != std::string::npos;
        };
        if (soon(shown, patient)) return testing::AssertionSuccess();
        return testing::AssertionFailure() << read_whole(folder_.file("daemon.log"));
    }
    const Json& post(const std::string& path, const std::string& body) {
        static const Json none;
        const auto answer = body_of(ask_http(port_, "POST " + path, body));
        return answer.empty() ? none : json_of(answer);
    }

private:
    static void replace(std::string& text, const std::string& what, const std::string& with) {
        const auto at = text.find(what);
        ASSERT_NE(at, std::string::npos) << what;
        text.replace(at, what.size(), with);
    }

    ScratchFolder folder_;
    std::uint16_t port_;
    ChildProcess daemon_;
};

}  // namespace aisle
