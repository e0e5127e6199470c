//! The system allocator with two counters in front of it.
//!
//! The counters are thread-local and need no initialisation, so that a counted
//! allocation costs two additions more than an uncounted one and the timed runs
//! can share the program with the counting ones.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

thread_local! {
    static CALLS: Cell<u64> = const { Cell::new(0) };
    static OCTETS: Cell<u64> = const { Cell::new(0) };
}

/// How often the heap was asked, and for how many octets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Allocations {
    /// Calls of `alloc`, `alloc_zeroed` and `realloc`.
    pub calls: u64,
    /// Octets asked for in those calls.
    pub octets: u64,
}

/// What this thread allocates while `work` runs.
pub(crate) fn during(work: impl FnOnce()) -> Allocations {
    let before = (CALLS.get(), OCTETS.get());
    work();
    Allocations { calls: CALLS.get() - before.0, octets: OCTETS.get() - before.1 }
}

#[derive(Debug)]
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(octets: usize) {
    CALLS.set(CALLS.get().wrapping_add(1));
    OCTETS.set(OCTETS.get().wrapping_add(octets as u64));
}

#[expect(unsafe_code, reason = "GlobalAlloc can be implemented in no other way")]
// SAFETY: every call goes to `System` with the arguments it came with, so the
// contract of each method is the one that `System` keeps.
unsafe impl GlobalAlloc for Counting {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count(new_size);
        unsafe { System.realloc(ptr, layout, new_size) }
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        unsafe { System.dealloc(ptr, layout) }
    }
}
