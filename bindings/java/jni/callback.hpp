// How the library's threads call Java.
//
// A thread of the library is attached to the virtual machine at its first call, as a daemon: it does not keep a program
// running. It is detached where it ends. What a callback throws goes to the thread's uncaught handler, on Java's side;
// nothing that is thrown comes through C.
#pragma once

#include <jni.h>

#include "client_core/include/wegwijs/wegwijs.h"

namespace wegwijs::java {

/// Once, when the library is loaded. False: something was thrown.
bool learn_callbacks(JavaVM* vm, JNIEnv* env);

/// A context for the functions of the header that take callbacks. Null: something was thrown.
void* keep(JNIEnv* env, jobject callback);

// What is handed to the header beside it.
void release(void* context);
void on_changes(wegwijs_string changes_json, void* context);
void on_progress(wegwijs_string progress_json, void* context);
void on_done(wegwijs_string report_json, const wegwijs_error* error, void* context);
void on_log(wegwijs_log_level level, wegwijs_string line, void* context);

}  // namespace wegwijs::java
