// SPDX-License-Identifier: Apache-2.0
#include "agent/app/quiet_thread.hpp"

#include <pthread.h>

#include <csignal>
#include <utility>

namespace aisle {
namespace {

// Signals that come meanwhile wait until it is gone.
class SignalsHeldBack {
public:
    SignalsHeldBack() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsHeldBack() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsHeldBack(const SignalsHeldBack&) = delete;
    SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;

private:
    sigset_t before_{};
};

}  // namespace

std::thread quiet_thread(const char* name, Function<void()> body) {
    const SignalsHeldBack held;
    return std::thread([name, body = std::move(body)]() mutable {
        ::pthread_setname_np(::pthread_self(), name);
        body();
    });
}

}  // namespace aisle
