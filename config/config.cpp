// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

namespace aisle {
namespace {

void fill_in(std::string& text, std::string_view mark, std::string_view with) {
    for (auto at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + with.size())) {
        text.replace(at, mark.size(), with);
    }
}

}  // namespace

std::string topic_of(const Config& config, std::string_view pattern) {
    std::string topic = config.topics.root;
    if (!topic.empty()) topic += '/';
    topic += pattern;
    fill_in(topic, "{tenant}", config.identity.tenant);
    fill_in(topic, "{store}", config.identity.store);
    fill_in(topic, "{device}", config.identity.device);
    return topic;
}

}  // namespace aisle
