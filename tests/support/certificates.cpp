// SPDX-License-Identifier: Apache-2.0
#include "tests/support/certificates.hpp"

#include "agent/base/check.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/scratch_folder.hpp"

#include <filesystem>

namespace aisle {
namespace {

class Workshop {
public:
    Workshop() {
        made_.ca = authority("ca", "Aisle test authority");
        made_.stranger_ca = authority("stranger", "Another authority");
        issue("server", "localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1");
        issue("expired", "localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-1");
        issue("elsewhere", "broker.elsewhere.example",
              "subjectAltName=DNS:broker.elsewhere.example");
        issue("device", "s0042-pos1", "extendedKeyUsage=clientAuth");
        made_.server_cert = folder_.file("server.pem");
        made_.server_key = folder_.file("server.key");
        made_.expired_cert = folder_.file("expired.pem");
        made_.expired_key = folder_.file("expired.key");
        made_.elsewhere_cert = folder_.file("elsewhere.pem");
        made_.elsewhere_key = folder_.file("elsewhere.key");
        made_.device_cert = folder_.file("device.pem");
        made_.device_key = folder_.file("device.key");
    }
    const Certificates& made() const { return made_; }

private:
    void openssl(std::vector<std::string> words) {
        words.insert(words.begin(), "openssl");
        const Ran ran = run_program(words);
        CHECK(ran.status == 0, ran.output.c_str());
    }
    std::vector<std::string> request(const std::string& name, const std::string& common_name) {
        return {"req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-keyout",
                folder_.file(name + ".key"),
                "-subj",
                "/CN=" + common_name};
    }
    std::string authority(const std::string& name, const std::string& common_name) {
        auto words = request(name, common_name);
        const std::string file = folder_.file(name + ".pem");
        words.insert(words.end(), {"-x509", "-days", "2", "-out", file});
        openssl(words);
        return file;
    }
    void issue(const std::string& name, const std::string& common_name,
               const std::string& extension, const std::string& days = "2") {
        auto words = request(name, common_name);
        words.insert(words.end(), {"-out", folder_.file(name + ".csr")});
        openssl(words);
        openssl({"x509", "-req", "-in", folder_.file(name + ".csr"), "-CA", folder_.file("ca.pem"),
                 "-CAkey", folder_.file("ca.key"), "-CAcreateserial", "-days", days, "-extfile",
                 folder_.write(name + ".ext", extension + "\n"), "-out",
                 folder_.file(name + ".pem")});
    }

    ScratchFolder folder_;
    Certificates made_;
};

}  // namespace

const Certificates& test_certificates() {
    static const Workshop workshop;
    return workshop.made();
}

}  // namespace aisle
