#include "bindings/java/jni/callback.hpp"

#include "bindings/java/jni/crossing.hpp"

namespace wegwijs::java {

namespace {

JavaVM* machine = nullptr;
jmethodID called = nullptr;  // Callback.called(int, byte[], WegwijsException)

/// The text of a progress report and of the end of a sync come to one callback: Callback.java has the same numbers.
constexpr jint plain = 0, sync_progress = 1, sync_done = 2;

/// Detaches a thread that was attached here, where it ends.
struct Attached {
    JNIEnv* env = nullptr;
    ~Attached() {
        if (env) machine->DetachCurrentThread();
    }
};

/// Null: the virtual machine takes no thread any more.
JNIEnv* attached() {
    void* env = nullptr;
    if (machine->GetEnv(&env, JNI_VERSION_1_6) == JNI_OK) return static_cast<JNIEnv*>(env);
    thread_local Attached here;
    char name[] = "wegwijs";
    JavaVMAttachArgs as{JNI_VERSION_1_6, name, nullptr};
#ifdef __ANDROID__
    const bool done = machine->AttachCurrentThreadAsDaemon(&here.env, &as) == JNI_OK;
#else
    const bool done = machine->AttachCurrentThreadAsDaemon(reinterpret_cast<void**>(&here.env), &as) == JNI_OK;
#endif
    return done ? here.env : nullptr;
}

/// A thread of the library never returns to Java, so what a call makes is given back here.
void call(void* context, jint kind, wegwijs_string text, const wegwijs_error* error) {
    JNIEnv* env = attached();
    if (!env || env->PushLocalFrame(8) != JNI_OK) return;
    const jbyteArray bytes = bytes_of(env, text.data, text.size);
    const jthrowable failure = bytes && error && error->code != WEGWIJS_OK ? exception_of(env, *error) : nullptr;
    if (!env->ExceptionCheck()) env->CallVoidMethod(static_cast<jobject>(context), called, kind, bytes, failure);
    // Only a lack of memory, or a handler of uncaught exceptions that itself throws.
    if (env->ExceptionCheck()) {
        env->ExceptionDescribe();
        env->ExceptionClear();
    }
    env->PopLocalFrame(nullptr);
}

}  // namespace

bool learn_callbacks(JavaVM* vm, JNIEnv* env) {
    machine = vm;
    const jclass type = env->FindClass("nl/wegwijs/Callback");
    if (!type) return false;
    called = env->GetMethodID(type, "called", "(I[BLnl/wegwijs/WegwijsException;)V");
    env->DeleteLocalRef(type);
    return called != nullptr;
}

void* keep(JNIEnv* env, jobject callback) { return env->NewGlobalRef(callback); }

void release(void* context) {
    if (JNIEnv* env = context ? attached() : nullptr) env->DeleteGlobalRef(static_cast<jobject>(context));
}

void on_changes(wegwijs_string changes_json, void* context) { call(context, plain, changes_json, nullptr); }

void on_progress(wegwijs_string progress_json, void* context) { call(context, sync_progress, progress_json, nullptr); }

void on_done(wegwijs_string report_json, const wegwijs_error* error, void* context) {
    call(context, sync_done, report_json, error);
}

void on_log(wegwijs_log_level level, wegwijs_string line, void* context) { call(context, level, line, nullptr); }

}  // namespace wegwijs::java
