// SPDX-License-Identifier: Apache-2.0
// The conversation over doubles of four clouds' brokers, each with the configuration that
// config/examples has for it: only addresses, certificates and secrets are the test's. The double
// binds the device. Central comes through the double's other door, with the limits of nobody, as
// a cloud's rule engine would bring it; and where a cloud prescribes topics, the double carries
// them to central's names, as such a rule would.
#include "config/print.hpp"
#include "tests/brokers/conversation.hpp"
#include "tests/support/strict_broker.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::uint64_t seed = 20260701;

struct Cloud {
    std::string name;
    StrictProfile (*profile)();
    // What is answered and lost: batches, and questions for pages.
    std::set<std::size_t> batches;
    std::set<std::size_t> wants;
};

Config configuration(const Cloud& cloud) {
    const std::string file = "config/examples/cloud-" + cloud.name + ".toml";
    const auto outcome = parse_config(read_whole(AISLE_SOURCE_DIR "/" + file), file);
    for (const auto& problem : outcome.problems) ADD_FAILURE() << to_string(problem);
    return outcome.config;
}

// A section as it is printed, without the keys that are the test's own.
std::string section(const Config& config, const std::string& name,
                    const std::set<std::string>& without) {
    std::istringstream printed(print_config(config));
    std::string out;
    std::string line;
    bool inside = false;
    while (std::getline(printed, line)) {
        if (line.starts_with("[")) inside = line == "[" + name + "]";
        const auto key = line.substr(0, line.find(' '));
        if (inside && !line.starts_with("[") && !without.contains(key)) out += line + "\n";
    }
    return out;
}

// The cloud's rules: a topic as this device calls it, and as central does.
std::map<std::string, std::string> rules_of(const Config& config) {
    Config plain;
    plain.identity = config.identity;
    std::map<std::string, std::string> rules;
    const auto rule = [&](std::string TopicsConfig::*pattern) {
        const auto fleet = [](std::string topic) {
            const auto at = topic.find("{scope}");
            return at == std::string::npos ? topic : topic.replace(at, 7, "fleet");
        };
        rules[fleet(topic_of(config, config.topics.*pattern))] =
            fleet(topic_of(plain, plain.topics.*pattern));
    };
    for (const auto pattern :
         {&TopicsConfig::status, &TopicsConfig::hello, &TopicsConfig::journal, &TopicsConfig::want,
          &TopicsConfig::ask, &TopicsConfig::report, &TopicsConfig::welcome, &TopicsConfig::ack,
          &TopicsConfig::page, &TopicsConfig::answer, &TopicsConfig::command,
          &TopicsConfig::feed}) {
        rule(pattern);
    }
    return rules;
}

class CloudBroker : public testing::TestWithParam<Cloud> {};

INSTANTIATE_TEST_SUITE_P(Clouds, CloudBroker,
                         testing::Values(Cloud{"aws", aws_profile, {3, 7}, {}},
                                         Cloud{"azure", azure_2023_profile, {6}, {}},
                                         Cloud{"aliyun", aliyun_profile, {3}, {}},
                                         Cloud{"huawei", huawei_profile, {5}, {2}}),
                         [](const auto& cloud) { return cloud.param.name; });

TEST_P(CloudBroker, CarriesTheWholeConversationAndHasNothingToRefuse) {
    const Config config = configuration(GetParam());
    StrictOptions options;
    options.profile = GetParam().profile();
    options.seed = seed;
    options.rules = rules_of(config);
    options.forgets = {{topic_of(config, config.topics.journal), GetParam().batches},
                       {topic_of(config, config.topics.want), GetParam().wants}};
    options.cuts = {9, 7};
    StrictBroker broker(options);

    auto shop = shop_at(broker.device_port(), broker.central_port());
    shop.line =
        section(config, "broker", {"urls", "ca_file", "cert_file", "key_file", "password_file"});
    shop.settings =
        section(config, "sync", {"backoff_cap"}) + "[topics]\n" + section(config, "topics", {});
    Conversation with(shop);
    with.day.open();
    with.live_through([] {}, [] {});
    with.day.expect_whole_though_overtaken();
    with.day.shop.stop_daemon();

    for (const auto& violation : broker.violations()) ADD_FAILURE() << violation;
    const auto tally = broker.tally();
    std::cerr << GetParam().name << ", seed " << seed << ": " << tally << "\n";
    EXPECT_EQ(tally.cuts, 2U);
    EXPECT_EQ(tally.forgotten, GetParam().batches.size() + GetParam().wants.size());
    EXPECT_EQ(tally.overtaken > 0, options.profile.reorders);
    EXPECT_EQ(tally.doubled > 0, options.profile.doubles_one_in > 0);
}

}  // namespace
}  // namespace aisle
