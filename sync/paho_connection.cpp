// SPDX-License-Identifier: Apache-2.0
#include "sync/paho_connection.hpp"

#include "sync/connect_clue.hpp"
#include "sync/kept_signal.hpp"
#include "sync/paho_unsent.hpp"
#include "sync/reason_code.hpp"
#include "sync/send_at_once.hpp"

#include <MQTTAsync.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <deque>
#include <map>
#include <system_error>

namespace aisle {
namespace {

// Paho traces a failure and reports it on one thread, without letting go of its lock in between.
thread_local ConnectClue clue;

ConnectClue take_clue() {
    return std::exchange(clue, ConnectClue{});
}

void on_trace(MQTTASYNC_TRACE_LEVELS, char* line) noexcept {
    if (line != nullptr) clue.hear_trace(line);
}

int on_tls_error(const char* line, std::size_t bytes, void*) noexcept {
    clue.hear_tls({line, bytes});
    return 1;
}

const char* or_null(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}

// Paho says of a file that it cannot read no more than that TLS failed.
std::optional<std::string> unreadable_file(const LinkTarget& target) {
    const std::array<std::pair<const char*, const std::string*>, 3> files{
        {{"ca_file", &target.ca_file},
         {"cert_file", &target.cert_file},
         {"key_file", &target.key_file}}};
    for (const auto& [setting, path] : files) {
        if (!path->empty() && access(path->c_str(), R_OK) != 0) {
            return std::string(setting) + " " + *path +
                   " cannot be read: " + std::generic_category().message(errno);
        }
    }
    return std::nullopt;
}

// What goes into CONNECT on MQTT 5. No user properties: some clouds refuse a client that has any.
struct ConnectProperties {
    MQTTProperties list = MQTTProperties_initializer;

    explicit ConnectProperties(const LinkTarget& target) {
        constexpr std::uint32_t headers = 1 * KiB;
        MQTTProperty property{};
        property.identifier = MQTTPROPERTY_CODE_MAXIMUM_PACKET_SIZE;
        property.value.integer4 = message_in_bytes_max + headers;
        MQTTProperties_add(&list, &property);
        property.identifier = MQTTPROPERTY_CODE_RECEIVE_MAXIMUM;
        property.value.integer2 = target.receive_maximum;
        MQTTProperties_add(&list, &property);
        if (target.clean_start || target.session_expiry.count() <= 0) return;
        property.identifier = MQTTPROPERTY_CODE_SESSION_EXPIRY_INTERVAL;
        property.value.integer4 = static_cast<unsigned>(target.session_expiry.count());
        MQTTProperties_add(&list, &property);
    }
    ~ConnectProperties() { MQTTProperties_free(&list); }
    ConnectProperties(const ConnectProperties&) = delete;
    ConnectProperties& operator=(const ConnectProperties&) = delete;
};

std::uint32_t told(MQTTProperties& properties, MQTTPropertyCodes code, std::uint32_t otherwise) {
    if (MQTTProperties_hasProperty(&properties, code) == 0) return otherwise;
    return static_cast<std::uint32_t>(MQTTProperties_getNumericValue(&properties, code));
}

// "host:port/path" is all that Paho takes, under scheme names of its own.
std::string paho_uri(const BrokerUrl& url) {
    constexpr std::array<std::string_view, 4> schemes{"tcp://", "ssl://", "ws://", "wss://"};
    return std::string(schemes[static_cast<std::size_t>(url.scheme)]) + url.authority() + url.path;
}

}  // namespace

// The context of all callbacks. They touch nothing but what is constant once connect() was called,
// and none may leave by an exception: that would end the program.
struct PahoConnection::Client {
    // A number for a topic. Known to the broker once it has answered a publish that named both.
    struct Alias {
        explicit Alias(std::uint16_t given) : number(given) {}
        std::uint16_t number;
        std::atomic<bool> known = false;
    };
    struct Place {
        Client* client;
        std::size_t index;
        Alias* alias = nullptr;  // of what is under way
    };
    struct Subscription {
        Client* client;
        std::vector<std::string> filters;
    };

    Client(LinkTarget to, ConnectionReports& whom) : target(std::move(to)), reports(whom) {
        places.reserve(link_publishes_max);
        for (std::size_t i = 0; i < link_publishes_max; ++i) places.push_back({this, i});
    }

    bool five() const { return target.version == MqttVersion::v5; }
    int create();
    int connect();
    void fill(MQTTAsync_connectOptions& options);
    void limits_told(LinkLimits limits);
    Alias* alias_of(const Outgoing& message);
    void fail(ConnectFailure failure) { reports.down(take_clue().explain(target, failure)); }
    void ended(LinkLoss loss, int code, std::string_view how);
    static void answered(const Subscription& asked, const std::vector<int>& codes);

    static void on_connected(void* context, MQTTAsync_successData* answer) noexcept;
    static void on_connected5(void* context, MQTTAsync_successData5* answer) noexcept;
    static void on_refused(void* context, MQTTAsync_failureData* why) noexcept;
    static void on_refused5(void* context, MQTTAsync_failureData5* why) noexcept;
    static void on_lost(void* context, char* cause) noexcept;
    static void on_disconnected(void* context, MQTTProperties*, MQTTReasonCodes code) noexcept;
    static int on_message(void* context, char* topic, int bytes, MQTTAsync_message* m) noexcept;
    static void on_published(void* context, MQTTAsync_successData* answer) noexcept;
    static void on_published5(void* context, MQTTAsync_successData5* answer) noexcept;
    static void on_unpublished(void* context, MQTTAsync_failureData* why) noexcept;
    static void on_unpublished5(void* context, MQTTAsync_failureData5* why) noexcept;
    static void on_subscribed(void* context, MQTTAsync_successData* answer) noexcept;
    static void on_subscribed5(void* context, MQTTAsync_successData5* answer) noexcept;
    static void on_unsubscribed(void* context, MQTTAsync_failureData* why) noexcept;
    static void on_unsubscribed5(void* context, MQTTAsync_failureData5* why) noexcept;

    const LinkTarget target;
    ConnectionReports& reports;
    MQTTAsync paho = nullptr;
    PahoUnsent unsent;
    std::vector<Place> places;
    std::deque<Subscription> subscriptions;  // grows at its end only: callbacks point into it
    // Told with the CONNACK, before anything is sent: how many numbers the broker remembers. They
    // end with the connection, and so does this.
    std::size_t aliases_max = 0;
    std::map<std::string, Alias> aliases;  // by topic; callbacks point into it
};

// ---- Coming up ----

int PahoConnection::Client::create() {
    MQTTAsync_createOptions options = MQTTAsync_createOptions_initializer;
    options.MQTTVersion = five() ? MQTTVERSION_5 : MQTTVERSION_3_1_1;
    options.maxBufferedMessages = static_cast<int>(link_publishes_max);
    const KeptSignal kept(SIGPIPE);
    const int rc =
        MQTTAsync_createWithOptions(&paho, paho_uri(target.url).c_str(), target.client_id.c_str(),
                                    unsent.kind(), unsent.store(), &options);
    if (rc != MQTTASYNC_SUCCESS) return rc;
    // Before connecting, or the first words are missed. A DISCONNECT from the broker is told only
    // to the second, a connection that breaks only to the first.
    MQTTAsync_setCallbacks(paho, this, on_lost, on_message, nullptr);
    MQTTAsync_setDisconnected(paho, this, on_disconnected);
    return rc;
}

void PahoConnection::Client::fill(MQTTAsync_connectOptions& options) {
    options.keepAliveInterval = static_cast<int>(target.keep_alive.count());
    options.maxInflight = static_cast<int>(link_publishes_max);
    options.connectTimeout = static_cast<int>(connect_patience.count());
    options.username = or_null(target.username);
    options.binarypwd = {static_cast<int>(target.password.size()), or_null(target.password)};
    options.context = this;
    if (five()) {
        options.cleanstart = target.clean_start ? 1 : 0;
        options.onSuccess5 = on_connected5;
        options.onFailure5 = on_refused5;
    } else {
        options.MQTTVersion = MQTTVERSION_3_1_1;
        options.cleansession = target.clean_start ? 1 : 0;
        options.onSuccess = on_connected;
        options.onFailure = on_refused;
    }
}

int PahoConnection::Client::connect() {
    MQTTAsync_connectOptions options = MQTTAsync_connectOptions_initializer;
    if (five()) options = MQTTAsync_connectOptions_initializer5;
    fill(options);

    MQTTAsync_willOptions will = MQTTAsync_willOptions_initializer;
    if (target.will) {
        will.topicName = target.will->topic.c_str();
        will.payload = {static_cast<int>(target.will->payload.size()), target.will->payload.data()};
        will.qos = 1;
        will.retained = target.will->retain ? 1 : 0;
        options.will = &will;
    }
    MQTTAsync_SSLOptions tls = MQTTAsync_SSLOptions_initializer;
    if (target.url.encrypted()) {
        tls.trustStore = or_null(target.ca_file);
        tls.keyStore = or_null(target.cert_file);
        tls.privateKey = or_null(target.key_file);
        tls.enableServerCertAuth = 1;
        tls.verify = 1;  // the host name; without it any certificate of that authority would do
        tls.ssl_error_cb = on_tls_error;
        options.ssl = &tls;
    }
    std::string proxy;
    if (target.proxy) {
        const std::string& credentials = target.proxy->credentials;
        proxy = (credentials.empty() ? "" : credentials + "@") + target.proxy->authority();
        options.httpProxy = proxy.c_str();
        options.httpsProxy = proxy.c_str();
    }
    ConnectProperties properties(target);
    if (five()) options.connectProperties = &properties.list;

    MQTTAsync_setTraceCallback(on_trace);
    MQTTAsync_setTraceLevel(MQTTASYNC_TRACE_PROTOCOL);  // until the connection is up
    return MQTTAsync_connect(paho, &options);
}

void PahoConnection::Client::limits_told(LinkLimits limits) {
    MQTTAsync_setTraceLevel(MQTTASYNC_TRACE_ERROR);
    take_clue();
    send_at_once(target.proxy ? target.proxy->port : target.url.port);
    reports.up(limits);
}

void PahoConnection::Client::on_connected(void* context, MQTTAsync_successData* answer) noexcept {
    LinkLimits limits;
    limits.session_present = answer->alt.connect.sessionPresent != 0;
    static_cast<Client*>(context)->limits_told(limits);
}

void PahoConnection::Client::on_connected5(void* context, MQTTAsync_successData5* answer) noexcept {
    Client& self = *static_cast<Client*>(context);
    MQTTProperties& says = answer->properties;
    if (told(says, MQTTPROPERTY_CODE_MAXIMUM_QOS, 2) == 0) {
        return self.ended(LinkLoss::refused_other, 0x9b,
                          "confirms no messages (its maximum QoS is 0) and cannot be used");
    }
    LinkLimits limits;
    limits.session_present = answer->alt.connect.sessionPresent != 0;
    limits.packet_bytes_max = told(says, MQTTPROPERTY_CODE_MAXIMUM_PACKET_SIZE, 0);
    limits.receive_maximum = static_cast<std::uint16_t>(
        std::max(told(says, MQTTPROPERTY_CODE_RECEIVE_MAXIMUM, 65535), 1U));
    limits.keep_alive = std::chrono::seconds(told(says, MQTTPROPERTY_CODE_SERVER_KEEP_ALIVE, 0));
    limits.retain_available = told(says, MQTTPROPERTY_CODE_RETAIN_AVAILABLE, 1) != 0;
    self.aliases_max = told(says, MQTTPROPERTY_CODE_TOPIC_ALIAS_MAXIMUM, 0);
    self.limits_told(limits);
}

// ---- Going down ----

void PahoConnection::Client::on_refused(void* context, MQTTAsync_failureData* why) noexcept {
    static_cast<Client*>(context)->fail({why->code, why->message ? why->message : ""});
}

// A refusal by CONNACK is in the code, not in the reason code.
void PahoConnection::Client::on_refused5(void* context, MQTTAsync_failureData5* why) noexcept {
    static_cast<Client*>(context)->fail({why->code, why->message ? why->message : ""});
}

void PahoConnection::Client::ended(LinkLoss loss, int code, std::string_view how) {
    take_clue();
    reports.down({loss, code, target.url.text() + " " + std::string(how)});
}

void PahoConnection::Client::on_lost(void* context, char*) noexcept {
    static_cast<Client*>(context)->ended(LinkLoss::lost, 0,
                                         "is gone: the connection broke without a word");
}

void PahoConnection::Client::on_disconnected(void* context, MQTTProperties*,
                                             MQTTReasonCodes code) noexcept {
    Client& self = *static_cast<Client*>(context);
    if (!self.five()) return on_lost(context, nullptr);  // 3.1.1 has no such message
    const LinkLoss loss = disconnect_loss(code);
    const std::string how = loss == LinkLoss::taken_over
                                ? "gave our place to another client that calls itself " +
                                      self.target.client_id +
                                      "; two devices have one identity, give one of them its own"
                                : "ended the connection: " + reason_text(MqttVersion::v5, code);
    self.ended(loss, code, how);
}

// ---- Messages ----

int PahoConnection::Client::on_message(void* context, char* topic, int bytes,
                                       MQTTAsync_message* message) noexcept {
    const std::size_t topic_bytes =
        bytes == 0 ? std::strlen(topic) : static_cast<std::size_t>(bytes);
    static_cast<Client*>(context)->reports.received(
        {topic, topic_bytes}, {static_cast<const char*>(message->payload),
                               static_cast<std::size_t>(message->payloadlen)});
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1;  // it is ours now; PUBACK leaves after this
}

void PahoConnection::Client::on_published(void* context, MQTTAsync_successData*) noexcept {
    const Place& place = *static_cast<Place*>(context);
    place.client->reports.published(place.index, PublishOutcome::accepted);
}

void PahoConnection::Client::on_published5(void* context, MQTTAsync_successData5* answer) noexcept {
    const Place& place = *static_cast<Place*>(context);
    if (place.alias && answer->reasonCode < 0x80) place.alias->known = true;
    place.client->reports.published(place.index, puback_outcome(answer->reasonCode));
}

void PahoConnection::Client::on_unpublished(void* context, MQTTAsync_failureData*) noexcept {
    const Place& place = *static_cast<Place*>(context);
    place.client->reports.published(place.index, PublishOutcome::failed);
}

// A refusal by PUBACK is in the reason code; without one the message was not answered.
void PahoConnection::Client::on_unpublished5(void* context, MQTTAsync_failureData5* why) noexcept {
    const Place& place = *static_cast<Place*>(context);
    place.client->reports.published(place.index, why->reasonCode >= 0x80
                                                     ? puback_outcome(why->reasonCode)
                                                     : PublishOutcome::failed);
}

// ---- Subscriptions ----

void PahoConnection::Client::answered(const Subscription& asked, const std::vector<int>& codes) {
    SubscribeOutcome outcome{true, {}};
    for (std::size_t i = 0; i < codes.size() && i < asked.filters.size(); ++i) {
        if (codes[i] < 0x80) continue;
        outcome.ok = false;
        outcome.text += (outcome.text.empty() ? "" : "; ") + asked.filters[i] + ": " +
                        reason_text(asked.client->target.version, codes[i]);
    }
    asked.client->reports.subscribed(std::move(outcome));
}

// Paho keeps to itself how many answers came on 3.1.1, so there is one filter at a time.
void PahoConnection::Client::on_subscribed(void* context, MQTTAsync_successData* answer) noexcept {
    answered(*static_cast<Subscription*>(context), {answer->alt.qos});
}

void PahoConnection::Client::on_subscribed5(void* context,
                                            MQTTAsync_successData5* answer) noexcept {
    const Subscription& asked = *static_cast<Subscription*>(context);
    const auto& list = answer->alt.sub;
    if (list.reasonCodeCount <= 1) return answered(asked, {answer->reasonCode});
    answered(asked, {list.reasonCodes, list.reasonCodes + list.reasonCodeCount});
}

void PahoConnection::Client::on_unsubscribed(void* context, MQTTAsync_failureData* why) noexcept {
    const Subscription& asked = *static_cast<Subscription*>(context);
    if (why->code == 0x80) return answered(asked, {0x80});
    asked.client->reports.subscribed({false, "SUBSCRIBE was not answered"});
}

void PahoConnection::Client::on_unsubscribed5(void* context, MQTTAsync_failureData5* why) noexcept {
    const Subscription& asked = *static_cast<Subscription*>(context);
    if (why->reasonCode >= 0x80) return answered(asked, {why->reasonCode});
    asked.client->reports.subscribed({false, "SUBSCRIBE was not answered"});
}

// ---- The connection ----

PahoConnection::PahoConnection(LinkTarget target, ConnectionReports& reports)
    : client_(std::make_unique<Client>(std::move(target), reports)) {}

PahoConnection::~PahoConnection() {
    MQTTAsync_destroy(&client_->paho);
}

void PahoConnection::connect() {
    Client& client = *client_;
    if (client.target.url.encrypted()) {
        if (const auto why = unreadable_file(client.target)) {
            client.reports.down({LinkLoss::tls, 0, *why});
            return;
        }
    }
    int rc = client.create();
    if (rc == MQTTASYNC_SUCCESS) rc = client.connect();
    if (rc != MQTTASYNC_SUCCESS) {
        client.reports.down({LinkLoss::unreachable, 0,
                             client.target.url.text() + " was not tried: Paho says " +
                                 std::to_string(rc) + "; check client id and user name"});
    }
}

void PahoConnection::subscribe(std::vector<std::string> filters) {
    Client& client = *client_;
    if (filters.empty() || client.subscriptions.size() == link_subscribes_max) {
        client.reports.subscribed({false, "too many subscriptions on one connection, or none"});
        return;
    }
    client.subscriptions.push_back({&client, std::move(filters)});
    Client::Subscription& asked = client.subscriptions.back();
    std::vector<char*> names;
    for (std::string& filter : asked.filters) names.push_back(filter.data());
    const std::vector<int> levels(names.size(), 1);

    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
    options.context = &asked;
    if (client.five()) {
        options.onSuccess5 = Client::on_subscribed5;
        options.onFailure5 = Client::on_unsubscribed5;
    } else {
        options.onSuccess = Client::on_subscribed;
        options.onFailure = Client::on_unsubscribed;
    }
    const int rc = MQTTAsync_subscribeMany(client.paho, static_cast<int>(names.size()),
                                           names.data(), levels.data(), &options);
    if (rc != MQTTASYNC_SUCCESS) {
        client.reports.subscribed(
            {false, "SUBSCRIBE was not sent, Paho says " + std::to_string(rc)});
    }
}

// A topic is thirty bytes and more of each live event; a number is three. Null where there is none:
// the broker wants none, or the topic is said once or twice in a connection.
PahoConnection::Client::Alias* PahoConnection::Client::alias_of(const Outgoing& message) {
    const auto found = aliases.find(message.topic);
    if (found != aliases.end()) return &found->second;
    if (message.retain || aliases.size() >= aliases_max) return nullptr;
    const auto next = static_cast<std::uint16_t>(aliases.size() + 1);
    return &aliases.try_emplace(message.topic, next).first->second;
}

void PahoConnection::send(std::size_t place, const Outgoing& message) {
    Client& client = *client_;
    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
    options.context = &client.places[place];
    if (client.five()) {
        options.onSuccess5 = Client::on_published5;
        options.onFailure5 = Client::on_unpublished5;
    } else {
        options.onSuccess = Client::on_published;
        options.onFailure = Client::on_unpublished;
    }
    Client::Alias* const alias = client.alias_of(message);
    client.places[place].alias = alias;
    if (alias) {
        MQTTProperty number{};
        number.identifier = MQTTPROPERTY_CODE_TOPIC_ALIAS;
        number.value.integer2 = alias->number;
        MQTTProperties_add(&options.properties, &number);
    }
    const char* const topic = alias && alias->known ? "" : message.topic.c_str();
    const int rc = MQTTAsync_send(client.paho, topic, static_cast<int>(message.payload.size()),
                                  message.payload.data(), 1, message.retain ? 1 : 0, &options);
    MQTTProperties_free(&options.properties);
    if (rc != MQTTASYNC_SUCCESS) client.reports.published(place, PublishOutcome::failed);
}

}  // namespace aisle
