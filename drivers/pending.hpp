// SPDX-License-Identifier: Apache-2.0
// Places for what was handed to another thread and is not settled there yet. A place comes back
// when it is destroyed, wherever that is, so that none can be lost; when none is left, the next
// taker is refused instead of queued. Any thread; places may outlive the Pending they are from.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace aisle {

class Place {
public:
    explicit Place(std::shared_ptr<std::atomic<std::size_t>> taken) : taken_(std::move(taken)) {}
    Place(Place&& other) noexcept = default;
    Place& operator=(Place&& other) noexcept {
        std::swap(taken_, other.taken_);
        return *this;
    }
    ~Place() {
        if (taken_) taken_->fetch_sub(1);
    }

private:
    std::shared_ptr<std::atomic<std::size_t>> taken_;
};

class Pending {
public:
    explicit Pending(std::size_t max) : max_(max) {}

    // Nothing when all places are taken. One thread takes; any gives back.
    std::optional<Place> take() {
        if (taken_->load() >= max_) return std::nullopt;
        taken_->fetch_add(1);
        return Place(taken_);
    }
    std::size_t taken() const { return taken_->load(); }

private:
    std::size_t max_;
    std::shared_ptr<std::atomic<std::size_t>> taken_ =
        std::make_shared<std::atomic<std::size_t>>(0);
};

}  // namespace aisle
