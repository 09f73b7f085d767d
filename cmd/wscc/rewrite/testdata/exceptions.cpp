// exceptions.cpp: structured exception handling beside what only C++ has.
#include <stdexcept>
#include <string>
#include <vector>

#include "torture.h"

static void thrower(int v)
{
	std::string destroyed(40, 'x');
	if (v)
		throw std::runtime_error("thrown");
	say("quiet");
}

static void passes(int v)
{
	__try {
		thrower(v);
	} __finally {
		sayn("F", AbnormalTermination() != 0);
	}
	say("after");
}

static void outcome(void (*f)(int), int v)
{
	try {
		f(v);
	} catch (const std::exception &e) {
		say(e.what());
		return;
	}
	say("none");
}

static void passesTwo(int v)
{
	__try {
		__try { thrower(v); } __except (sayn("inner", GetExceptionCode() == 0xe06d7363), EXCEPTION_CONTINUE_SEARCH) { say("never"); }
	} __finally { say("F"); }
}

static int handles(int v)
{
	__try {
		thrower(v);
		return 1;
	} __except (GetExceptionCode() == 0xe06d7363u ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
		return 2;
	}
}

static int values[3];

static int &reference(int i) { __try { return values[i]; } __finally { i = 0; } }

struct point {
	int x, y;
};

static point braces() { __try { return {1, 2}; } __finally { say("F"); } }

namespace space {

template <class T> class box
{
public:
	explicit box(T value) : value_(value), list_{1, 2}
	{
		__try {
			if (value == T())
				return;
			say("set");
		} __finally {
			say("F");
		}
	}
	T get() const;
	static auto trailing(T v) -> T { __try { return v; } __finally { v = T(); } }
	bool operator==(const box &other) const { __try { return value_ == other.value_; } __finally { say("G"); } }
	int operator()(int n) { __try { return n + 1; } __finally { n = 0; } }
	~box() { __try { say("gone"); } __finally { say("D"); } }

private:
	T value_;
	int list_[2];
};

template <class T> T box<T>::get() const
{
	__try { return value_; } __finally { say("F"); }
}

} // namespace space

static int lambdas(int n)
{
	int x = 0;
	__try {
		auto f = [&](int a) -> int {
			__try { if (a) return 5; } __finally { x++; }
			return 6;
		};
		auto g = [&x] { for (;;) { if (x) break; } return x; };
		if (n)
			return f(1) * 100 + f(0) * 10 + g();
		struct local {
			int get() { return 3; }
		} l;
		return l.get();
	} __finally {
		sayn("x", x);
	}
}

class service
{
public:
	bool Run(int v)
	{
		bool done = false;
		std::vector<int> list(3);
		for (auto &e : list) {
			__try {
				if (v == 1)
					break;
				if (v == 2)
					continue;
				e = 1;
			} __finally {
				sayn("F", e);
			}
			done = true;
		}
		return done;
	}
};

extern "C" int linkage(int v) { __try { return v; } __finally { v = 0; } }
extern "C" {
static int linkageToo(int v) { __try { return v; } __finally { v = 0; } }
}

int main()
{
	outcome(passes, 0); row("nothing thrown", "quiet F0 after none");
	outcome(passes, 1); row("thrown", "F1 thrown");
	outcome(passesTwo, 1); row("thrown past a filter", "inner1 F thrown");
	sayn("r", handles(0)); row("not handled", "quiet r1");
	sayn("r", handles(1)); row("handled", "r2");
	reference(1) = 4;
	sayn("v", values[1]); row("reference", "v4");
	sayn("y", braces().y); row("braces", "F y2");
	{
		space::box<int> a(0), b(3);
		row("constructor", "F set F");
		sayn("r", b.get()); row("method", "F r3");
		sayn("r", a == b); row("operator", "G r0");
		sayn("r", b(4)); row("call", "r5");
		sayn("r", space::box<int>::trailing(8)); row("trailing", "r8");
	}
	row("destructor", "gone D gone D");
	sayn("r", lambdas(1)); row("lambdas", "x2 r562");
	sayn("r", lambdas(0)); row("no lambdas", "x0 r3");
	sayn("r", service().Run(0)); row("loop", "F1 F1 F1 r1");
	sayn("r", service().Run(1)); row("break", "F0 r0");
	sayn("r", service().Run(2)); row("continue", "F0 F0 F0 r0");
	sayn("r", linkage(3) + linkageToo(4)); row("linkage", "r7");
	return failed;
}
