// SPDX-License-Identifier: Apache-2.0
#include "config/bootstrap.hpp"

#include "agent/base/utf8.hpp"
#include "tests/support/memory_files.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace aisle {
namespace {

constexpr std::string_view etc = R"([identity]
tenant = "demo"
device = "from-etc"
store = "s1"
[store]
utc_offset = "+08:00"
currency = "CNY"
[broker]
urls = ["mqtt://127.0.0.1:1883"]
)";

std::string with_device(const std::string& name) {
    std::string text(etc);
    return text.replace(text.find("from-etc"), 8, name);
}

std::string all(const ConfigOutcome& outcome) {
    std::string text;
    for (const auto& problem : outcome.problems) text += to_string(problem) + "\n";
    return text;
}

class Bootstrap : public ::testing::Test {
protected:
    ConfigOutcome load() { return load_config(launch, files); }

    Launch launch;
    MemoryFiles files;
};

TEST_F(Bootstrap, TheFileAskedForWinsOverTheOneOfTheEnvironmentAndThatOverEtc) {
    files.put("/etc/aisle/aisle.toml", std::string(etc));
    files.put("/a.toml", with_device("from-env"));
    files.put("/b.toml", with_device("asked-for"));
    EXPECT_EQ(load().config.identity.device, "from-etc");
    EXPECT_EQ(load().file, "/etc/aisle/aisle.toml");
    launch.environment = {"AISLE_CONFIG=/a.toml"};
    EXPECT_EQ(load().config.identity.device, "from-env");
    launch.config_file = "/b.toml";
    EXPECT_EQ(load().config.identity.device, "asked-for");
    EXPECT_EQ(load().file, "/b.toml");
}

TEST_F(Bootstrap, WithoutAFileTheEnvironmentCanSayAll) {
    launch.environment = {"AISLE__IDENTITY__TENANT=demo", "AISLE__IDENTITY__DEVICE=pos1",
                          "AISLE__IDENTITY__STORE=s1",    "AISLE__STORE__UTC_OFFSET=+00:00",
                          "AISLE__STORE__CURRENCY=EUR",   "AISLE__BROKER__URLS=mqtt://b:1883"};
    const auto outcome = load();
    EXPECT_EQ(all(outcome), "");
    EXPECT_EQ(outcome.config.store.currency, "EUR");
    EXPECT_EQ(outcome.file, "");
}

TEST_F(Bootstrap, WithoutAnythingItSaysWhatIsMissing) {
    const auto outcome = load();
    EXPECT_NE(all(outcome).find("/etc/aisle/aisle.toml: identity.device: missing"),
              std::string::npos);
}

TEST_F(Bootstrap, AFileThatWasNamedMustBeThere) {
    launch.config_file = "/nowhere.toml";
    const auto outcome = load();
    ASSERT_EQ(outcome.problems.size(), 1U);
    EXPECT_EQ(outcome.problems[0].place.source, "/nowhere.toml");
}

TEST_F(Bootstrap, AFileThatIsThereAndCannotBeReadIsAProblem) {
    files.fail(Error(Errc::denied, "opening it: permission denied"));
    EXPECT_EQ(all(load()), "/etc/aisle/aisle.toml: opening it: permission denied\n");
}

TEST_F(Bootstrap, TheCommandLineWinsOverTheEnvironmentAndThatOverTheFile) {
    files.put("/etc/aisle/aisle.toml", std::string(etc));
    launch.environment = {"AISLE__DISK__DIRECTORY=/env", "AISLE__IDENTITY__DEVICE=pos7"};
    launch.overrides = {{"disk.directory", "/flag", "--state"}};
    const auto outcome = load();
    EXPECT_EQ(all(outcome), "");
    EXPECT_EQ(outcome.config.disk.directory, "/flag");
    EXPECT_EQ(outcome.config.identity.device, "pos7");
    EXPECT_EQ(to_string(outcome.origins.at("disk.directory")), "--state");
}

TEST_F(Bootstrap, NamesOfTheEnvironmentBecomeKeys) {
    const auto overrides = overrides_from(
        {"HOME=/root", "AISLE_CONFIG=/x", "AISLE__BROKER__KEEP_ALIVE=30s", "AISLE__LOG__LEVEL=a=b",
         "AISLE__NOTHING", "AISLE__ODD=1", "AISLE__SYNC__MAX__X=2"});
    ASSERT_EQ(overrides.size(), 4U);
    EXPECT_EQ(overrides[0].key, "broker.keep_alive");
    EXPECT_EQ(overrides[0].source, "AISLE__BROKER__KEEP_ALIVE");
    EXPECT_EQ(overrides[1].value, "a=b");
    EXPECT_EQ(overrides[2].key, "odd");
    EXPECT_EQ(overrides[3].key, "sync.max__x");
}

TEST_F(Bootstrap, AMisspeltNameOfTheEnvironmentIsNotLostInSilence) {
    files.put("/etc/aisle/aisle.toml", std::string(etc));
    launch.environment = {"AISLE__BROKER__KEEPALIVE=30s"};
    EXPECT_EQ(all(load()),
              "AISLE__BROKER__KEEPALIVE: broker.keepalive: there is no such key; did you mean "
              "keep_alive?\n");
}

TEST_F(Bootstrap, ANameOfTheEnvironmentCannotSpeakToATerminal) {
    files.put("/etc/aisle/aisle.toml", std::string(etc));
    launch.environment = {"AISLE__\x1b[2J\xfe=1"};
    const auto outcome = load();
    ASSERT_EQ(outcome.problems.size(), 1U);
    EXPECT_TRUE(is_plain_text(to_string(outcome.problems[0]))) << all(outcome);
}

TEST_F(Bootstrap, TheEnvironmentOfThisProcessIsRead) {
    ASSERT_EQ(::setenv("AISLE__LOG__LEVEL", "debug", 1), 0);
    const auto overrides = overrides_from(process_environment());
    ::unsetenv("AISLE__LOG__LEVEL");
    ASSERT_EQ(overrides.size(), 1U);
    EXPECT_EQ(overrides[0].value, "debug");
}

}  // namespace
}  // namespace aisle
