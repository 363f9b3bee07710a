// A certificate for loopback that signs itself, made for one test.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "client_core/shared/base/result.hpp"

namespace wegwijs::test {

class Certificate {
public:
    Certificate() {
        std::string name = (std::filesystem::temp_directory_path() / "wegwijs-tls-XXXXXX").string();
        ALWAYS(mkdtemp(name.data()) != nullptr);
        folder_ = name;
        const Key key(EVP_EC_gen("P-256"));
        const X509Owner certificate(X509_new());
        ALWAYS(key && certificate);
        fill(certificate.get(), key.get());
        ALWAYS(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
        const File certificate_out(std::fopen(certificate_file().c_str(), "wb"));
        const File key_out(std::fopen(key_file().c_str(), "wb"));
        ALWAYS(certificate_out && PEM_write_X509(certificate_out.get(), certificate.get()) == 1);
        ALWAYS(key_out && PEM_write_PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    }
    ~Certificate() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;

    std::string certificate_file() const { return folder_ + "/certificate.pem"; }
    std::string key_file() const { return folder_ + "/key.pem"; }

private:
    template <auto function>
    struct Call {
        template <class T>
        void operator()(T* it) const {
            function(it);
        }
    };
    using Key = std::unique_ptr<EVP_PKEY, Call<EVP_PKEY_free>>;
    using X509Owner = std::unique_ptr<X509, Call<X509_free>>;
    using Extension = std::unique_ptr<X509_EXTENSION, Call<X509_EXTENSION_free>>;
    using File = std::unique_ptr<std::FILE, Call<std::fclose>>;

    static void fill(X509* certificate, EVP_PKEY* key) {
        X509_set_version(certificate, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        X509_NAME* name = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1,
                                   -1, 0);
        X509_set_issuer_name(certificate, name);
        const Extension names(
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"));
        ALWAYS(names && X509_add_ext(certificate, names.get(), -1) == 1);
    }

    std::string folder_;
};

}  // namespace wegwijs::test
