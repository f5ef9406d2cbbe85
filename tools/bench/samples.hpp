// SPDX-License-Identifier: Apache-2.0
// Times that were taken, and what is said of them. Any thread, one at a time.
#pragma once

#include "agent/base/time.hpp"

#include <vector>

namespace aisle {

class Samples {
public:
    void add(double value) { values_.push_back(value); }
    void add(const Samples& more);
    std::size_t count() const { return values_.size(); }
    // The value under which `part` of all lie; 0 when there is none. part 0.5 is the median.
    double at(double part) const;
    double median() const { return at(0.5); }
    double most() const { return at(1.0); }

private:
    std::vector<double> values_;
};

// Measures in one place, so that nothing else of the bench asks for the time.
MonoTime now();
double milliseconds_since(MonoTime start);
double seconds_since(MonoTime start);
// Waits without working.
void pause_until(MonoTime at);
void pause_for(Micros duration);

}  // namespace aisle
