/* finally.c: how bodies of __try with __finally are left; C and C++. */
#include "torture.h"

static int falls(void)
{
	__try {
		say("A");
	} __finally {
		sayn("F", AbnormalTermination());
	}
	say("after");
	return 1;
}

static int leaves(int how)
{
	_try {
		int i;
		for (i = 0; i < 5; i++) {
			switch (how) {
			case 0:
				if (i == 2)
					__leave;
				break;
			case 1:
				while (1)
					do _leave; while (0);
			default:
				if (i == 3) __leave; else continue;
			}
			sayn("i", i);
		}
		say("never");
	}
	_finally {
		sayn("F", AbnormalTermination());
	}
	return how;
}

/* The value is evaluated before the __finally block. */
static int returns(int v)
{
	int x = 1;
	__try {
		if (v)
			return x + v;
		x = 2;
	}
	__finally
	{
		x = 100;
		sayn("F", AbnormalTermination() != 0);
	}
	return x;
}

static void returnsNothing(int v)
{
	__try { if (v) return; else say("A"); } __finally { say("F"); }
	say("after");
}

static int goes(int v)
{
again:
	__try {
		if (v == 1) {
			v = 7;
			goto again;
		}
		if (v == 2)
			goto out;
		if (v == 3)
			goto within;
		say("A");
within:
		say("W");
	} __finally {
		sayn("F", AbnormalTermination() != 0);
	}
	return v;
out:
	say("out");
	return -v;
}

static void loops(void)
{
	int i;
	for (i = 0; i < 6; i++) {
		__try {
			int j;
			if (i == 1)
				continue;
			for (j = 0; j < 9; j++) {
				if (j == 1)
					continue;
				if (j == 2)
					break;
			}
			switch (i) {
			case 2:
				continue;
			case 3:
				break;
			case 4:
				goto done;
			}
			if (i == 5)
				break;
			sayn("A", i);
		} __finally {
			sayn("F", i);
		}
		sayn("after", i);
	}
done:
	sayn("i", i);
}

static void switches(int v)
{
	switch (v) {
	case 1:
		__try { say("A"); break; } __finally { say("F"); }
		say("never");
	case 2:
		say("two");
		break;
	default:
		say("default");
	}
}

static int nested(int how)
{
	int i;
	for (i = 0; i < 3; i++) {
		__try {
			say("A");
			__try {
				say("B");
				__try {
					sayn("C", how);
					if (how == 1)
						return 10;
					if (how == 2)
						__leave;
					if (how == 3)
						goto out;
					if (how == 4)
						break;
					if (how == 5 && i < 1)
						continue;
				} __finally {
					sayn("x", AbnormalTermination() != 0);
					if (how == 6)
						return 60; /* replaces the way */
					if (how == 7)
						__leave; /* of the middle one */
				}
				say("D");
			} __finally {
				sayn("y", AbnormalTermination() != 0);
			}
			say("E");
			if (how != 5)
				return 20;
		} __finally {
			sayn("z", AbnormalTermination() != 0);
		}
		say("G");
	}
	return i;
out:
	return 30;
}

/* A return in the __finally block takes the place of the first. */
static int replaces(void)
{
	__try {
		return 1;
	} __finally {
		return 2;
	}
}

static const char *pointer(int v) { const char *p = "none"; __try { if (v) { p = "some"; return p; } } __finally { p = "gone"; } return p; }

struct pair {
	int a, b;
};

static struct pair structure(int v)
{
	struct pair p = {v, 1};
	__try {
		p.b = 2;
		return p;
	} __finally {
		p.b = 3;
	}
}

static inline unsigned long long WINAPI wide(void)
{
	__try { return 0x123456789abcdefULL; } __finally { say("F"); }
}

static double real(double x) { __try { return x / 2; } __finally { x = 0; } }

static int inCondition(int v)
{
	if (v)
		__try { say("T"); return 1; } __finally { say("F"); }
	else
		__try { say("E"); } __finally { say("F"); }
	do
		__try { if (v++ < 2) continue; break; } __finally { sayn("v", v); }
	while (v < 10);
	return 0;
}

static int count(int *n) { return ++*n; }

static int evaluates(void)
{
	int n = 0;
	__try {
		return say("comma"), count(&n);
	} __finally {
		sayn("n", n);
		n = 50;
	}
}

static int twice(int v)
{
	__try { if (v == 1) return 1; say("A"); } __finally { say("F"); }
	__try { if (v == 2) return 2; say("B"); } __finally { say("G"); }
	return 3;
}

static int recursive(int n)
{
	__try {
		if (n == 0)
			return 0;
		return n + recursive(n - 1);
	} __finally {
		sayn("F", n);
	}
}

/* A block of statements as an expression, which is gcc's. */
static int statementExpression(int v)
{
	int x = 0;
	__try {
		x = ({ if (v) return 9; 4; });
	} __finally {
		sayn("x", x);
	}
	return x;
}

/* Types in headers of many forms. */
#define ANNOTATED(x)
ANNOTATED(return != 0) static __attribute__((unused)) const struct pair WINAPI annotated(int v)
{
	struct pair p = {v, v};
	__try { return p; } __finally { p.b = 0; }
}

static const char *const *pointers(const char *const *p) { __try { return p + 1; } __finally { p = NULL; } }

static unsigned unsignedOnly(void) { __try { return 3000000000u; } __finally { say("F"); } }

#ifndef __cplusplus
static int oldStyle(a, p)
	int a;
	char *p;
{
	__try { return a + p[0]; } __finally { a = 0; }
}
#endif

int main(void)
{
	sayn("r", falls()); row("falls", "A F0 after r1");
	sayn("r", leaves(0)); row("leave in a loop", "i0 i1 F0 r0");
	sayn("r", leaves(1)); row("leave in a switch", "F0 r1");
	sayn("r", leaves(2)); row("leave after continues", "F0 r2");
	sayn("r", returns(0)); row("no return", "F0 r100");
	sayn("r", returns(5)); row("return", "F1 r6");
	returnsNothing(0); row("no return;", "A F after");
	returnsNothing(1); row("return;", "F");
	sayn("r", goes(0)); row("no goto", "A W F0 r0");
	sayn("r", goes(1)); row("goto back", "F1 A W F0 r7");
	sayn("r", goes(2)); row("goto out", "F1 out r-2");
	sayn("r", goes(3)); row("goto within", "W F0 r3");
	loops(); row("loops", "A0 F0 after0 F1 F2 A3 F3 after3 F4 i4");
	switches(1); row("break of a switch", "A F");
	switches(2); row("switch", "two");
	sayn("r", nested(0)); row("nested", "A B C0 x0 D y0 E z1 r20");
	sayn("r", nested(1)); row("nested return", "A B C1 x1 y1 z1 r10");
	sayn("r", nested(2)); row("nested leave", "A B C2 x0 D y0 E z1 r20");
	sayn("r", nested(3)); row("nested goto", "A B C3 x1 y1 z1 r30");
	sayn("r", nested(4)); row("nested break", "A B C4 x1 y1 z1 r0");
	sayn("r", nested(5)); row("nested continue",
		"A B C5 x1 y1 z1 A B C5 x0 D y0 E z0 G A B C5 x0 D y0 E z0 G r3");
	sayn("r", nested(6)); row("return in finally", "A B C6 x0 y1 z1 r60");
	sayn("r", nested(7)); row("leave in finally", "A B C7 x0 y0 E z1 r20");
	sayn("r", replaces()); row("a return replaced", "r2");
	say(pointer(1)); say(pointer(0)); row("pointer", "some gone");
	sayn("a", structure(4).a); sayn("b", structure(4).b); row("structure", "a4 b2");
	sayn("r", wide() == 0x123456789abcdefULL); row("wide", "F r1");
	sayn("r", real(5) == 2.5); row("real", "r1");
	sayn("r", inCondition(1)); row("in if", "T F r1");
	sayn("r", inCondition(0)); row("in else and do", "E F v1 v2 v3 r0");
	sayn("r", evaluates()); row("evaluates", "comma n1 r1");
	sayn("r", twice(1)); row("first of two", "F r1");
	sayn("r", twice(2)); row("second of two", "A F G r2");
	sayn("r", twice(3)); row("none of two", "A F B G r3");
	sayn("r", recursive(3)); row("recursive", "F0 F1 F2 F3 r6");
	sayn("r", statementExpression(0)); row("statement expression", "x4 r4");
	sayn("r", statementExpression(1)); row("return in it", "x0 r9");
	{
		const char *texts[2] = {"one", "two"};
		say(*pointers(texts)); sayn("b", annotated(6).b); sayn("u", unsignedOnly() == 3000000000u); row("types", "two b6 F u1");
	}
#ifndef __cplusplus
	sayn("r", oldStyle(1, "\x10")); row("old style", "r17");
#endif
	return failed;
}
