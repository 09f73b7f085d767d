/* macros.c: what only the preprocessor can show; goes through in two stages. */
#include "torture.h"

#define CHECK(x) if (!(x)) return -1
#define BAIL __leave
#define TRY __try
#define FINALLY(b) __finally { b; }
#define FOREVER for (;;)
#define IF_ELSE if (n > 5) say("big"); else

static int checks(int n)
{
	TRY {
		CHECK(n != 1);
		if (n == 2)
			BAIL;
		FOREVER {
			if (n++ > 3)
				break;
		}
		IF_ELSE say("small");
	} FINALLY(sayn("F", AbnormalTermination() != 0))
	return n;
}

static int conditional(int n)
{
#ifdef NEVER
	if (n) {
#else
	__try {
#endif
		CHECK(n);
	}
#ifndef NEVER
	__finally {
		say("F");
	}
#endif
	return 1;
}

/* __LINE__ is the user's. */
static int line(void)
{
	__try { return __LINE__; } __finally { say("F"); }
}

int main(void)
{
	sayn("r", checks(1)); row("return in a macro", "F1 r-1");
	sayn("r", checks(2)); row("leave in a macro", "F0 r2");
	sayn("r", checks(3)); row("loop in a macro", "small F0 r5");
	sayn("r", checks(9)); row("if in a macro", "big F0 r10");
	sayn("r", conditional(0)); row("conditional", "F r-1");
	sayn("r", line()); row("line", "F r46");
	return failed;
}
