// SPDX-License-Identifier: Apache-2.0
// Gives back what Paho C forgets. A message that still waits in Paho's queue when its client is
// destroyed is lost with topic and payload (eclipse-paho/paho.mqtt.c issue 1474), and on a bad line
// that is a window of batches each time a device lets go. Paho shows each message that enters its
// queue to a client's store, tells the store when the message leaves it, and closes the store when
// the client is destroyed and has forgotten the queue: this is a store that stores nothing, and
// frees then what is left. Versions of Paho that were not looked at are let be: one that frees them
// itself must not find them freed. Paho's threads and the one that owns the client.
#pragma once

#include <memory>
#include <string_view>

namespace aisle {

// Whether this version of Paho forgets them.
bool forgets_unsent(std::string_view paho_version);

class PahoUnsent {
public:
    PahoUnsent();
    ~PahoUnsent();
    PahoUnsent(const PahoUnsent&) = delete;
    PahoUnsent& operator=(const PahoUnsent&) = delete;

    // The kind of store and the store, as MQTTAsync_createWithOptions takes them. Has to live as
    // long as the client.
    int kind() const;
    void* store();

private:
    struct Store;
    std::unique_ptr<Store> store_;
};

}  // namespace aisle
