/* except.c: RaiseException, filters, handlers and unwinding; C and C++. */
#include "torture.h"

static int handles(DWORD code)
{
	int x = 1;
	__try {
		x = 2;
		say("A");
		RaiseException(code, 0, 0, NULL);
		say("never");
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		sayn("H", (int)GetExceptionCode());
		x += 10;
	}
	return x;
}

static int quiet(void)
{
	__try { say("A"); } __except (say("never"), 1) { say("never"); }
	__try { say("B"); __leave; } _except (1) { say("never"); }
	__try { return 5; } __except (1) { return 6; }
}

/* Execution goes on after RaiseException, with the variables as filters left them. */
static int continues(void)
{
	int fixed = 0, after = 0;
	__try {
		RaiseException(7, 0, 0, NULL);
		sayn("fixed", fixed);
		after = 1;
	} __except (say("filter"), fixed = 3, EXCEPTION_CONTINUE_EXECUTION) {
		say("never");
	}
	return after;
}

static int filter(struct _EXCEPTION_POINTERS *p, DWORD code, int answer)
{
	char local[2048];
	memset(local, 'x', sizeof local);
	sayn("f", p->number);
	sayn("c", (int)code);
	return local[sizeof local - 1] == 'x' ? answer : 0;
}

/* Filters are asked from inside out before any __finally runs. */
static void search(int inner, int outer)
{
	__try {
		__try {
			__try {
				say("A");
				RaiseException(9, 0, 0, NULL);
				say("on");
			} __finally {
				sayn("F", AbnormalTermination() != 0);
			}
			say("B");
		} __except (filter(GetExceptionInformation(), GetExceptionCode(), inner)) {
			say("inner");
		}
	} __except (filter(GetExceptionInformation(), GetExceptionCode(), outer)) {
		say("outer");
	}
	say("end");
}

static __attribute__((noinline)) int deep(int n)
{
	char *p = NULL;
	__try {
		p = (char *)malloc(10);
		strcpy(p, "deep");
		if (n == 0)
			RaiseException(11, 0, 0, NULL);
		return deep(n - 1) + 1;
	} __finally {
		sayn(p, n);
		free(p);
	}
}

static int unwinds(void)
{
	volatile int big[64];
	int i, sum = 0;
	for (i = 0; i < 64; i++)
		big[i] = i;
	__try {
		deep(3);
	} __except (GetExceptionCode() == 11) {
		for (i = 0; i < 64; i++)
			sum += big[i];
	}
	return sum;
}

/* An exception in a filter is searched for outside. */
static void inFilter(void)
{
	__try {
		__try {
			RaiseException(1, 0, 0, NULL);
		} __except (RaiseException(2, 0, 0, NULL), 1) {
			say("never");
		}
	} __except (sayn("outer", (int)GetExceptionCode()), 1) {
		say("H");
	}
}

static int safe(int v)
{
	__try { if (v) RaiseException(4, 0, 0, NULL); } __except (1) { return -1; }
	return 0;
}

/* A filter can use structured exception handling itself. */
static void useInFilter(void)
{
	__try { RaiseException(3, 0, 0, NULL); } __except (sayn("safe", safe(1)), sayn("safe", safe(0)), 1) { say("H"); }
}

static void inHandler(void)
{
	__try {
		__try { RaiseException(1, 0, 0, NULL); }
		__except (1) { RaiseException(GetExceptionCode() + 1, 0, 0, NULL); }
	} __except (1) { sayn("H", (int)GetExceptionCode()); }
}

/* An exception in a __finally block takes the place of the one under way. */
static void inFinally(void)
{
	__try {
		__try { RaiseException(1, 0, 0, NULL); }
		__finally { RaiseException(2, 0, 0, NULL); }
	} __except (sayn("f", (int)GetExceptionCode()), 1) { sayn("H", (int)GetExceptionCode()); }
}

/* Leaving a __finally block ends the unwinding. */
static int leavesFinally(void)
{
	int i;
	for (i = 0; i < 3; i++) {
		__try {
			__try { RaiseException(1, 0, 0, NULL); } __finally { if (i == 0) continue; if (i == 1) break; }
		} __except (1) { say("never"); }
	}
	return i;
}

static int loops(void)
{
	int i, n = 0;
	for (i = 0; i < 1000; i++) {
		__try {
			if (i % 3 == 0)
				continue;
			if (i % 3 == 1)
				RaiseException(5, 0, 0, NULL);
			n++;
		} __except (1) { n += 1000; if (i > 900) break; }
	}
	return n;
}

static int handlerReturns(int v)
{
	__try {
		__try {
			if (v == 0)
				RaiseException(6, 0, 0, NULL);
			if (v == 1)
				goto out;
			if (v == 2)
				return 22;
			__leave;
		} __except (1) {
			return 66;
		}
		say("after");
	} __finally {
		sayn("F", AbnormalTermination() != 0);
	}
	return 0;
out:
	return 11;
}

/* Values in many variables outlive a filter and an exception. */
static int pressure(int a, int b, int c, int d, int e, int f, int g, int h)
{
	int i = a * b, j = c * d, k = e * f, l = g * h;
	double x = a / 2.0, y = b / 2.0;
	__try {
		i += a; j += b; k += c; l += d; x += e; y += f;
		RaiseException(8, 0, 0, NULL);
	} __except (GetExceptionCode() == 8 && i + j + k + l == 2 + 12 + 30 + 56 + 1 + 2 + 3 + 4 && x + y == 12.5 ? 1 : 0) {
		return i * 1000 + j * 100 + k * 10 + l + (int)(x + y) + a + b + c + d + e + f + g + h;
	}
	return 0;
}

int main(void)
{
	sayn("r", handles(21)); row("handler", "A H21 r12");
	sayn("r", quiet()); row("no exception", "A B r5");
	sayn("r", continues()); row("continues", "filter fixed3 r1");
	search(1, 0); row("inner", "A f42 c9 F1 inner end");
	search(0, 1); row("outer", "A f42 c9 f42 c9 F1 outer end");
	search(0, -1); row("continue outside", "A f42 c9 f42 c9 on F0 B end");
	sayn("r", unwinds()); row("unwinds", "deep0 deep1 deep2 deep3 r2016");
	inFilter(); row("exception in a filter", "outer2 H");
	useInFilter(); row("exceptions of a filter's own", "safe-1 safe0 H");
	inHandler(); row("exception in a handler", "H2");
	inFinally(); row("exception in a finally", "f1 f2 H2");
	sayn("r", leavesFinally()); row("a finally left", "r1");
	sayn("r", loops()); row("loops", "r301300");
	sayn("r", handlerReturns(0)); row("return of a handler", "F1 r66");
	sayn("r", handlerReturns(1)); row("goto through both", "F1 r11");
	sayn("r", handlerReturns(2)); row("return through both", "F1 r22");
	sayn("r", handlerReturns(3)); row("leave of the inner", "after F0 r0");
	sayn("r", pressure(1, 2, 3, 4, 5, 6, 7, 8)); row("pressure", "r4838");
	return failed;
}
