// SPDX-License-Identifier: Apache-2.0
// The body of Asio, compiled once, so that no other unit has to.
#include <boost/asio/impl/src.hpp>
