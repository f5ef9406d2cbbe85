// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bare_pipeline.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/zstd_frame.hpp"
#include "tests/support/certificates.hpp"
#include "tools/bench/bare_store.hpp"

#include <MQTTAsync.h>
#include <sqlite3.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <thread>

namespace aisle {
namespace {

constexpr const char* topic = "bare/journal";
constexpr int in_flight_max = static_cast<int>(window_batches_default);
constexpr std::size_t size_bytes = 4;

// ---- Rows as bytes: each behind its size ----

void pack(std::string& out, std::string_view row) {
    for (std::size_t i = 0; i < size_bytes; ++i) {
        out += static_cast<char>(row.size() >> (8 * i) & 0xff);
    }
    out += row;
}

std::vector<BareRow> unpack_rows(std::string_view bytes) {
    std::vector<BareRow> rows;
    while (bytes.size() >= size_bytes) {
        std::size_t size = 0;
        for (std::size_t i = 0; i < size_bytes; ++i) {
            size |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
        }
        rows.push_back({{}, std::string(bytes.substr(size_bytes, size)), {}, {}, {}});
        bytes.remove_prefix(size_bytes + size);
    }
    return rows;
}

// ---- Paho's C library ----

class Client {
public:
    Client(const std::string& url, const std::string& name) {
        MQTTAsync_createOptions options = MQTTAsync_createOptions_initializer5;
        const int code = MQTTAsync_createWithOptions(
            &client_, url.c_str(), name.c_str(), MQTTCLIENT_PERSISTENCE_NONE, nullptr, &options);
        CHECK(code == MQTTASYNC_SUCCESS, "Paho makes a client");
    }
    ~Client() {
        MQTTAsync_disconnectOptions options = MQTTAsync_disconnectOptions_initializer5;
        MQTTAsync_disconnect(client_, &options);
        MQTTAsync_destroy(&client_);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void connect(const std::string& ca) {
        MQTTAsync_connectOptions options = MQTTAsync_connectOptions_initializer5;
        MQTTAsync_SSLOptions tls = MQTTAsync_SSLOptions_initializer;
        tls.trustStore = ca.c_str();
        if (!ca.empty()) options.ssl = &tls;
        options.maxInflight = in_flight_max;
        CHECK(MQTTAsync_connect(client_, &options) == MQTTASYNC_SUCCESS, "Paho connects");
        wait_until([this] { return MQTTAsync_isConnected(client_) != 0; }, "the broker answers");
    }
    MQTTAsync handle() const { return client_; }

private:
    MQTTAsync client_ = nullptr;
};

// ---- Central's side ----

class Subscriber {
public:
    Subscriber(const Broker& broker, const std::string& database, Inserting inserting)
        : inserting_(inserting),
          store_(database),
          client_("tcp://localhost:" + std::to_string(broker.plain_port()), "bare-hub"),
          thread_([this] { io_.run(); }) {
        MQTTAsync_setCallbacks(client_.handle(), this, nullptr, take, nullptr);
        client_.connect({});
        MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
        CHECK(MQTTAsync_subscribe(client_.handle(), topic, 1, &options) == MQTTASYNC_SUCCESS,
              "Paho subscribes");
        wait_until([this] { return MQTTAsync_waitForCompletion(client_.handle(), 0, 1) <= 0; },
                   "Paho is at rest");
        pause_for(Millis{200});
    }
    ~Subscriber() {
        guard_.reset();
        thread_.join();
    }

    std::uint64_t stored() const { return stored_; }

private:
    // On Paho's thread.
    static int take(void* self, char* name, int, MQTTAsync_message* message) {
        auto* subscriber = static_cast<Subscriber*>(self);
        std::string payload(static_cast<const char*>(message->payload),
                            static_cast<std::size_t>(message->payloadlen));
        boost::asio::post(subscriber->io_, [subscriber, payload = std::move(payload)] {
            subscriber->gather(payload);
        });
        MQTTAsync_freeMessage(&message);
        MQTTAsync_free(name);
        return 1;
    }

    void gather(const std::string& payload) {
        const auto bytes = zstd_decompress(payload, batch_bytes_max);
        CHECK(bytes, "our own frame");
        for (auto& row : unpack_rows(*bytes)) rows_.push_back(std::move(row));
        if (inserting_ == Inserting::each_message) return commit();
        if (commit_posted_) return;
        commit_posted_ = true;
        boost::asio::post(io_, [this] {
            commit();
            commit_posted_ = false;
        });
    }

    void commit() {
        store_.commit(rows_.data(), rows_.size());
        stored_ += rows_.size();
        rows_.clear();
    }

    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{
        io_.get_executor()};
    const Inserting inserting_;
    std::vector<BareRow> rows_;
    bool commit_posted_ = false;
    std::atomic<std::uint64_t> stored_ = 0;
    BareStore store_;
    Client client_;
    std::thread thread_;
};

// ---- The device's side ----

class Publisher {
public:
    Publisher(const Broker& broker, const std::string& journal)
        : client_("ssl://localhost:" + std::to_string(broker.tls_port()), "bare-device") {
        CHECK(sqlite3_open_v2(journal.c_str(), &db_, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK,
              "the journal can be read");
        CHECK(sqlite3_prepare_v3(db_, "SELECT event FROM entry ORDER BY place", -1, 0, &rows_,
                                 nullptr) == SQLITE_OK,
              sqlite3_errmsg(db_));
        client_.connect(test_certificates().ca);
    }
    ~Publisher() {
        sqlite3_finalize(rows_);
        sqlite3_close(db_);
    }
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    void run(std::uint64_t events) {
        std::string batch;
        std::size_t count = 0;
        for (std::uint64_t i = 0; i < events && sqlite3_step(rows_) == SQLITE_ROW; ++i) {
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(rows_, 0));
            pack(batch, {static_cast<const char*>(sqlite3_column_blob(rows_, 0)), size});
            if (++count < batch_entries_max && i + 1 < events) continue;
            publish(zstd_compress(batch));
            batch.clear();
            count = 0;
        }
    }

private:
    void publish(const std::string& payload) {
        // Paho queues without end; the window is kept here.
        while (unanswered_ >= in_flight_max) pause_for(Micros{50});
        MQTTAsync_callOptions call = MQTTAsync_callOptions_initializer;
        call.context = this;
        call.onSuccess5 = [](void* self, MQTTAsync_successData5*) {
            --static_cast<Publisher*>(self)->unanswered_;
        };
        ++unanswered_;
        CHECK(MQTTAsync_send(client_.handle(), topic, static_cast<int>(payload.size()),
                             payload.data(), 1, 0, &call) == MQTTASYNC_SUCCESS,
              "Paho sends");
    }

    Client client_;
    sqlite3* db_ = nullptr;
    sqlite3_stmt* rows_ = nullptr;
    std::atomic<int> unanswered_ = 0;
};

}  // namespace

double bare_pipeline(const Broker& broker, const std::string& journal, std::uint64_t events,
                     Inserting inserting) {
    const ScratchFolder scratch;
    Subscriber subscriber(broker, scratch.file("bare.db"), inserting);
    Publisher publisher(broker, journal);
    const auto start = now();
    publisher.run(events);
    wait_until([&] { return subscriber.stored() >= events; }, "the bare pipeline ends");
    return static_cast<double>(events) / seconds_since(start);
}

}  // namespace aisle
