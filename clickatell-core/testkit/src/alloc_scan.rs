//! An allocator that looks for a text in what is freed, to show that a password is wiped.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr;

thread_local! {
    static NEEDLE: Cell<&'static [u8]> = const { Cell::new(&[]) };
    static FOUND: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, which looks through every block that this thread frees. A test binary installs it with
/// `#[global_allocator]`.
#[derive(Debug)]
pub struct ScanningAllocator;

/// Counts a block that is about to be freed when it has the needle in it.
///
/// # Safety
/// `block` is one of this allocator's, with this layout.
unsafe fn scan(block: *const u8, layout: Layout) {
    // `try_with`: what is freed while the thread's locals are torn down is not looked through.
    let _ = NEEDLE.try_with(|needle| {
        let needle = needle.get();
        if needle.is_empty() || needle.len() > layout.size() {
            return;
        }
        // SAFETY: the block has so many octets, and all were zeroed when it was handed out. Volatile, since its last
        // owner is done with it and the compiler may think that nobody reads it again.
        let octet = |at: usize| unsafe { ptr::read_volatile(block.add(at)) };
        let here = |at: usize| needle.iter().enumerate().all(|(index, wanted)| octet(at + index) == *wanted);
        if (0..=layout.size() - needle.len()).any(here) {
            FOUND.set(FOUND.get() + 1);
        }
    });
}

// SAFETY: every method forwards to the system's allocator. A block that is to grow is always moved, by the default of
// `realloc`, so that its old place is freed and looked through.
unsafe impl GlobalAlloc for ScanningAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe {
            scan(at, layout);
            System.dealloc(at, layout);
        }
    }
}

/// Runs `work` and says how many blocks this thread freed in it that still held `needle`.
///
/// Counts nothing unless the binary installed [`ScanningAllocator`].
pub fn freed_with<T>(needle: &'static [u8], work: impl FnOnce() -> T) -> (T, usize) {
    FOUND.set(0);
    NEEDLE.set(needle);
    let value = work();
    NEEDLE.set(&[]);
    (value, FOUND.get())
}
