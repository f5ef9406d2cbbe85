// SPDX-License-Identifier: Apache-2.0
#include "tests/support/mosquitto.hpp"

#include "agent/base/check.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/loopback.hpp"

#include <csignal>

namespace aisle {

Mosquitto::Mosquitto(MosquittoOptions options) : options_(std::move(options)) {
    if (!options_.waits) start();
}

void Mosquitto::configure() {
    std::string text = "user root\nlog_type all\nallow_zero_length_clientid false\n";
    text += "listener " + std::to_string(port_) + " 127.0.0.1\n";
    const bool named = !options_.passwords.empty() || options_.require_certificate;
    text += named ? "allow_anonymous false\n" : "allow_anonymous true\n";
    if (!options_.passwords.empty()) {
        std::string lines;
        for (const auto& [user, password] : options_.passwords) {
            lines += user + ":" + password + "\n";
        }
        const std::string file = folder_.write("passwords", lines);
        CHECK(run_program({"mosquitto_passwd", "-U", file}).status == 0, "mosquitto_passwd failed");
        text += "password_file " + file + "\n";
    }
    if (!options_.acl.empty()) text += "acl_file " + folder_.write("acl", options_.acl) + "\n";
    if (options_.keep_memory) {
        text += "persistence true\npersistence_location " + folder_.path().string() + "/\n";
    }
    if (options_.tls) {
        const Certificates& made = test_certificates();
        const auto one_of = [this](const auto& good, const auto& away, const auto& old) {
            return options_.elsewhere ? away : options_.expired ? old : good;
        };
        text += "cafile " + made.ca + "\n";
        text +=
            "certfile " + one_of(made.server_cert, made.elsewhere_cert, made.expired_cert) + "\n";
        text += "keyfile " + one_of(made.server_key, made.elsewhere_key, made.expired_key) + "\n";
        if (options_.require_certificate) {
            text += "require_certificate true\nuse_identity_as_username true\n";
        }
    }
    folder_.write("mosquitto.conf", text + options_.lines);
}

// It says so once it listens; a port that answers could be another program's.
bool Mosquitto::runs() {
    const auto said = [this] {
        const std::string text = log();
        std::size_t times = 0;
        for (auto at = text.find(" running\n"); at != std::string::npos; ++times) {
            at = text.find(" running\n", at + 1);
        }
        return times > starts_;
    };
    if (!soon([&] { return !process_.running() || said(); }) || !process_.running()) return false;
    ++starts_;
    return true;
}

void Mosquitto::start() {
    stop();
    // Another program may take the port first; then another port, but never a second time.
    for (int attempt = 0; attempt < 5; ++attempt) {
        const bool first = port_ == 0;
        if (first) port_ = free_port();
        configure();
        process_ =
            ChildProcess({"mosquitto", "-c", folder_.file("mosquitto.conf")}, folder_.file("log"));
        if (runs()) return;
        CHECK(first, log().c_str());
        port_ = 0;
    }
    CHECK(false, log().c_str());
}

void Mosquitto::reload() {
    process_.signal(SIGHUP);
}

void Mosquitto::stop() {
    process_.signal(SIGTERM);
    process_.wait();
}

void Mosquitto::kill() {
    process_.signal(SIGKILL);
    process_.wait();
}

BrokerUrl Mosquitto::url() const {
    return {options_.tls ? BrokerScheme::mqtts : BrokerScheme::mqtt, "localhost", port_, {}};
}

std::vector<std::string> Mosquitto::client_words() const {
    std::vector<std::string> words{"-i", "tester", "-h", "localhost", "-p", std::to_string(port_)};
    if (options_.tls) words.insert(words.end(), {"--cafile", test_certificates().ca});
    return words;
}

}  // namespace aisle
