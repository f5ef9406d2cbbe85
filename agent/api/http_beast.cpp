// SPDX-License-Identifier: Apache-2.0
// The body of Beast, compiled once, so that no other unit has to.
#include <boost/beast/src.hpp>
