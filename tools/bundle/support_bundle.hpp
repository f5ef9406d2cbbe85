// SPDX-License-Identifier: Apache-2.0
// What somebody far away needs to see what is wrong here, and nothing about anybody: a handful of
// small texts. Put together from facts that others gathered; each text passes the scrubber last.
// Pure.
#pragma once

#include "agent/base/time.hpp"
#include "config/parse.hpp"
#include "tools/doctor/diagnosis.hpp"

#include <string>
#include <vector>

namespace aisle {

struct BundleFacts {
    const ConfigOutcome* config = nullptr;
    std::string status;  // as the daemon answered; empty: nobody did
    std::string metrics;
    std::string trouble;  // why the daemon could not be asked
    Diagnoses diagnoses;
    std::string journal;  // journal_digest and its like
    std::string schema;
    std::string machine;
    std::string folder;
    std::string log;         // the last lines
    std::string log_source;  // where they are from; empty: there are none
};

struct BundleFile {
    std::string name;
    std::string bytes;
};

// In the order of the archive.
std::vector<BundleFile> bundle_files(const BundleFacts& facts,
                                     const std::vector<std::string>& secrets);

// Of the files under one folder of this name. Errors: invalid (a name that says another form).
Result<std::string> pack_bundle(const std::vector<BundleFile>& files, const std::string& path,
                                WallTime made);

}  // namespace aisle
