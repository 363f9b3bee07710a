// The JNI library of the contract host: all of libwegwijs_java, and the functions of tests/contract/echo.h by the same
// bridges.
#include "tests/contract/echo.h"

#include <iterator>

#include "bindings/java/jni/crossing.hpp"

/// JNI_OnLoad of natives.cpp, which goes by this name here.
extern "C" jint wegwijs_java_loaded(JavaVM* vm, void* reserved);

extern "C" JNIEXPORT jint JNI_OnLoad(JavaVM* vm, void* reserved) {
    using wegwijs::java::native;
    const jint version = wegwijs_java_loaded(vm, reserved);
    void* env = nullptr;
    if (version == JNI_ERR || vm->GetEnv(&env, version) != JNI_OK) return JNI_ERR;
    JNIEnv* const java = static_cast<JNIEnv*>(env);
    const JNINativeMethod natives[] = {
        native<wegwijs_echo_text>("text"),
        native<wegwijs_echo_wide>("wide"),
        native<wegwijs_echo_small>("small"),
        native<wegwijs_echo_size>("size"),
    };
    const jclass owner = java->FindClass("nl/wegwijs/Echo");
    const bool ready = owner && java->RegisterNatives(owner, natives, static_cast<jint>(std::size(natives))) == JNI_OK;
    return ready ? version : JNI_ERR;
}
