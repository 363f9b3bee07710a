// The key file of a store, of which the other copy is lost: written anew as it was, or refused and left alone.
#include "client_core/store/key_file.hpp"

#include <map>

#include "client_core/shared/protocol/cbor.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace wegwijs;

namespace {

class FilesInMemory final : public Files {
public:
    Result<Bytes> read(const std::string& path) override {
        const auto at = all.find(path);
        if (at == all.end()) return Error{"file_missing", "There is no such file.", Retry::never};
        return at->second;
    }
    Status write_atomically(const std::string& path, ByteView content) override {
        all[path] = Bytes(content);
        return done();
    }
    bool exists(const std::string& path) override { return all.count(path) > 0; }
    std::uint64_t size(const std::string& path) override { return exists(path) ? all[path].size() : 0; }
    Status rename(const std::string& from, const std::string& to) override {
        all[to] = all[from];
        return remove(from);
    }
    Status copy_file(const std::string& from, const std::string& to) override {
        all[to] = all[from];
        return done();
    }
    Result<std::vector<std::string>> list(const std::string&) override { return std::vector<std::string>(); }
    Status make_folder(const std::string&) override { return done(); }
    Status remove(const std::string& path) override {
        all.erase(path);
        return done();
    }
    std::map<std::string, Bytes> all;
};

class FixedClock final : public Clock {
public:
    UnixMs now() override { return 1'790'000'000'000; }
};

/// What the PIN costs by this file is little enough for a test.
bool cheap(ByteView bytes) {
    protocol::CborReader in(bytes);
    in.array();
    in.text();
    in.uint();
    in.bytes();
    const std::uint64_t passes = in.uint(), memory = in.uint();
    return in.ok() && passes <= 2 && memory <= 16 * 1024;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    MUST(crypto::initialise());
    const Bytes bytes(fuzz::Input(data, size).rest());
    FilesInMemory files;
    store::KeyFile key_file(files, "a.db");
    for (const auto& [here, lost] :
         {std::pair(key_file.path(), key_file.second_path()), std::pair(key_file.second_path(), key_file.path())}) {
        files.all = {{here, bytes}};
        const auto repaired = fuzz::decode_within(bytes, [&](ByteView) { return key_file.repair(); });
        MUST(files.all.at(here) == bytes);
        if (!repaired.ok()) MUST(repaired.error().code == "store_damaged" && files.all.size() == 1);
        else MUST(!*repaired && files.all.at(lost) == bytes);
    }
    if (!cheap(bytes)) return 0;
    FixedClock clock;
    files.all = {{key_file.path(), bytes}};
    const auto opened = key_file.unlock("2580", clock);
    if (opened.ok()) MUST(opened->size() == 32);
    return 0;
}
