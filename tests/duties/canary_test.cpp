// SPDX-License-Identifier: Apache-2.0
// Thousands of people whom nobody else is called like sign up, buy, are asked for and are refused;
// then they are looked for everywhere a thief could.
#include "tests/duties/callers.hpp"
#include "tests/duties/canaries.hpp"
#include "tests/duties/members.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

namespace aisle {
namespace {

constexpr std::size_t others = 100;  // buyers; and as many of whom nobody knows

std::size_t members() {
    const char* text = std::getenv("AISLE_CANARIES");
    return text == nullptr ? 10'000 : std::stoul(text);
}

std::string contact_members(std::size_t number) {
    return R"("phone":")" + Canaries::typed(number) + R"(","email":")" + Canaries::email(number) +
           R"(","name":")" + Canaries::name(number) + "\"";
}

class CanaryDuties : public testing::Test {
protected:
    CanaryDuties() : store(options()) {}

    static ShopOptions options() {
        ShopOptions options;
        // So that what is heard on the broker can be read.
        options.settings = "compression = \"off\"\n";
        // What the sanitizer keeps of freed memory is filled as the program's own wiping does it.
        options.before_daemon = {"env",
                                 "ASAN_OPTIONS=max_free_fill_size=1000000000:free_fill_byte=85"};
        return options;
    }
    void listen() {
        auto words = store.shop().broker.client_words();
        words.insert(words.begin(), "mosquitto_sub");
        for (const char* word : {"-t", "#", "-F", "%t %p"}) words.emplace_back(word);
        listener_ = ChildProcess(words, store.folder.file("heard"));
        // That the device is there is retained, and heard first.
        ASSERT_TRUE(soon([&] { return hears("presence"); }));
    }
    std::string heard() { return read_whole(store.folder.file("heard")); }
    bool hears(const std::string& what) { return heard().find(what) != std::string::npos; }
    // And so all that was before it, at central and by who listens.
    void say_and_deliver(const std::string& code) {
        const auto& said = store.post("/v1/scans", R"({"id":"scan-1","data":")" + code + "\"}");
        EXPECT_EQ(store.text(said, "code"), "");
        store.day.deliver();
        ASSERT_TRUE(soon([&] { return hears(code); }));
    }
    void sign_up(Callers& callers);
    void buy(Callers& callers);
    void be_asked_for(Callers& callers);
    void be_refused(Callers& callers);
    // What a program on the machine is told.
    std::string journal_pages(const std::string& lane);
    // What central is for: it opens each envelope with its own key, and reads what was said.
    void central_reads_each();
    Contact opened(const StoredEvent& event, const ContactPlace& place);

    MemberStore store;
    const std::size_t count = members();
    const Canaries canaries{count + 2 * others};

private:
    ChildProcess listener_;
};

void CanaryDuties::sign_up(Callers& callers) {
    const auto membership = store.membership();
    std::vector<std::string> forms;
    for (std::size_t i = 0; i < count; ++i) {
        forms.push_back(
            MemberStore::form("form-" + std::to_string(i), contact_members(i), membership));
    }
    EXPECT_EQ(callers.post("/v1/members", forms)[201], count);
}

void CanaryDuties::buy(Callers& callers) {
    std::vector<std::string> sales;
    for (std::size_t i = 0; i < others; ++i) {
        sales.push_back(MemberStore::receipt(
            static_cast<int>(i + 1), R"(,"customer":{)" + contact_members(count + i) + "}"));
    }
    EXPECT_EQ(callers.post("/v1/purchases", sales)[201], others);
}

void CanaryDuties::be_asked_for(Callers& callers) {
    std::vector<std::string> questions;
    for (std::size_t i = 0; i < others; ++i) {
        questions.push_back(MemberStore::by_phone(Canaries::typed(i)));
        questions.push_back(R"({"email":")" + Canaries::email(i) + "\"}");
        questions.push_back(MemberStore::by_phone(Canaries::typed(count + others + i)));
    }
    EXPECT_EQ(callers.post("/v1/members/identify", questions)[200], 3 * others);
}

void CanaryDuties::be_refused(Callers& callers) {
    const auto membership = store.membership();
    std::vector<std::string> wrong;
    for (std::size_t i = 0; i < 10; ++i) {
        const auto id = std::to_string(i);
        wrong.push_back(MemberStore::form(
            "a-" + id, R"("phone":")" + Canaries::national(i) + R"(7","name":"Ada")", membership));
        wrong.push_back(MemberStore::form(
            "b-" + id, R"("email":"ada.canarina)" + id + R"(@example")", membership));
        // Nothing is wrong here but the answer.
        wrong.push_back(MemberStore::form("c-" + id, contact_members(i),
                                          store.consent("membership", "any", "refused")));
    }
    EXPECT_EQ(callers.post("/v1/members", wrong)[400], wrong.size());
}

std::string CanaryDuties::journal_pages(const std::string& lane) {
    const std::string next = "\"next\":";
    std::string pages;
    std::string after = "0";
    while (after != "null") {
        const auto page = body_of(ask_http(
            store.shop().port(), "GET /v1/journal?lane=" + lane + "&limit=500&after=" + after));
        const auto at = page.rfind(next);
        EXPECT_NE(at, std::string::npos) << page;
        if (at == std::string::npos) break;
        after = page.substr(at + next.size(), page.rfind('}') - at - next.size());
        pages += page;
    }
    return pages;
}

Contact CanaryDuties::opened(const StoredEvent& event, const ContactPlace& place) {
    const auto person = Json::parse(event.person);
    const auto* sealed = person ? person->find("sealed") : nullptr;
    EXPECT_NE(sealed, nullptr) << event.bytes;
    if (sealed == nullptr) return {};
    const auto contact = open_sealed_contact(*sealed, place, store.central_key);
    EXPECT_TRUE(contact) << contact.error().what();
    return contact ? *contact : Contact{};
}

void CanaryDuties::central_reads_each() {
    std::set<std::string> read;
    const auto note = [&](const Contact& contact) {
        ASSERT_GT(contact.phone.size(), 5U);
        const auto number = std::stoul(contact.phone.substr(contact.phone.size() - 5));
        EXPECT_TRUE(contact == Canaries::contact(number)) << number;
        read.insert(contact.phone);
    };
    const auto joined = store.stored("member.signup.submitted");
    ASSERT_EQ(joined.size(), count);
    for (const auto& event : joined) {
        const auto person = Json::parse(event.person);
        ASSERT_TRUE(person);
        note(opened(event, {"member.signup.submitted", store.text(*person, "member_id")}));
    }
    for (const auto& event : store.stored("purchase.completed")) {
        const auto sale = Json::parse(event.bytes);
        ASSERT_TRUE(sale && sale->find("data") != nullptr);
        const auto key = store.text(*sale->find("data"), "purchase_key");
        note(opened(event, {"purchase.completed", key}));
    }
    EXPECT_EQ(read.size(), count + others);
    // Somebody else's key opens none.
    SystemEntropy entropy;
    const auto person = Json::parse(joined[0].person);
    ASSERT_TRUE(person && person->find("sealed") != nullptr);
    const auto id = store.text(*person, "member_id");
    EXPECT_FALSE(open_sealed_contact(*person->find("sealed"), {"member.signup.submitted", id},
                                     make_seal_key(entropy)));
}

// Row 46: privacy. No number, address or name lies anywhere, and central alone can read them.
TEST_F(CanaryDuties, Row46NobodyWhoSignedUpIsFoundAnywhere) {
    listen();
    Callers callers(store.shop().port());
    sign_up(callers);
    buy(callers);
    be_asked_for(callers);
    be_refused(callers);
    say_and_deliver("that-is-all");

    const auto folder = std::filesystem::path(store.shop().hub_database()).parent_path();
    EXPECT_EQ(canaries.finds_in_folder(folder), "");
    EXPECT_EQ(canaries.finds(store.shop().broker.log()), "");
    EXPECT_EQ(canaries.finds(heard()), "");
    EXPECT_EQ(canaries.finds(callers.answers()), "");
    const auto ledger = journal_pages("ledger");
    EXPECT_EQ(canaries.finds(ledger), "");
    EXPECT_EQ(canaries.finds(journal_pages("touch")), "");
    for (const auto* path : {"/metrics", "/v1/status", "/v1/feeds", "/v1/tasks"}) {
        const auto answer = body_of(ask_http(store.shop().port(), std::string("GET ") + path));
        EXPECT_NE(answer, "") << path;
        EXPECT_EQ(canaries.finds(answer), "") << path;
    }
    // The last may still be on its way: a few looks, and no more.
    std::string found;
    const auto forgotten = [&] {
        return (found = canaries.finds_in_memory(store.shop().daemon_pid())).empty();
    };
    EXPECT_TRUE(soon(forgotten, 5)) << found;

    // The controls: it was heard and kept, with its masks; and central reads all of it.
    EXPECT_TRUE(hears("a***@example.com"));
    EXPECT_TRUE(hears("bad_phone"));
    EXPECT_NE(ledger.find("member.signup.submitted"), std::string::npos);
    central_reads_each();
}

// The control: what is kept is found in all of these places.
TEST_F(CanaryDuties, TheLookFindsWhatIsKept) {
    listen();
    // Codes of no known kind are kept here.
    say_and_deliver(Canaries::national(7) + " " + Canaries::name(7));
    const auto folder = std::filesystem::path(store.shop().hub_database()).parent_path();
    const auto files = canaries.finds_in_folder(folder);
    EXPECT_NE(files.find("hub.db"), std::string::npos) << files;
    EXPECT_NE(files.find("/state/"), std::string::npos) << files;
    EXPECT_NE(canaries.finds(heard()), "");
    EXPECT_NE(canaries.finds(journal_pages("touch")), "");
    EXPECT_NE(canaries.finds_in_memory(store.shop().daemon_pid()), "");
    // Each kind by itself, and whatever a library makes of it.
    EXPECT_NE(canaries.finds("to:" + Canaries::contact(7).phone), "");
    EXPECT_NE(canaries.finds(Canaries::typed(8)), "");
    EXPECT_NE(canaries.finds(Canaries::email(7)), "");
    std::string wide;
    for (const char c : Canaries::national(7)) wide.append(1, c).append(3, '\0');
    EXPECT_NE(canaries.finds(wide), "");
    EXPECT_EQ(canaries.finds("198****0007 a***@example.com A**"), "");
}

}  // namespace
}  // namespace aisle
