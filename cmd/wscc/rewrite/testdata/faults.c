/* faults.c: faults of the processor as exceptions; C and C++. */
#include "torture.h"

#include <sys/mman.h>

static int *volatile nowhere;
static volatile int zero;

static int writes(int v)
{
	int x = 1;
	__try {
		x = 2;
		*nowhere = v;
		x = 3;
	} __except (GetExceptionCode() == 0xc0000005 ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
		sayn("H", GetExceptionCode() == 0xc0000005);
		return x;
	}
	return -1;
}

static int reads(void)
{
	__try { return *nowhere; } __except (1) { return 5; }
}

static int divides(int v)
{
	__try { v /= zero; } __except (sayn("f", GetExceptionCode() == 0xc0000094), 1) { v = 7; }
	return v;
}

static __attribute__((noinline)) void callee(int n)
{
	__try {
		if (n)
			callee(n - 1);
		else
			*nowhere = n;
	} __finally {
		sayn("F", n);
	}
}

static void unwinds(void)
{
	__try { callee(2); } __except (1) { say("H"); }
}

static char *page;

static int makes(void)
{
	say("makes");
	return mprotect(page, 4096, PROT_READ | PROT_WRITE) == 0 ? EXCEPTION_CONTINUE_EXECUTION : EXCEPTION_EXECUTE_HANDLER;
}

/* The filter makes the memory that was missing. */
static void continues(void)
{
	int i;
	double x = 2.5;
	page = (char *)mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	__try {
		for (i = 0; i < 3; i++)
			page[i] = (char)('a' + i);
		sayn(page, x * 2 == 5);
	} __except (makes()) {
		say("never");
	}
	munmap(page, 4096);
}

static void inFilter(void)
{
	__try {
		__try { *nowhere = 1; } __except (*nowhere = 2, 1) { say("never"); }
	} __except (say("outer"), 1) { say("H"); }
}

int main(void)
{
	int i;
	sayn("r", writes(1)); row("write", "H1 r2");
	sayn("r", reads()); row("read", "r5");
	sayn("r", divides(1)); row("division", "f1 r7");
	unwinds(); row("unwinds", "F0 F1 F2 H");
	continues(); row("continues", "makes abc1");
	inFilter(); row("fault in a filter", "outer H");
	for (i = 0; i < 1000; i++)
		reads();
	sayn("r", i); row("many", "r1000");
	return failed;
}
