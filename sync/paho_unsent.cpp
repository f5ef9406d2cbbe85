// SPDX-License-Identifier: Apache-2.0
#include "sync/paho_unsent.hpp"

#include <MQTTAsync.h>
#include <MQTTClientPersistence.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <string>

namespace aisle {
namespace {

constexpr std::array<std::string_view, 3> forgetful{"1.3.11", "1.3.12", "1.3.13"};
constexpr int publish_type = 3;  // as in MQTT; it is the first part of a queued message

std::string_view paho_version() {
    const MQTTAsync_nameValue* said = MQTTAsync_getVersionInfo();
    for (; said->name != nullptr; ++said) {
        if (std::strcmp(said->name, "Version") == 0) return said->value;
    }
    return {};
}

// A message that was sent has other keys.
bool is_queued(std::string_view key) {
    return key.starts_with("c-") || key.starts_with("c5-");
}

// Type, token, topic, length and payload stand first.
bool is_publish(int count, char* parts[], const int bytes[]) {
    int type = 0;
    if (count < 5 || bytes[0] != static_cast<int>(sizeof type)) return false;
    std::memcpy(&type, parts[0], sizeof type);
    return type == publish_type;
}

}  // namespace

bool forgets_unsent(std::string_view version) {
    return std::find(forgetful.begin(), forgetful.end(), version) != forgetful.end();
}

// Paho's own locks keep its two threads and ours apart here: what enters and leaves the queue does
// so under one of them, and what leaves and the end of the client come under the other.
struct PahoUnsent::Store {
    MQTTClient_persistence hooks{};
    std::map<std::string, std::array<char*, 2>, std::less<>> waiting;  // topic and payload, by key

    Store();
    static int put(void* self, char* key, int count, char* parts[], int bytes[]) noexcept;
    static int remove(void* self, char* key) noexcept;
    static int close(void* self) noexcept;
};

PahoUnsent::Store::Store() {
    hooks.context = this;
    hooks.popen = [](void** handle, const char*, const char*, void* self) noexcept {
        *handle = self;
        return 0;
    };
    hooks.pclose = close;
    hooks.pput = put;
    hooks.pget = [](void*, char*, char**, int*) noexcept { return -1; };
    hooks.premove = remove;
    hooks.pkeys = [](void*, char*** keys, int* count) noexcept {
        *keys = nullptr;
        *count = 0;
        return 0;
    };
    hooks.pclear = [](void*) noexcept { return 0; };
    hooks.pcontainskey = [](void*, char*) noexcept { return -1; };
}

// "Not stored" to what enters the queue: Paho lets go of its own copy of what is stored.
int PahoUnsent::Store::put(void* self, char* key, int count, char* parts[], int bytes[]) noexcept {
    if (!is_queued(key) || !is_publish(count, parts, bytes)) return 0;
    auto& store = *static_cast<Store*>(self);
    store.waiting[key] = {parts[2], parts[4]};
    return -1;
}

int PahoUnsent::Store::remove(void* self, char* key) noexcept {
    if (!is_queued(key)) return 0;
    auto& store = *static_cast<Store*>(self);
    const auto found = store.waiting.find(std::string_view(key));
    if (found != store.waiting.end()) store.waiting.erase(found);
    return 0;
}

int PahoUnsent::Store::close(void* self) noexcept {
    auto& store = *static_cast<Store*>(self);
    for (const auto& [key, parts] : store.waiting) {
        for (char* part : parts) MQTTAsync_free(part);
    }
    store.waiting.clear();
    return 0;
}

PahoUnsent::PahoUnsent() : store_(std::make_unique<Store>()) {}

PahoUnsent::~PahoUnsent() = default;

int PahoUnsent::kind() const {
    return forgets_unsent(paho_version()) ? MQTTCLIENT_PERSISTENCE_USER
                                          : MQTTCLIENT_PERSISTENCE_NONE;
}

void* PahoUnsent::store() {
    return &store_->hooks;
}

}  // namespace aisle
