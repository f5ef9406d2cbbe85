// SPDX-License-Identifier: Apache-2.0
#include "tests/kill/shop.hpp"

#include "agent/base/check.hpp"
#include "agent/base/crypto/seal_key.hpp"
#include "agent/base/entropy.hpp"
#include "agent/base/files.hpp"
#include "agent/store/sqlite.hpp"
#include "sync/journal_reader.hpp"
#include "sync/state_folder.hpp"
#include "tests/support/json_of.hpp"
#include "tests/support/loopback.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <utility>

namespace aisle {
namespace {

constexpr std::size_t rows_a_page = 500;
constexpr std::size_t log_tail_bytes = 6000;

std::string program(std::string_view name) {
    return std::string(AISLE_BINARY_DIR) + "/" + std::string(name);
}

std::string text_at(const Json& json, std::string_view key) {
    const Json* found = json.find(key);
    return found == nullptr ? "" : std::string(found->string().value_or(""));
}

std::uint64_t number_at(const Json& json, std::string_view key) {
    const Json* found = json.find(key);
    return found == nullptr ? 0 : static_cast<std::uint64_t>(found->integer().value_or(0));
}

std::size_t count_of(std::string_view word, const std::string& text) {
    std::size_t count = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
    return count;
}

}  // namespace

Shop::Shop(ShopOptions options)
    : broker({.waits = !options.hub_url.empty(), .lines = options.broker_lines}),
      options_(std::move(options)),
      state_(options_.state.empty() ? folder_.file("state") : options_.state),
      port_(free_port()) {
    std::filesystem::create_directories(state_);
    SystemEntropy entropy;
    folder_.write("seal.pem", to_pem(public_of(make_seal_key(entropy))));
    folder_.write("identifier.key", std::string(64, '5'));
    const auto straight = "mqtt://127.0.0.1:" + std::to_string(broker.port());
    folder_.write("aisle.toml",
                  "[identity]\ntenant = \"demo\"\ndevice = \"s0042-pos1\"\nstore = \"s0042\"\n"
                  "[store]\nutc_offset = \"+08:00\"\ncurrency = \"CNY\"\n"
                  "[broker]\nurls = [\"" +
                      (options_.url.empty() ? straight : options_.url) + "\"]\n" + options_.line +
                      "[http]\nlisten = \"127.0.0.1:" + std::to_string(port_) + "\"\nsocket = \"" +
                      socket() + "\"\n[central]\nseal_key_file = \"" + file("seal.pem") +
                      "\"\nidentifier_key_file = \"" + file("identifier.key") +
                      "\"\n"
                      // Codes are marks here, and have to be found again.
                      "[scan]\nunknown = \"keep\"\n[sync]\nbackoff_cap = \"1s\"\n" +
                      options_.settings);
}

Shop::~Shop() {
    const std::string said = daemon_log() + hub_log();
    EXPECT_EQ(said.find("Sanitizer"), std::string::npos) << "a sanitizer stopped a program";
    EXPECT_EQ(said.find("runtime error"), std::string::npos);
    if (!testing::Test::HasFailure()) return;
    for (const auto& log : {daemon_log(), hub_log()}) {
        const auto from = log.size() < log_tail_bytes ? 0 : log.size() - log_tail_bytes;
        std::cerr << "---- the end of a program's log ----\n" << log.substr(from) << "\n";
    }
}

// ---- Central ----

void Shop::start_hub() {
    const auto straight = "mqtt://127.0.0.1:" + std::to_string(broker.port());
    std::vector<std::string> words{
        program("aisle-hub"), "run",
        "--broker",           options_.hub_url.empty() ? straight : options_.hub_url,
        "--database",         "sqlite:" + hub_database()};
    words.insert(words.end(), options_.hub_words.begin(), options_.hub_words.end());
    if (!options_.hub_fault.empty()) {
        words.insert(words.end(), {"--plant-fault", options_.hub_fault});
    }
    // A hello that comes before the hub listens is said again only after a while.
    const auto greetings = [this] { return count_of("hub.connected", hub_log()); };
    const auto before = greetings();
    hub_ = ChildProcess(words, file("hub.log"));
    hub_runs_ = true;
    EXPECT_TRUE(soon([&] { return greetings() > before; }, patient)) << "the hub does not start";
    if (!std::exchange(notice_put_, true)) put_notice();
}

void Shop::kill_hub() {
    hub_.signal(SIGKILL);
    hub_.wait();
    hub_runs_ = false;
}

void Shop::stop_hub() {
    hub_.signal(SIGTERM);
    EXPECT_EQ(hub_.wait(), 0) << "the hub did not stop in order";
    hub_runs_ = false;
}

std::vector<std::string> Shop::ask_hub(std::vector<std::string> words) const {
    words.insert(words.begin(), program("aisle-hub"));
    words.insert(words.end(), {"--database", "sqlite:" + hub_database()});
    const auto ran = run_program(words);
    std::vector<std::string> lines;
    std::size_t at = 0;
    while (at < ran.output.size()) {
        const auto end = std::min(ran.output.find('\n', at), ran.output.size());
        lines.push_back(ran.output.substr(at, end - at));
        at = end + 1;
    }
    if (ran.status != 0) lines.clear();
    return lines;
}

void Shop::put_task(const std::string& key) const {
    const auto body = folder_.write("task.json", R"({"title":"Call Ms Han","priority":"high"})");
    EXPECT_EQ(ask_hub({"put", "tasks", "store-s0042", key, body}).size(), 1u);
}

void Shop::put_notice() const {
    const auto body = folder_.write(
        "notice.json", R"({"id":"n1","version":"3","language":"en","text":"We write to you."})");
    EXPECT_EQ(ask_hub({"put", "notices", "fleet", "n1", body}).size(), 1u);
}

// ---- The device ----

void Shop::start_daemon() {
    auto words = options_.before_daemon;
    words.insert(words.end(),
                 {program(options_.daemon), "--config", file("aisle.toml"), "--state", state_});
    daemon_ = ChildProcess(words, file("daemon.log"));
}

bool Shop::ready() const {
    const Json& json = get("/readyz");
    return json.find("ready") != nullptr;
}

void Shop::open_daemon() {
    start_daemon();
    ASSERT_TRUE(soon([this] { return ready() || !daemon_runs(); }, patient) && daemon_runs())
        << "the daemon does not start\n"
        << daemon_log();
}

void Shop::kill_daemon() {
    daemon_.signal(SIGKILL);
    daemon_.wait();
}

void Shop::stop_daemon() {
    daemon_.signal(SIGTERM);
    EXPECT_EQ(daemon_.wait(), 0) << "the daemon did not stop in order";
}

const Json& Shop::get(const std::string& path) const {
    static const Json none;
    const auto asked = "GET " + path;
    const auto body =
        body_of(options_.by_socket ? ask_socket(socket(), asked) : ask_http(port_, asked));
    return body.empty() ? none : json_of(body);
}

std::uint64_t Shop::metric(const std::string& name) const {
    const auto text = body_of(ask_http(port_, "GET /metrics"));
    const auto at = text.find("\n" + name + " ");
    return at == std::string::npos ? 0 : std::stoull(text.substr(at + name.size() + 2));
}

std::string Shop::central() const {
    const Json& status = get("/v1/status");
    const Json* central = status.find("central");
    return central == nullptr ? "" : text_at(*central, "state");
}

std::uint64_t Shop::waiting() const {
    const Json& status = get("/v1/status");
    const Json* lanes = status.find("lanes");
    if (lanes == nullptr) return UINT64_MAX;
    return number_at(*lanes->find("ledger"), "waiting") +
           number_at(*lanes->find("touch"), "waiting");
}

bool Shop::drained() const {
    return waiting() == 0 && central() == "streaming";
}

// ---- Evidence ----

std::string Shop::journal_file() const {
    SystemFiles files;
    const auto name = current_journal(state_, files);
    CHECK(name, "the name of the journal");
    return state_ + "/" + *name;
}

void Shop::read_journal() {
    evidence.journal.clear();
    DatabaseOptions options;
    options.path = journal_file();
    options.read_only = true;
    auto db = Database::open(options);
    ASSERT_TRUE(db) << db.error().what();
    JournalReader reader(*db);
    for (const Lane lane : both_lanes) {
        Seq after;
        while (true) {
            const auto rows = reader.page(lane, after, rows_a_page);
            ASSERT_TRUE(rows) << rows.error().what();
            for (const auto& row : *rows) {
                evidence.journal.push_back({to_string(row.id), lane, row.seq.value(), row.event});
                after = row.seq;
            }
            if (rows->size() < rows_a_page) break;
        }
    }
}

void Shop::read_gaps() {
    evidence.given_up.clear();
    for (const auto& line : ask_hub({"gaps", "--json"})) {
        const auto json = Json::parse(line);
        ASSERT_TRUE(json) << line;
        const Lane lane = text_at(*json, "lane") == "ledger" ? Lane::ledger : Lane::touch;
        const auto first = number_at(*json, "first");
        const auto last = number_at(*json, "last");
        evidence.given_up.push_back({text_at(*json, "epoch"), lane, first, last});
        const auto origin = text_at(*json, "origin");
        const auto from = number_at(*json, "origin_first");
        if (!origin.empty()) {
            evidence.given_up.push_back({origin, lane, from, from + last - first});
        }
    }
}

Verdict Shop::verdict() {
    read_journal();
    read_gaps();
    evidence.accepted = ask_hub({"events", "--json"});
    return check_evidence(evidence);
}

bool Shop::chain_whole() const {
    const auto findings = ask_hub({"findings", "--json"});
    return std::none_of(findings.begin(), findings.end(), [](const std::string& finding) {
        return finding.find("chain_broken") != std::string::npos;
    });
}

Verdict Shop::verdict_when_drained() {
    Verdict found;
    soon([this] { return drained(); }, patient);
    // The device may not know yet that central forgot; whether it did is seen at central.
    soon(
        [&] {
            found = verdict();
            return found.lost == 0 && drained();
        },
        50);
    return found;
}

}  // namespace aisle
