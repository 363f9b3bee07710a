// What a host hands in with a callback.
#pragma once

namespace wegwijs::capi {

/// Released once, when nothing holds it any more.
class Context {
public:
    Context(void* context, void (*release)(void*)) : context_(context), release_(release) {}
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() {
        if (release_) release_(context_);
    }
    void* get() const { return context_; }

private:
    void* context_;
    void (*release_)(void*);
};

}  // namespace wegwijs::capi
