// How a function of wegwijs.h becomes a native method of Java: from its type alone, so that the table of natives cannot
// say anything else than the header does.
//
// Its inputs become parameters, its one output becomes the result, and its error is thrown.
//
//     wegwijs_string, wegwijs_text   byte[] of UTF-8: JNI's own text cannot hold U+0000 and four-byte characters
//     a handle, a 64-bit number      long
//     a 32-bit number                int
//
// Nothing here keeps a local reference: what is made in a call goes when the call returns to Java.
#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

#include <jni.h>

#include "client_core/include/wegwijs/wegwijs.h"

namespace wegwijs::java {

/// Throws a WegwijsException, unless something was thrown already.
void throw_error(JNIEnv* env, const wegwijs_error& error);
/// The same as an object, not thrown. Null: something was thrown.
jthrowable exception_of(JNIEnv* env, const wegwijs_error& error);
/// Null: something was thrown.
jbyteArray bytes_of(JNIEnv* env, const char* data, std::size_t size);

/// A handle on Java's side is its number.
template <class Handle>
Handle* handle(jlong number) {
    return reinterpret_cast<Handle*>(static_cast<std::uintptr_t>(number));
}
template <class Handle>
jlong number(Handle* handle) {
    return static_cast<jlong>(reinterpret_cast<std::uintptr_t>(handle));
}

/// The octets of a Java array while a call works with them. A null array is the empty text.
class Borrowed {
public:
    /// `secret`: the copy is wiped before it is given back.
    Borrowed(JNIEnv* env, jbyteArray array, bool secret = false);
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    ~Borrowed();
    /// False: there was not enough memory, and that was thrown.
    bool ok() const { return !array_ || elements_; }
    wegwijs_string get() const { return {reinterpret_cast<const char*>(elements_), size_}; }

private:
    JNIEnv* env_;
    jbyteArray array_;
    jbyte* elements_ = nullptr;
    std::size_t size_ = 0;
    jboolean copied_ = JNI_FALSE;
    bool secret_;
};

// ---- inputs -------------------------------------------------------------------------------------------------------

template <class C>
struct In;

template <class Handle>
struct In<Handle*> {
    using Java = jlong;
    Handle* value;
    In(JNIEnv*, Java from) : value(handle<Handle>(from)) {}
    bool ok() const { return true; }
    Handle* get() const { return value; }
};

template <class Number, class Wide>
struct InNumber {
    using Java = Wide;
    Number value;
    InNumber(JNIEnv*, Java from) : value(static_cast<Number>(from)) {}
    bool ok() const { return true; }
    Number get() const { return value; }
};
template <>
struct In<std::uint64_t> : InNumber<std::uint64_t, jlong> {
    using InNumber::InNumber;
};
template <>
struct In<std::uint32_t> : InNumber<std::uint32_t, jint> {
    using InNumber::InNumber;
};
template <>
struct In<std::int32_t> : InNumber<std::int32_t, jint> {
    using InNumber::InNumber;
};

template <>
struct In<wegwijs_string> : Borrowed {
    using Java = jbyteArray;
    using Borrowed::Borrowed;
};

// ---- outputs ------------------------------------------------------------------------------------------------------

/// What stands before the error in the parameters of a function that gives nothing is an input.
template <class C>
struct Out {
    static constexpr bool output = false;
};

template <>
struct Out<wegwijs_text*> {
    static constexpr bool output = true;
    using Java = jbyteArray;
    wegwijs_text value{};
    Out() = default;
    Out(const Out&) = delete;
    Out& operator=(const Out&) = delete;
    ~Out() { wegwijs_text_free(&value); }
    wegwijs_text* place() { return &value; }
    Java get(JNIEnv* env) const { return bytes_of(env, value.data, value.size); }
};

template <>
struct Out<std::uint64_t*> {
    static constexpr bool output = true;
    using Java = jlong;
    std::uint64_t value = 0;
    std::uint64_t* place() { return &value; }
    Java get(JNIEnv*) const { return static_cast<jlong>(value); }
};

template <>
struct Out<std::uint32_t*> {
    static constexpr bool output = true;
    using Java = jint;
    std::uint32_t value = 0;
    std::uint32_t* place() { return &value; }
    Java get(JNIEnv*) const { return static_cast<jint>(value); }
};

template <class Handle>
struct Out<Handle**> {
    static constexpr bool output = true;
    using Java = jlong;
    Handle* value = nullptr;
    Handle** place() { return &value; }
    Java get(JNIEnv*) const { return number(value); }
};

// ---- the function -------------------------------------------------------------------------------------------------

/// A Java method's descriptor, like "(J[B)J".
struct Descriptor {
    char text[24] = {};
    std::size_t size = 0;
    constexpr void add(const char* part) {
        while (*part) text[size++] = *part++;
    }
    template <class Java>
    constexpr void add() {
        if constexpr (std::is_same_v<Java, jlong>) add("J");
        else if constexpr (std::is_same_v<Java, jint>) add("I");
        else if constexpr (std::is_same_v<Java, jbyteArray>) add("[B");
        else add("V");
    }
};

template <auto call, class Inputs, class Output>
struct Bridge;

template <auto call, class... C, class Output>
struct Bridge<call, std::tuple<C...>, Output> {
    static auto run(JNIEnv* env, jclass, typename In<C>::Java... from) { return with(env, In<C>(env, from)...); }
    static auto with(JNIEnv* env, const In<C>&... in) {
        wegwijs_error error{};
        const bool ready = (in.ok() && ...);
        if constexpr (Out<Output>::output) {
            using Java = typename Out<Output>::Java;
            Out<Output> out;
            if (!ready) return Java{};
            if (call(in.get()..., out.place(), &error) == WEGWIJS_OK) return out.get(env);
            throw_error(env, error);
            return Java{};
        } else {
            if (ready && call(in.get()..., &error) != WEGWIJS_OK) throw_error(env, error);
        }
    }
    static constexpr Descriptor describe() {
        Descriptor made;
        made.add("(");
        (made.add<typename In<C>::Java>(), ...);
        made.add(")");
        if constexpr (Out<Output>::output) made.add<typename Out<Output>::Java>();
        else made.add("V");
        return made;
    }
    static constexpr Descriptor descriptor = describe();
};

template <auto call, class Function>
struct Parts;

template <auto call, class... C>
struct Parts<call, wegwijs_status (*)(C...)> {
    using All = std::tuple<C...>;
    static constexpr std::size_t before_error = sizeof...(C) - 1;
    using Last = std::tuple_element_t<before_error - 1, All>;
    static constexpr std::size_t inputs = before_error - (Out<Last>::output ? 1 : 0);
    template <std::size_t... n>
    static std::tuple<std::tuple_element_t<n, All>...> first(std::index_sequence<n...>);
    using Made = Bridge<call, decltype(first(std::make_index_sequence<inputs>())), Last>;
};

/// The native method `name` that calls this function of the header.
template <auto call>
JNINativeMethod native(const char* name) {
    using Made = typename Parts<call, decltype(call)>::Made;
    return {const_cast<char*>(name), const_cast<char*>(Made::descriptor.text), reinterpret_cast<void*>(&Made::run)};
}

}  // namespace wegwijs::java
