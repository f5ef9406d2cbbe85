// SPDX-License-Identifier: Apache-2.0
// Function<R(A...)>: a callable that may own what can only be moved, which std::function may not.
// (std::move_only_function comes with C++23.)
#pragma once

#include "agent/base/check.hpp"

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace aisle {

template <class Signature>
class Function;

template <class R, class... Args>
class Function<R(Args...)> {
public:
    Function() = default;
    Function(std::nullptr_t) {}

    template <class F>
    requires(!std::same_as<std::decay_t<F>, Function> &&
             std::is_invocable_r_v<R, std::decay_t<F>&, Args...>) Function(F&& body)
        : body_(std::make_unique<Body<std::decay_t<F>>>(std::forward<F>(body))) {}

    explicit operator bool() const { return body_ != nullptr; }

    R operator()(Args... args) {
        CHECK(body_ != nullptr, "an empty Function was called");
        return body_->call(std::forward<Args>(args)...);
    }

private:
    struct Callable {
        virtual ~Callable() = default;
        virtual R call(Args... args) = 0;
    };

    template <class F>
    struct Body final : Callable {
        template <class G>
        explicit Body(G&& from) : body(std::forward<G>(from)) {}
        R call(Args... args) override { return static_cast<R>(body(std::forward<Args>(args)...)); }
        F body;
    };

    std::unique_ptr<Callable> body_;
};

// Carries a task to the thread that owns what it touches. The one way from thread to thread.
using Post = Function<void(Function<void()>)>;

}  // namespace aisle
