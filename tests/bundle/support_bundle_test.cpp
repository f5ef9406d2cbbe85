// SPDX-License-Identifier: Apache-2.0
// The bundle of a real daemon that was told a hundred private things: none of them is in it.
#include "tools/bundle/support_bundle.hpp"

#include "agent/base/crypto/seal_key.hpp"
#include "agent/base/entropy.hpp"
#include "agent/base/zstd_frame.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/json_of.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace aisle {
namespace {

// What a shop would not like to see again, each in a place of its own.
struct Canaries {
    std::string name = "Canary-Hanmeimei";
    std::string phone = "13812347777";
    std::string mail = "canary.mail@example.org";
    std::string code = "CANARYCODE6901234567892";
    std::string receipt_line = "Canary-Brand-Noodles";
    std::string password = "canary-password-9f3";
    std::string user = "canary-broker-user";
    std::string token = "canary-token-77";
    std::string key = "Q2FuYXJ5UHJpdmF0ZUtleQ";
    std::vector<std::string> all() const {
        return {name, phone, mail, code, receipt_line, password, user, token, key};
    }
};

class SupportBundle : public testing::Test {
protected:
    void start() {
        std::filesystem::create_directory(folder.file("state"));
        SystemEntropy entropy;
        folder.write("seal.pem", to_pem(public_of(make_seal_key(entropy))));
        folder.write("password", canary.password + "\n");
        folder.write("device.key", "-----BEGIN PRIVATE KEY-----\n" + canary.key + "\n");
        config = folder.write(
            "aisle.toml",
            "[identity]\ntenant = \"demo\"\ndevice = \"s0042-pos1\"\nstore = \"s0042\"\n"
            "[store]\nutc_offset = \"+08:00\"\ncurrency = \"CNY\"\n[broker]\nurls = [\"wss://"
            "127.0.0.1:" +
                std::to_string(free_port()) + "/mqtt?token=" + canary.token + "\"]\nusername = \"" +
                canary.user + "\"\npassword_file = \"" + folder.file("password") +
                "\"\ncert_file = \"" + folder.file("device.key") + "\"\nkey_file = \"" +
                folder.file("device.key") + "\"\n[central]\nseal_key_file = \"" +
                folder.file("seal.pem") + "\"\n[disk]\ndirectory = \"" + folder.file("state") +
                "\"\n[http]\nlisten = \"127.0.0.1:" + std::to_string(port) + "\"\nsocket = \"" +
                folder.file("socket") + "\"\n[scan]\nunknown = \"keep\"\n");
        daemon = ChildProcess({std::string(AISLE_BINARY_DIR) + "/aisled", "--config", config},
                              folder.file("daemon.log"));
        ASSERT_TRUE(
            soon([this] { return ask("GET /readyz", "").find("\"ready\"") != std::string::npos; },
                 12000))
            << read_whole(folder.file("daemon.log"));
    }
    std::string ask(const std::string& what, const std::string& body) const {
        return ask_http(port, what, body);
    }
    void capture_canaries() {
        EXPECT_NE(ask("POST /v1/scans", R"({"data":")" + canary.code + R"("})").find(" 201 "),
                  std::string::npos);
        // Nobody has told this till what its forms are to show.
        const auto member = ask("POST /v1/members", member_body());
        EXPECT_NE(member.find("notice_missing"), std::string::npos) << member;
        const auto purchase = ask("POST /v1/purchases", purchase_body());
        EXPECT_NE(purchase.find(" 201 "), std::string::npos) << purchase;
    }
    std::string member_body() const {
        return R"({"phone":")" + canary.phone + R"(","email":")" + canary.mail + R"(","name":")" +
               canary.name +
               R"(","consents":[{"purpose":"membership","channel":"any","decision":"given",)" +
               R"("notice":{"id":"n1","version":"3","language":"en","sha256":")" +
               std::string(64, '7') + R"("}}]})";
    }
    std::string purchase_body() const {
        return R"({"workstation_id":"pos-1","sequence_number":1,"business_day_date":"2026-07-01",)"
               R"("end_date_time":"2026-07-01T16:30:00+08:00","currency":"CNY",)"
               R"("status":"completed","lines":[{"sequence":1,"type":"sale","item_id":")" +
               canary.receipt_line +
               R"(","quantity":"1","regular_unit_price":100,"actual_unit_price":100,)"
               R"("extended_amount":100}],"tenders":[{"type":"cash","amount":100}],)"
               R"("customer":{"name":")" +
               canary.name + R"(","phone":")" + canary.phone + R"(","email":")" + canary.mail +
               R"("},)" + R"("totals":{"gross":100,"discount":0,"net":100,"tax":0,"grand":100}})";
    }
    Ran bundle(std::vector<std::string> more = {}) {
        std::vector<std::string> words{std::string(AISLE_BINARY_DIR) + "/aisle",
                                       "--config",
                                       config,
                                       "support-bundle",
                                       folder.file("b.tar.zst"),
                                       "--log",
                                       folder.file("named.log")};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words);
    }
    std::string unpacked() const {
        const auto tar = zstd_decompress(read_whole(folder.file("b.tar.zst")), 64 * MiB);
        return tar ? *tar : "";
    }

    ScratchFolder folder;
    std::string config;
    Canaries canary;
    std::uint16_t port = free_port();
    ChildProcess daemon;
};

TEST_F(SupportBundle, HoldsNothingPrivateOfADaemonThatKnowsMuch) {
    start();
    capture_canaries();
    std::string stored;
    for (const auto& entry : std::filesystem::directory_iterator(folder.file("state"))) {
        stored += read_whole(entry.path().string());
    }
    for (const auto& word : {canary.code, canary.receipt_line}) {
        EXPECT_NE(stored.find(word), std::string::npos) << "the control: it was never captured";
    }
    EXPECT_NE(stored.find("138****7777"), std::string::npos) << "the control: so was the customer";
    for (const auto& word : {canary.name, canary.phone, canary.mail}) {
        EXPECT_EQ(stored.find(word), std::string::npos) << word << " lies on the disk";
    }
    // A line that no program of ours writes.
    folder.write("named.log", read_whole(folder.file("daemon.log")) + "somebody wrote " +
                                  canary.phone + " and " + canary.mail + "\n");
    const auto made = bundle();
    ASSERT_EQ(made.status, 0) << made.output;
    const auto tar = unpacked();
    ASSERT_FALSE(tar.empty());
    for (const auto& word : canary.all()) {
        EXPECT_EQ(tar.find(word), std::string::npos) << word << " is in the bundle";
    }
    for (const auto* name :
         {"README.txt", "config.toml", "status.json", "metrics.txt", "doctor.json", "journal.json",
          "schema.json", "folder.txt", "machine.txt", "log.txt"}) {
        EXPECT_NE(tar.find("aisle-support/" + std::string(name)), std::string::npos) << name;
    }
    for (const auto* helps : {"\"whole\":true", "\"lanes\":{\"ledger\"", "aisle_", "journal-1.db",
                              "somebody wrote *** and ***", "agent.ready"}) {
        EXPECT_NE(tar.find(helps), std::string::npos) << helps << " is not in the bundle";
    }
    daemon.signal(SIGTERM);
    daemon.wait();
}

TEST_F(SupportBundle, WithoutADaemonAndWithABadConfigurationItIsMadeAllTheSame) {
    folder.write("named.log", "");
    config = folder.write("aisle.toml", "[broker]\npassword_file = \"" + canary.password + "\"\n");
    const auto made = bundle({"--no-network"});
    ASSERT_EQ(made.status, 0) << made.output;
    const auto tar = unpacked();
    EXPECT_NE(tar.find("broker.password_file"), std::string::npos);
    EXPECT_EQ(tar.find(canary.password), std::string::npos);
}

TEST_F(SupportBundle, WhatItCannotWriteItSays) {
    config = folder.write("aisle.toml", "");
    folder.write("named.log", "");
    const auto aisle = std::string(AISLE_BINARY_DIR) + "/aisle";
    EXPECT_EQ(run_program({aisle, "support-bundle", folder.file("b.zip")}).status, 2);
    folder.write("b.tar.zst", "there already");
    EXPECT_EQ(bundle({"--no-network"}).status, 1);
    EXPECT_EQ(read_whole(folder.file("b.tar.zst")), "there already");
}

TEST(BundleFiles, EveryTextPassesTheScrubber) {
    const auto outcome = parse_config("", "f.toml");
    BundleFacts facts;
    facts.config = &outcome;
    for (auto* text : {&facts.status, &facts.metrics, &facts.trouble, &facts.journal, &facts.schema,
                       &facts.machine, &facts.folder, &facts.log, &facts.log_source}) {
        *text = "before hunter2 after";
    }
    facts.diagnoses = {{"x", Health::fail, "hunter2", "hunter2"}};
    const auto files = bundle_files(facts, {"hunter2"});
    EXPECT_GE(files.size(), 10U);
    for (const auto& file : files) {
        EXPECT_EQ(file.bytes.find("hunter2"), std::string::npos) << file.name;
    }
}

}  // namespace
}  // namespace aisle
