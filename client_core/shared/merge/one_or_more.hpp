// A list that nearly always holds exactly one thing, which then stands in place and not on the heap.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <new>
#include <utility>

namespace wegwijs::merge {

/// What a vector of `T` offers, as far as it is used here. Iterators are pointers, good until the next change.
template <class T>
class OneOrMore {
public:
    using value_type = T;
    using iterator = T*;
    using const_iterator = const T*;

    OneOrMore() {}  // one_ stays raw: nothing stands in it yet
    OneOrMore(std::initializer_list<T> items) {
        reserve(items.size());
        for (const T& item : items) push_back(item);
    }
    OneOrMore(const OneOrMore& other) {
        reserve(other.size_);
        std::uninitialized_copy(other.begin(), other.end(), begin());
        size_ = other.size_;
    }
    OneOrMore(OneOrMore&& other) noexcept { take(other); }
    OneOrMore& operator=(const OneOrMore& other) {
        if (this != &other) *this = OneOrMore(other);
        return *this;
    }
    OneOrMore& operator=(OneOrMore&& other) noexcept {
        if (this == &other) return *this;
        release();
        take(other);
        return *this;
    }
    ~OneOrMore() { release(); }

    T* begin() { return many_ ? many_ : place(); }
    T* end() { return begin() + size_; }
    const T* begin() const { return many_ ? many_ : place(); }
    const T* end() const { return begin() + size_; }
    T& operator[](std::size_t n) { return begin()[n]; }
    const T& operator[](std::size_t n) const { return begin()[n]; }
    T& front() { return *begin(); }
    const T& front() const { return *begin(); }
    T& back() { return *(end() - 1); }
    const T& back() const { return *(end() - 1); }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    void reserve(std::size_t wanted) {
        if (wanted <= room_) return;
        const std::size_t room = std::max<std::size_t>(wanted, 2 * std::size_t{room_});
        T* more = std::allocator<T>().allocate(room);
        std::uninitialized_move(begin(), end(), more);
        const std::size_t size = size_;
        release();
        many_ = more;
        size_ = static_cast<std::uint32_t>(size);
        room_ = static_cast<std::uint32_t>(room);
    }
    void push_back(T item) {
        reserve(std::size_t{size_} + 1);
        ::new (static_cast<void*>(end())) T(std::move(item));
        ++size_;
    }
    iterator insert(const_iterator before, T item) {
        const auto at = before - begin();
        push_back(std::move(item));
        std::rotate(begin() + at, end() - 1, end());
        return begin() + at;
    }
    iterator erase(const_iterator first, const_iterator last) {
        T* const to = begin() + (first - begin());
        T* const rest = std::move(begin() + (last - begin()), end(), to);
        std::destroy(rest, end());
        size_ = static_cast<std::uint32_t>(rest - begin());
        return to;
    }
    iterator erase(const_iterator at) { return erase(at, at + 1); }
    template <class Test>
    void erase_if(const Test& test) {
        erase(std::remove_if(begin(), end(), test), end());
    }
    void clear() { erase(begin(), end()); }

    bool operator==(const OneOrMore& other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

private:
    T* place() { return std::launder(reinterpret_cast<T*>(one_)); }
    const T* place() const { return std::launder(reinterpret_cast<const T*>(one_)); }
    /// REQUIRES: holds nothing.
    void take(OneOrMore& other) noexcept {
        many_ = std::exchange(other.many_, nullptr);
        room_ = std::exchange(other.room_, 1);
        size_ = std::exchange(other.size_, 0);
        if (many_ || size_ == 0) return;
        ::new (static_cast<void*>(one_)) T(std::move(*other.place()));
        std::destroy_at(other.place());
    }
    void release() noexcept {
        std::destroy(begin(), end());
        if (many_) std::allocator<T>().deallocate(many_, room_);
        many_ = nullptr;
        size_ = 0;
        room_ = 1;
    }

    T* many_ = nullptr;
    std::uint32_t size_ = 0, room_ = 1;
    alignas(T) unsigned char one_[sizeof(T)];
};

}  // namespace wegwijs::merge
