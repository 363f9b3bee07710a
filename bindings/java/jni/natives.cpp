// The native methods of nl.wegwijs.Native: one for each function of wegwijs.h.
#include <cstring>
#include <iterator>
#include <limits>
#include <string>

#include "bindings/java/jni/callback.hpp"
#include "bindings/java/jni/crossing.hpp"

namespace wegwijs::java {

namespace {

jclass exception_class = nullptr;
jmethodID exception_made = nullptr;  // WegwijsException(int code, int retry, byte[] name, byte[] message)

}  // namespace

Borrowed::Borrowed(JNIEnv* env, jbyteArray array, bool secret) : env_(env), array_(array), secret_(secret) {
    if (!array_) return;
    elements_ = env_->GetByteArrayElements(array_, &copied_);
    if (elements_) size_ = static_cast<std::size_t>(env_->GetArrayLength(array_));
}

Borrowed::~Borrowed() {
    if (!elements_) return;
    if (secret_ && copied_) {
        volatile jbyte* wiped = elements_;
        for (std::size_t i = 0; i < size_; ++i) wiped[i] = 0;
    }
    env_->ReleaseByteArrayElements(array_, elements_, JNI_ABORT);
}

jbyteArray bytes_of(JNIEnv* env, const char* data, std::size_t size) {
    if (size > static_cast<std::size_t>(std::numeric_limits<jsize>::max())) {
        wegwijs_error error{WEGWIJS_ERROR_MEMORY, WEGWIJS_RETRY_NEVER, "memory", "The answer is too long for Java."};
        throw_error(env, error);
        return nullptr;
    }
    const jbyteArray bytes = env->NewByteArray(static_cast<jsize>(size));
    if (!bytes || size == 0) return bytes;
    env->SetByteArrayRegion(bytes, 0, static_cast<jsize>(size), reinterpret_cast<const jbyte*>(data));
    return env->ExceptionCheck() ? nullptr : bytes;
}

jthrowable exception_of(JNIEnv* env, const wegwijs_error& error) {
    const jbyteArray name = bytes_of(env, error.name, std::strlen(error.name));
    const jbyteArray message = name ? bytes_of(env, error.message, std::strlen(error.message)) : nullptr;
    if (!message) return nullptr;
    return static_cast<jthrowable>(
        env->NewObject(exception_class, exception_made, error.code, error.retry, name, message));
}

void throw_error(JNIEnv* env, const wegwijs_error& error) {
    if (env->ExceptionCheck()) return;
    if (const jthrowable made = exception_of(env, error)) env->Throw(made);
}

namespace {

// ---- what no bridge can be made for: no error, two outputs, options, callbacks --------------------------------------

jint abi_version(JNIEnv*, jclass) { return static_cast<jint>(wegwijs_abi_version()); }

jbyteArray library_version(JNIEnv* env, jclass) {
    const char* version = wegwijs_library_version();
    return bytes_of(env, version, std::strlen(version));
}

jboolean has_feature(JNIEnv* env, jclass, jbyteArray name) {
    const Borrowed text(env, name);
    if (!name || !text.ok()) return JNI_FALSE;
    return wegwijs_has_feature(std::string(text.get().data, text.get().size).c_str()) ? JNI_TRUE : JNI_FALSE;
}

/// Path and PIN as the header takes them.
class Options {
public:
    Options(JNIEnv* env, jbyteArray path, jbyteArray pin) : path_(env, path), pin_(env, pin, true) {
        wegwijs_store_options_init(&options_);
        options_.path = path_.get();
        options_.pin = pin_.get();
    }
    bool ok() const { return path_.ok() && pin_.ok(); }
    const wegwijs_store_options* get() const { return &options_; }

private:
    const Borrowed path_, pin_;
    wegwijs_store_options options_;
};

jlong store_open(JNIEnv* env, jclass, jbyteArray path, jbyteArray pin) {
    const Options options(env, path, pin);
    wegwijs_error error{};
    wegwijs_store* store = nullptr;
    if (options.ok() && wegwijs_store_open(options.get(), &store, &error) != WEGWIJS_OK) throw_error(env, error);
    return number(store);
}

jlong store_enrol(JNIEnv* env, jclass, jbyteArray path, jbyteArray pin, jbyteArray server, jbyteArray code,
                  jbyteArray ca_file) {
    const Options options(env, path, pin);
    const Borrowed at(env, server), with(env, code, true), trusted(env, ca_file);
    if (!options.ok() || !at.ok() || !with.ok() || !trusted.ok()) return 0;
    wegwijs_error error{};
    wegwijs_store* store = nullptr;
    if (wegwijs_store_enrol(options.get(), at.get(), with.get(), trusted.get(), &store, &error) != WEGWIJS_OK)
        throw_error(env, error);
    return number(store);
}

/// Gives the request; the handle goes into the first place of `made`.
jbyteArray enrolment_begin(JNIEnv* env, jclass, jbyteArray path, jbyteArray pin, jbyteArray server, jbyteArray code,
                           jlongArray made) {
    const Options options(env, path, pin);
    const Borrowed at(env, server), with(env, code, true);
    if (!options.ok() || !at.ok() || !with.ok()) return nullptr;
    wegwijs_error error{};
    wegwijs_enrolment* enrolment = nullptr;
    Out<wegwijs_text*> request;
    if (wegwijs_enrolment_begin(options.get(), at.get(), with.get(), &enrolment, request.place(), &error) !=
        WEGWIJS_OK) {
        throw_error(env, error);
        return nullptr;
    }
    const jlong handle = number(enrolment);
    env->SetLongArrayRegion(made, 0, 1, &handle);
    const jbyteArray bytes = env->ExceptionCheck() ? nullptr : request.get(env);
    if (!bytes) wegwijs_enrolment_close(enrolment, nullptr);
    return bytes;
}

/// Gives {request, body}; step and milliseconds go into `made`.
jobjectArray exchange_next(JNIEnv* env, jclass, jlong exchange, jlongArray made) {
    wegwijs_error error{};
    wegwijs_step step = 0;
    std::uint32_t wait_ms = 0;
    Out<wegwijs_text*> request, body;
    if (wegwijs_exchange_next(handle<wegwijs_exchange>(exchange), &step, request.place(), body.place(), &wait_ms,
                              &error) != WEGWIJS_OK) {
        throw_error(env, error);
        return nullptr;
    }
    const jlong numbers[] = {step, wait_ms};
    env->SetLongArrayRegion(made, 0, 2, numbers);
    const jbyteArray first = env->ExceptionCheck() ? nullptr : request.get(env);
    const jbyteArray second = first ? body.get(env) : nullptr;
    const jclass bytes = second ? env->GetObjectClass(second) : nullptr;
    const jobjectArray both = bytes ? env->NewObjectArray(2, bytes, nullptr) : nullptr;
    if (!both) return nullptr;
    env->SetObjectArrayElement(both, 0, first);
    if (!env->ExceptionCheck()) env->SetObjectArrayElement(both, 1, second);
    return both;
}

jlong store_observe(JNIEnv* env, jclass, jlong store, jobject callback) {
    void* context = keep(env, callback);
    if (!context) return 0;
    wegwijs_error error{};
    std::uint64_t number = 0;
    if (wegwijs_store_observe(handle<wegwijs_store>(store), on_changes, context, release, &number, &error))
        throw_error(env, error);
    return static_cast<jlong>(number);
}

void sync_start(JNIEnv* env, jclass, jlong store, jbyteArray options_json, jboolean progress, jobject callback) {
    const Borrowed options(env, options_json);
    void* context = options.ok() ? keep(env, callback) : nullptr;
    if (!context) return;
    wegwijs_error error{};
    if (wegwijs_sync_start(handle<wegwijs_store>(store), options.get(), progress ? on_progress : nullptr, on_done,
                           context, release, &error))
        throw_error(env, error);
}

/// Null takes the sink away.
void store_log(JNIEnv* env, jclass, jlong store, jint least, jobject callback) {
    void* context = callback ? keep(env, callback) : nullptr;
    if (callback && !context) return;
    wegwijs_error error{};
    if (wegwijs_store_log(handle<wegwijs_store>(store), least, callback ? on_log : nullptr, context,
                          callback ? release : nullptr, &error))
        throw_error(env, error);
}

template <class Function>
JNINativeMethod by_hand(const char* name, const char* descriptor, Function* function) {
    return {const_cast<char*>(name), const_cast<char*>(descriptor), reinterpret_cast<void*>(function)};
}

bool register_natives(JNIEnv* env) {
    const JNINativeMethod natives[] = {
        by_hand("abiVersion", "()I", abi_version),
        by_hand("libraryVersion", "()[B", library_version),
        by_hand("hasFeature", "([B)Z", has_feature),
        by_hand("storeOpen", "([B[B)J", store_open),
        by_hand("storeEnrol", "([B[B[B[B[B)J", store_enrol),
        by_hand("enrolmentBegin", "([B[B[B[B[J)[B", enrolment_begin),
        by_hand("exchangeNext", "(J[J)[[B", exchange_next),
        by_hand("storeObserve", "(JLnl/wegwijs/Callback;)J", store_observe),
        by_hand("syncStart", "(J[BZLnl/wegwijs/Callback;)V", sync_start),
        by_hand("storeLog", "(JILnl/wegwijs/Callback;)V", store_log),

        native<wegwijs_store_close>("storeClose"),
        native<wegwijs_store_owner>("storeOwner"),
        native<wegwijs_store_conflicts>("storeConflicts"),
        native<wegwijs_store_rejected>("storeRejected"),
        native<wegwijs_store_status>("storeStatus"),
        native<wegwijs_store_check>("storeCheck"),
        native<wegwijs_store_unobserve>("storeUnobserve"),
        native<wegwijs_store_run_callbacks>("storeRunCallbacks"),
        native<wegwijs_enrolment_answer>("enrolmentAnswer"),
        native<wegwijs_enrolment_close>("enrolmentClose"),
        native<wegwijs_edit_open>("editOpen"),
        native<wegwijs_edit_find>("editFind"),
        native<wegwijs_edit_drop>("editDrop"),
        native<wegwijs_edit_save>("editSave"),
        native<wegwijs_edit_decide>("editDecide"),
        native<wegwijs_edit_remove>("editRemove"),
        native<wegwijs_edit_restore>("editRestore"),
        native<wegwijs_record_set>("recordSet"),
        native<wegwijs_record_decide>("recordDecide"),
        native<wegwijs_record_remove>("recordRemove"),
        native<wegwijs_record_restore>("recordRestore"),
        native<wegwijs_record_create>("recordCreate"),
        native<wegwijs_record_get>("recordGet"),
        native<wegwijs_record_list>("recordList"),
        native<wegwijs_record_find>("recordFind"),
        native<wegwijs_record_history>("recordHistory"),
        native<wegwijs_record_check>("recordCheck"),
        native<wegwijs_id_make>("idMake"),
        native<wegwijs_query_open>("queryOpen"),
        native<wegwijs_query_columns>("queryColumns"),
        native<wegwijs_query_next>("queryNext"),
        native<wegwijs_query_close>("queryClose"),
        native<wegwijs_rejected_retry>("rejectedRetry"),
        native<wegwijs_rejected_discard>("rejectedDiscard"),
        native<wegwijs_pack_get>("packGet"),
        native<wegwijs_pack_entities>("packEntities"),
        native<wegwijs_pack_fields>("packFields"),
        native<wegwijs_sync_cancel>("syncCancel"),
        native<wegwijs_sync_wait>("syncWait"),
        native<wegwijs_exchange_begin>("exchangeBegin"),
        native<wegwijs_exchange_answer>("exchangeAnswer"),
        native<wegwijs_exchange_close>("exchangeClose"),
    };
    const jclass owner = env->FindClass("nl/wegwijs/Native");
    return owner && env->RegisterNatives(owner, natives, static_cast<jint>(std::size(natives))) == JNI_OK;
}

bool learn_exception(JNIEnv* env) {
    const jclass type = env->FindClass("nl/wegwijs/WegwijsException");
    if (!type) return false;
    exception_class = static_cast<jclass>(env->NewGlobalRef(type));
    exception_made = env->GetMethodID(type, "<init>", "(II[B[B)V");
    return exception_class && exception_made;
}

}  // namespace

}  // namespace wegwijs::java

// The library of the contract host has natives of its own besides, and calls this from its JNI_OnLoad.
#ifndef WEGWIJS_JAVA_LOAD
#define WEGWIJS_JAVA_LOAD JNI_OnLoad
#endif
extern "C" JNIEXPORT jint WEGWIJS_JAVA_LOAD(JavaVM* vm, void*);

extern "C" JNIEXPORT jint WEGWIJS_JAVA_LOAD(JavaVM* vm, void*) {
    void* env = nullptr;
    if (vm->GetEnv(&env, JNI_VERSION_1_6) != JNI_OK) return JNI_ERR;
    JNIEnv* const java = static_cast<JNIEnv*>(env);
    using namespace wegwijs::java;
    const bool ready = learn_exception(java) && learn_callbacks(vm, java) && register_natives(java);
    return ready ? JNI_VERSION_1_6 : JNI_ERR;
}
