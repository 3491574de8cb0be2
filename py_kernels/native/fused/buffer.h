// Room for numbers on the heap.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

// Unnamed for the reason that vector.h gives.
namespace {

// Numbers that begin with a line of the cache: what lies across two costs two accesses.
template <class T>
struct Lines {
    typedef T value_type;
    static constexpr std::align_val_t LINE{64};

    Lines() = default;
    template <class Other>
    Lines(const Lines<Other>&) {}
    T* allocate(size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), LINE)); }
    void deallocate(T* from, size_t) { ::operator delete(from, LINE); }
    bool operator==(const Lines&) const { return true; }
    bool operator!=(const Lines&) const { return false; }
};
template <class T>
using Buffer = std::vector<T, Lines<T>>;

}  // namespace
