// SPDX-License-Identifier: Apache-2.0
// Holds the server to openapi.yaml and the document to the server. The document is written in the
// part of YAML that is JSON, so that our own strict reader reads it.
#include "agent/api/problem.hpp"
#include "agent/api/role_gate.hpp"
#include "tests/agent/api/served_shop.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace aisle {
namespace {

const std::string folder = AISLE_SOURCE_DIR "/agent/";

struct Asked {
    std::string method;
    std::string target;
    std::string body;
    std::string path;  // in the document
    int status;
};

class OpenApi : public testing::Test {
protected:
    void SetUp() override {
        text = read_whole(folder + "api/openapi.yaml");
        auto parsed = Json::parse(text);
        ASSERT_TRUE(parsed) << parsed.error().what() << " " << parsed.error().place();
        document = std::move(*parsed);
        shop.put_task("t1");
        shop.put_task("t2");
        shop.put_coupon("90417-1");
        shop.pin_coupon("90417-1");
        shop.put_task("t3");
        shop.put_task("t4", R"({"title":"x","text":"y","due":"2026-06-30T09:00:00Z",)"
                            R"("expires":"2026-07-03T09:00:00Z","store":"s1","role":"clerk",)"
                            R"("person":"op7","urge":true,"urged_at":"2026-07-01T09:00:00Z",)"
                            R"("recurring":{"every":"week","until":"2026-09-01T00:00:00Z"},)"
                            R"("proof":["note"],"member":"m-1","offer":{"coupon":"c-1"},)"
                            R"("claimed_by":{"device":"s1-pos2","operator":"op9",)"
                            R"("occurrence":"2026-06-29"}})");
        shop.put_operator("op7", "1234");
        shop.put_pickup("W-1", "AB12");
        shop.put_pickup("W-2", "CD34", "s1-pos2");
        shop.put_touchpoint_code(
            "c1", R"({"kind":"community","title":"Join","url":"https://a.example/?s={store}",)"
                  R"("campaign":"90417","valid_until":"2036-01-01T00:00:00Z"})");
        shop.put_member("m-77",
                        R"({"advisor":"op7","preferences":{"size":{"value":"37","version":3}}})");
    }

    // Follows one $ref, "#/components/schemas/Scan".
    const Json& resolve(const Json& json) const {
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

    const Json* operation(const Asked& asked) const {
        std::string method = asked.method;
        for (auto& c : method) c = static_cast<char>(c | 0x20);
        return at(document, {"paths", asked.path, method});
    }

    // Types, required members, enumerations and members that are not described.
    void expect_fits(const Json& value, const Json& described, const std::string& where) {
        const Json& schema = resolve(described);
        if (const Json* words = schema.find("enum")) {
            EXPECT_TRUE(
                std::any_of(words->items().begin(), words->items().end(),
                            [&](const Json& word) { return word.string() == value.string(); }))
                << where;
        }
        expect_type(value, schema, where);
        if (const Json* required = schema.find("required")) {
            for (const auto& name : required->items()) {
                EXPECT_NE(value.find(*name.string()), nullptr) << where << " " << *name.string();
            }
        }
        if (const Json* properties = schema.find("properties")) {
            for (const auto& member : value.members()) {
                const Json* known = properties->find(member.key());
                EXPECT_NE(known, nullptr) << where << "/" << member.key() << " is not described";
                if (known) expect_fits(member.value, *known, (where + "/").append(member.key()));
            }
        }
        if (const Json* items = schema.find("items")) {
            for (const auto& item : value.items()) expect_fits(item, *items, where + "/-");
        }
    }

    static bool is(const Json& value, std::string_view type) {
        if (type == "string") return value.string().has_value();
        if (type == "integer") return value.integer().has_value();
        if (type == "boolean") return value.boolean().has_value();
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        return type == "null" && value.is_null();
    }

    static void expect_type(const Json& value, const Json& schema, const std::string& where) {
        const Json* type = schema.find("type");
        ASSERT_NE(type, nullptr) << where;
        bool fits = type->string() && is(value, *type->string());
        for (const auto& one : type->items()) fits = fits || is(value, *one.string());
        EXPECT_TRUE(fits) << where;
    }

    void expect_documented(const Asked& asked, const Response& response) {
        SCOPED_TRACE(asked.method + " " + asked.target + " " + response.body);
        EXPECT_EQ(response.status, asked.status);
        const Json* described = operation(asked);
        ASSERT_NE(described, nullptr);
        const Json* answer = at(*described, {"responses", std::to_string(response.status)});
        ASSERT_NE(answer, nullptr) << "the status is not described";
        const auto media = response.content_type.substr(0, response.content_type.find(';'));
        const Json* schema = at(resolve(*answer), {"content", media, "schema"});
        ASSERT_NE(schema, nullptr) << media;
        if (!media.ends_with("json")) return;
        const auto body = Json::parse(response.body);
        ASSERT_TRUE(body);
        expect_fits(*body, *schema, "");
    }

    static std::set<std::string> words(const Json& list, std::string_view member) {
        std::set<std::string> found;
        for (const auto& item : list.items()) {
            found.emplace(*(member.empty() ? item : *item.find(member)).string());
        }
        return found;
    }

    std::string text;
    Json document;
    ServedShop shop;
};

const std::string line = R"({"sequence":1,"type":"sale","item_id":"A1","quantity":"1",)"
                         R"("actual_unit_price":100,"extended_amount":100})";
const std::string purchase = R"({"id":"p1","workstation_id":"pos1","sequence_number":1,)"
                             R"("currency":"CNY","status":"completed",)"
                             R"("end_date_time":"2026-07-01T16:00:00+08:00","lines":[)" +
                             line +
                             R"(],"tenders":[{"type":"cash","amount":100}],)"
                             R"("totals":{"net":100,"grand":100}})";
const std::string sign_up =
    R"({"phone":"13800138000","consents":[{"purpose":"membership","channel":"any",)"
    R"("decision":"given","notice":{"id":"n1","version":"3","language":"zh-CN",)"
    R"("sha256":")" +
    ServedShop::notice_hash() + R"("}}]})";
const std::string consents = "/v1/members/{id}/consents";
const std::string identify = "/v1/members/identify";
const std::string withdrawal =
    R"({"id":"w","consents":[{"purpose":"survey","channel":"any","decision":"withdrawn"}]})";
const std::string unread =
    R"({"consents":[{"purpose":"survey","channel":"any","decision":"given","notice":{"id":"n",)"
    R"("version":"1","language":"en","sha256":")" +
    std::string(64, 'b') + R"("}}]})";
const std::string detect = "/v1/scanner-setup/detect";
const std::string complete = "/v1/tasks/{key}/complete";
const std::string accept = "/v1/tasks/{key}/accept";
const std::string decline = "/v1/tasks/{key}/decline";
const std::string close_day = "/v1/day/close";
const std::string test_page = R"({"id":"t-1","slip":"test","language":"zh"})";
const std::string copies = "/v1/print-jobs/{number}/copies";

const std::string present = "/v1/coupons/present";
const std::string redemption_close = "/v1/redemptions/{id}/close";
const std::string redemption_reverse = "/v1/redemptions/{id}/reverse";

std::vector<Asked> questions_of_coupons_and_days() {
    return {
        {"POST", present, R"({"code":"90417-1","pos_ref":"s","basket":{"total":900}})", present,
         200},
        {"POST", present, R"({"code":"90417-2","pos_ref":"s","basket":{"total":900}})", present,
         200},
        {"POST", present, "{}", present, 400},
        {"GET", "/v1/redemptions", "", "/v1/redemptions", 200},
        {"POST", "/v1/redemptions/x/close", R"({"outcome":"released"})", redemption_close, 404},
        {"POST", "/v1/redemptions/01890a5d-ac96-774b-bcce-b302099a8057/close", "{}",
         redemption_close, 400},
        {"POST", "/v1/redemptions/x/reverse", "{}", redemption_reverse, 404},
        {"GET", "/v1/day", "", "/v1/day", 200},
        {"GET", "/v1/day?business_day=x", "", "/v1/day", 400},
        {"POST", close_day, R"({"id":"z","till":{"count":1,"grand":100}})", close_day, 201},
        {"POST", close_day, R"({"id":"z","till":{"count":1,"grand":100}})", close_day, 200},
        {"POST", close_day, R"({"id":"z"})", close_day, 409},
        {"POST", close_day, R"({"business_day":"x"})", close_day, 400},
    };
}

const std::string sign_in = "/v1/operators/sign-in";
const std::string sign_out = "/v1/operators/sign-out";
const std::string current = "/v1/operators/current";
const std::string right_pin = R"({"operator":"op7","pin":"1234"})";
const std::string wrong_pin = R"({"operator":"op7","pin":"1235"})";

std::vector<Asked> questions_of_staff() {
    return {
        {"GET", current, "", current, 200},         {"POST", sign_in, right_pin, sign_in, 200},
        {"GET", current, "", current, 200},         {"POST", sign_out, "", sign_out, 200},
        {"POST", sign_in, "{}", sign_in, 400},      {"POST", sign_in, wrong_pin, sign_in, 403},
        {"POST", sign_in, wrong_pin, sign_in, 403}, {"POST", sign_in, wrong_pin, sign_in, 403},
        {"POST", sign_in, wrong_pin, sign_in, 403}, {"POST", sign_in, wrong_pin, sign_in, 423},
    };
}

const std::string cases = "/v1/cases";
const std::string intents = "/v1/order-intents";
const std::string handoff = "/v1/handoffs";
const std::string pickup = "/v1/pickups/present";
const std::string pick_up = "/v1/pickups/{order}/complete";
const std::string complaint = R"({"case_id":"k","kind":"complaint","text":"It leaks."})";
const std::string wish = R"({"id":"w","items":[{"sku":"A-1","quantity":"2"}],"member_id":"m-1"})";

std::vector<Asked> questions_of_service() {
    return {
        {"POST", cases, complaint, cases, 201},
        {"POST", cases, complaint, cases, 200},
        {"POST", cases, complaint + " ", cases, 409},
        {"POST", cases, "{}", cases, 400},
        {"POST", intents, wish, intents, 201},
        {"POST", intents, wish, intents, 200},
        {"POST", intents, wish + " ", intents, 409},
        {"POST", intents, "{}", intents, 400},
        {"POST", handoff, R"({"code":"?","aim":"]Q1","member_id":"m-1","id":"h"})", handoff, 200},
        {"POST", handoff, "{}", handoff, 400},
        {"POST", pickup, R"({"code":"ab 12"})", pickup, 200},
        {"POST", pickup, R"({"code":"CD34"})", pickup, 200},
        {"POST", pickup, R"({"code":"?"})", pickup, 200},
        {"POST", pickup, "{}", pickup, 400},
        {"POST", "/v1/pickups/W-1/complete", R"({"id":"p"})", pick_up, 201},
        {"POST", "/v1/pickups/W-1/complete", R"({"id":"p"})", pick_up, 200},
        {"POST", "/v1/pickups/W-1/complete", "{}", pick_up, 409},
        {"POST", "/v1/pickups/W-2/complete", "{}", pick_up, 409},
        {"POST", "/v1/pickups/W-9/complete", "{}", pick_up, 404},
        {"POST", "/v1/pickups/W-1/complete", "[]", pick_up, 400},
        {"POST", pickup, R"({"code":"AB12"})", pickup, 200},
    };
}

std::vector<Asked> questions_of_members() {
    return {
        {"POST", "/v1/members", sign_up, "/v1/members", 201},
        {"POST", "/v1/members", "[]", "/v1/members", 400},
        {"POST", "/v1/members/m-1/consents", withdrawal, consents, 201},
        {"POST", "/v1/members/m-1/consents", withdrawal, consents, 200},
        {"POST", "/v1/members/m-1/consents", withdrawal + " ", consents, 409},
        {"POST", "/v1/members/m-1/consents", unread, consents, 403},
        {"POST", "/v1/members/identify", R"({"phone":"13800138000"})", identify, 200},
        {"POST", "/v1/members/identify", R"({"member_id":"m-9"})", identify, 200},
        {"POST", "/v1/members/identify", "{}", identify, 400},
        {"GET", "/v1/notices", "", "/v1/notices", 200},
    };
}

const std::string touchpoints = "/v1/touchpoint-codes";
const std::string exposed = "/v1/touchpoint-codes/{key}/exposed";
const std::string shown_code = "/v1/touchpoint-codes/c1/exposed";
const std::string preferences = "/v1/members/{key}/preferences";
const std::string preferences_of_m77 = "/v1/members/m-77/preferences";
const std::string shoe_size = R"({"id":"e","field":"size","value":"38","base_version":3})";

std::vector<Asked> questions_of_touchpoints_and_preferences() {
    return {
        {"GET", touchpoints, "", touchpoints, 200},
        {"GET", touchpoints + "?clark=op7", "", touchpoints, 400},
        {"POST", shown_code, R"({"id":"e","how":"print"})", exposed, 201},
        {"POST", shown_code, R"({"id":"e","how":"print"})", exposed, 200},
        {"POST", shown_code, R"({"id":"e","how":"screen"})", exposed, 409},
        {"POST", shown_code, "{}", exposed, 400},
        {"POST", "/v1/touchpoint-codes/c9/exposed", R"({"how":"screen"})", exposed, 404},
        {"POST", preferences_of_m77, shoe_size, preferences, 201},
        {"POST", preferences_of_m77, shoe_size, preferences, 200},
        {"POST", preferences_of_m77, shoe_size + " ", preferences, 409},
        {"POST", preferences_of_m77, "{}", preferences, 400},
        {"POST", "/v1/members/m-9/preferences", R"({"field":"size","value":null,"base_version":0})",
         preferences, 404},
        {"POST", identify, R"({"member_id":"m-77"})", identify, 200},
    };
}

std::vector<Asked> questions() {
    return {
        {"POST", "/v1/scans", R"({"data":"1","id":"s"})", "/v1/scans", 201},
        {"POST", "/v1/scans", R"({"data":"1","id":"s"})", "/v1/scans", 200},
        {"POST", "/v1/scans", R"({"data":"2","id":"s"})", "/v1/scans", 409},
        {"POST", "/v1/scans", R"({"data":2})", "/v1/scans", 400},
        {"POST", "/v1/purchases", purchase, "/v1/purchases", 201},
        {"POST", "/v1/purchases", purchase, "/v1/purchases", 200},
        {"POST", "/v1/purchases", purchase + " ", "/v1/purchases", 409},
        {"POST", "/v1/purchases", "{}", "/v1/purchases", 400},
        {"POST", "/v1/tasks/t1/complete", R"({"note":"done"})", complete, 201},
        {"POST", "/v1/tasks/t1/complete", "{}", complete, 409},
        {"POST", "/v1/tasks/t9/complete", "{}", complete, 404},
        {"POST", "/v1/tasks/t2/complete", "{", complete, 400},
        {"POST", "/v1/tasks/t2/accept", R"({"id":"a","operator":"op7"})", accept, 201},
        {"POST", "/v1/tasks/t2/accept", R"({"id":"a","operator":"op7"})", accept, 200},
        {"POST", "/v1/tasks/t2/accept", "{}", accept, 409},
        {"POST", "/v1/tasks/t9/accept", "{}", accept, 404},
        {"POST", "/v1/tasks/t2/accept", R"({"at":"noon"})", accept, 400},
        {"POST", "/v1/tasks/t3/decline", R"({"id":"d","reason_code":"no_time"})", decline, 201},
        {"POST", "/v1/tasks/t3/decline", R"({"id":"d","reason_code":"no_time"})", decline, 200},
        {"POST", "/v1/tasks/t3/decline", R"({"reason":"x"})", decline, 409},
        {"POST", "/v1/tasks/t9/decline", R"({"reason":"x"})", decline, 404},
        {"POST", "/v1/tasks/t3/decline", "{}", decline, 400},
        {"POST", "/v1/print-jobs", test_page, "/v1/print-jobs", 201},
        {"POST", "/v1/print-jobs", test_page, "/v1/print-jobs", 200},
        {"POST", "/v1/print-jobs", test_page + " ", "/v1/print-jobs", 409},
        {"POST", "/v1/print-jobs", "{}", "/v1/print-jobs", 400},
        {"POST", "/v1/print-jobs/1/copies", R"({"id":"c-1"})", copies, 409},
        {"POST", "/v1/print-jobs/9/copies", R"({"id":"c-1"})", copies, 404},
        {"POST", "/v1/print-jobs/1/copies", "{}", copies, 400},
        {"GET", "/v1/print-jobs", "", "/v1/print-jobs", 200},
        {"GET", "/v1/tasks", "", "/v1/tasks", 200},
        {"GET", "/v1/tasks?role=clerk&person=op7&state=open", "", "/v1/tasks", 200},
        {"GET", "/v1/tasks?state=ready", "", "/v1/tasks", 400},
        {"GET", "/v1/coupons", "", "/v1/coupons", 200},
        {"GET", "/v1/coupons?limit=0", "", "/v1/coupons", 400},
        {"GET", "/v1/feeds", "", "/v1/feeds", 200},
        {"GET", "/v1/status", "", "/v1/status", 200},
        {"GET", "/v1/journal?lane=ledger&limit=1", "", "/v1/journal", 200},
        {"GET", "/v1/journal?epoch=ffffffffffffffffffffffffffffffff", "", "/v1/journal", 404},
        {"GET", "/v1/live", "", "/v1/live", 200},
        {"GET", "/v1/scanner-setup", "", "/v1/scanner-setup", 200},
        {"POST", detect, R"({"kind":"serial","arrived":[{"code":"ean","data":"9529876543219\r"}]})",
         detect, 200},
        {"POST", detect, R"({"kind":"usb","arrived":[]})", detect, 400},
        {"GET", "/livez", "", "/livez", 200},
        {"GET", "/readyz", "", "/readyz", 200},
        {"GET", "/metrics", "", "/metrics", 200},
    };
}

std::vector<Asked> all_questions() {
    auto all = questions();
    for (auto& more : questions_of_members()) all.push_back(std::move(more));
    for (auto& more : questions_of_coupons_and_days()) all.push_back(std::move(more));
    for (auto& more : questions_of_staff()) all.push_back(std::move(more));
    for (auto& more : questions_of_service()) all.push_back(std::move(more));
    for (auto& more : questions_of_touchpoints_and_preferences()) all.push_back(std::move(more));
    return all;
}

TEST_F(OpenApi, DescribesWhatTheServerAnswers) {
    for (const auto& asked : all_questions()) {
        expect_documented(asked, shop.ask(asked.method, asked.target, asked.body));
    }
    shop.not_ready = Error(Errc::dead, "the disk failed");
    expect_documented({"GET", "/readyz", "", "/readyz", 503}, shop.get("/readyz"));
}

TEST_F(OpenApi, DescribesAFullDisk) {
    shop.fill_the_disk();
    Response response;
    for (int i = 0; i < 1000 && response.status != 507; ++i) {
        response = shop.post("/v1/scans", "{\"data\":\"" + std::string(4000, 'x') + "\"}");
    }
    expect_documented({"POST", "/v1/scans", "", "/v1/scans", 507}, response);
}

TEST_F(OpenApi, NamesNoPathThatIsNotAnswered) {
    std::set<std::string> asked;
    for (const auto& question : all_questions())
        asked.insert(question.method + " " + question.path);
    std::set<std::string> described;
    for (const auto& path : document.find("paths")->members()) {
        for (const auto& method : path.value.members()) {
            described.insert(
                std::string(method.key() == "get" ? "GET " : "POST ").append(path.key()));
            EXPECT_NE(method.value.find("operationId"), nullptr) << path.key();
        }
    }
    EXPECT_EQ(described, asked);
}

// Of which nothing is left out: a path without a role in the table is IT's alone.
TEST_F(OpenApi, SaysWhichRoleEachPathNeeds) {
    std::map<std::string, std::string> described;
    for (const auto& path : document.find("paths")->members()) {
        std::string name(path.key());
        const auto from = name.find('{');
        if (from != std::string::npos) name.replace(from, name.find('}') - from + 1, "{key}");
        for (const auto& method : path.value.members()) {
            const auto* role = method.value.find("x-role");
            ASSERT_NE(role, nullptr) << name;
            described.emplace((method.key() == "get" ? "GET " : "POST ") + name,
                              std::string(role->string().value_or("")));
            const bool refuses = at(method.value, {"responses", "403"}) != nullptr;
            EXPECT_TRUE(refuses || role->string() == "none") << name;
        }
    }
    std::map<std::string, std::string> held;
    for (const auto& one : path_roles()) {
        held.emplace(std::string(one.method) + " " + std::string(one.path),
                     std::string(to_string(one.need)));
    }
    EXPECT_EQ(described, held);
}

TEST_F(OpenApi, ListsTheProblemsOfTheInterface) {
    std::set<std::string> known;
    for (const auto& kind : problem_kinds()) known.emplace(kind.code);
    EXPECT_EQ(words(*document.find("x-problems"), "code"), known);
    for (const auto& listed : document.find("x-problems")->items()) {
        const auto response = respond_with(Problem{*listed.find("code")->string(), ""});
        EXPECT_EQ(listed.find("status")->integer(), response.status);
    }
}

// A body's codes stand in the readers of bodies, which are many: each must stand there as a
// literal.
TEST_F(OpenApi, ListsCodesOfBodiesThatTheProgramKnows) {
    std::string sources;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".cpp") sources += read_whole(entry.path());
    }
    const auto codes = words(*document.find("x-body-codes"), "");
    EXPECT_GT(codes.size(), 20U);
    for (const auto& code : codes) {
        EXPECT_NE(sources.find("\"" + code + "\""), std::string::npos) << code;
    }
}

TEST_F(OpenApi, HasAnOwnPlaceForEveryReference) {
    for (std::size_t at = text.find("#/"); at != std::string::npos; at = text.find("#/", at + 1)) {
        const std::string ref = text.substr(at, text.find('"', at) - at);
        EXPECT_NE(&resolve(json_of("{\"$ref\":\"" + ref + "\"}")), &document) << ref;
    }
}

}  // namespace
}  // namespace aisle
