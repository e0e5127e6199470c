//! Brings its own panic handler and allocator. If any crate below links std, there are two panic handlers, and the
//! compiler refuses.
#![no_std]

// `.ci/run` sets this to see that the proof can fail.
#[cfg(with_std)]
extern crate std;

use core::alloc::{GlobalAlloc, Layout};
use core::ptr;

use clickatell_smpp::{Cut, Tolerance, cut};

struct Never;

// SAFETY: it never hands memory out, and so never gets any back.
unsafe impl GlobalAlloc for Never {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Never = Never;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// The sequence number of the PDU at `octets`, or 0.
///
/// # Safety
/// `octets` points to `length` readable octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sequence_number(octets: *const u8, length: usize) -> u32 {
    // SAFETY: the caller's promise.
    let octets = unsafe { core::slice::from_raw_parts(octets, length) };
    match cut(octets, 65_536) {
        Ok(Cut::Frame(frame, _)) => {
            frame.decode(&Tolerance::STRICT, &mut ()).map_or(0, |pdu| pdu.header.sequence_number.get())
        }
        _ => 0,
    }
}
