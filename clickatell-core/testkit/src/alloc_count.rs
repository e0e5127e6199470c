//! A counting allocator, to show that a path allocates nothing and that a cap holds.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
    static LIVE: Cell<i64> = const { Cell::new(0) };
    static PEAK: Cell<i64> = const { Cell::new(0) };
}

/// The system's allocator, counting per thread. A test binary installs it with `#[global_allocator]`.
#[derive(Debug)]
pub struct CountingAllocator;

fn record(count: u64, bytes: i64) {
    // `try_with`: an allocation while the thread's locals are torn down is not counted.
    let _ = COUNT.try_with(|cell| cell.set(cell.get() + count));
    let _ = LIVE.try_with(|live| {
        live.set(live.get() + bytes);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(live.get())));
    });
}

fn signed(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

// SAFETY: every method forwards to the system's allocator with the arguments it got.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        record(1, signed(layout.size()));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        record(0, -signed(layout.size()));
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        record(1, signed(size) - signed(layout.size()));
        unsafe { System.realloc(at, layout, size) }
    }
}

/// Runs `work` and says how many allocations this thread made in it, and by how many octets the live memory of this
/// thread rose at its peak.
///
/// Counts nothing unless the binary installed [`CountingAllocator`].
pub fn allocations_during<T>(work: impl FnOnce() -> T) -> (T, u64, u64) {
    let (count, live) = (COUNT.get(), LIVE.get());
    PEAK.set(live);
    let value = work();
    (value, COUNT.get() - count, u64::try_from(PEAK.get() - live).unwrap_or(0))
}
