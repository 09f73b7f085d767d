/* kernel.h: system calls without the C library. */
#ifndef WINSOCK_SHIM_KERNEL_H
#define WINSOCK_SHIM_KERNEL_H

/*
 * ws_kernel makes a system call and returns what the kernel does, -errno for a
 * failure. It leaves errno alone, which no Winsock call sets, and is no point
 * where pthread_cancel ends the thread.
 */
static inline long ws_kernel(long call, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
	long result;
	__asm__ volatile("syscall"
		: "=a"(result)
		: "a"(call), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
		: "rcx", "r11", "memory");
	return result;
}

/* Linux's flags of sends and receives; Winsock's headers give the names other numbers. */
enum { WS_DONTWAIT = 0x40, WS_NOSIGNAL = 0x4000 };

#endif
