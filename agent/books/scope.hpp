// SPDX-License-Identifier: Apache-2.0
// How specific a scope is: when two scopes of a feed say something of one key, the device's word
// counts before the store's, the store's before a group's, a group's before the fleet's. Pure.
#pragma once

#include <string_view>

namespace aisle {

inline int scope_rank(std::string_view scope) {
    if (scope.starts_with("device-")) return 4;
    if (scope.starts_with("store-")) return 3;
    if (scope.starts_with("group-")) return 2;
    return scope == "fleet" ? 1 : 0;
}

}  // namespace aisle
