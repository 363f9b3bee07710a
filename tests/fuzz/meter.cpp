#include "tests/fuzz/meter.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WEGWIJS_FUZZ_HOOKS 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WEGWIJS_FUZZ_HOOKS 1
#endif

#ifdef WEGWIJS_FUZZ_HOOKS
// From <sanitizer/allocator_interface.h>, which Debian's g++ does not bring.
extern "C" {
int __sanitizer_install_malloc_and_free_hooks(void (*after_malloc)(const volatile void*, std::size_t),
                                              void (*before_free)(const volatile void*));
std::size_t __sanitizer_get_allocated_size(const volatile void* at);
}
#else
#include <malloc.h>
#endif

namespace wegwijs::fuzz {

namespace {

std::atomic<bool> counting{false};
std::atomic<std::ptrdiff_t> held{0}, most_held{0};

void taken(std::size_t size) {
    if (!counting.load(std::memory_order_relaxed)) return;
    const std::ptrdiff_t now = held.load(std::memory_order_relaxed) + static_cast<std::ptrdiff_t>(size);
    held.store(now, std::memory_order_relaxed);
    if (now > most_held.load(std::memory_order_relaxed)) most_held.store(now, std::memory_order_relaxed);
}

void given_back(std::size_t size) {
    if (counting.load(std::memory_order_relaxed))
        held.store(held.load(std::memory_order_relaxed) - static_cast<std::ptrdiff_t>(size), std::memory_order_relaxed);
}

#ifdef WEGWIJS_FUZZ_HOOKS

void after_malloc(const volatile void*, std::size_t size) { taken(size); }
void before_free(const volatile void* at) {
    if (at && counting.load(std::memory_order_relaxed)) given_back(__sanitizer_get_allocated_size(at));
}
[[maybe_unused]] const int installed = __sanitizer_install_malloc_and_free_hooks(after_malloc, before_free);

#else

void* take(std::size_t size, std::size_t alignment) {
    // aligned_alloc wants a multiple of the alignment.
    void* const at = alignment <= alignof(std::max_align_t)
                         ? std::malloc(size > 0 ? size : 1)
                         : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    if (!at) std::abort();
    taken(malloc_usable_size(at));
    return at;
}

void give_back(void* at) {
    if (!at) return;
    given_back(malloc_usable_size(at));
    std::free(at);
}

#endif

}  // namespace

Meter::Meter(std::size_t most) : most_(most) {
    held = 0;
    most_held = 0;
    counting = true;
}

Meter::~Meter() {
    counting = false;
    if (most_held <= static_cast<std::ptrdiff_t>(most_)) return;
    std::fprintf(stderr, "%td bytes of memory were taken, at most %zu may be\n", most_held.load(), most_);
    std::abort();
}

}  // namespace wegwijs::fuzz

#ifndef WEGWIJS_FUZZ_HOOKS
void* operator new(std::size_t size) { return wegwijs::fuzz::take(size, 1); }
void* operator new(std::size_t size, std::align_val_t alignment) {
    return wegwijs::fuzz::take(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* at) noexcept { wegwijs::fuzz::give_back(at); }
void operator delete(void* at, std::size_t) noexcept { wegwijs::fuzz::give_back(at); }
void operator delete(void* at, std::align_val_t) noexcept { wegwijs::fuzz::give_back(at); }
void operator delete(void* at, std::size_t, std::align_val_t) noexcept { wegwijs::fuzz::give_back(at); }
#endif
