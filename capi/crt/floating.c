/* floating.c: floating-point numbers and their unit's control word. */
#include <errno.h>
#include <fenv.h>
#include <float.h>
#include <math.h>

#include "secure.h"

int _finite(double x)
{
	return __builtin_isfinite(x);
}

int _isnan(double x)
{
	return __builtin_isnan(x);
}

int _fpclass(double x)
{
	union {
		double x;
		unsigned long long bits;
	} u = {x};
	int negative = (int)(u.bits >> 63);

	if (__builtin_isnan(x))
		return u.bits >> 51 & 1 ? _FPCLASS_QNAN : _FPCLASS_SNAN;
	if (__builtin_isinf(x))
		return negative ? _FPCLASS_NINF : _FPCLASS_PINF;
	if (x == 0)
		return negative ? _FPCLASS_NZ : _FPCLASS_PZ;
	if (!__builtin_isnormal(x))
		return negative ? _FPCLASS_ND : _FPCLASS_PD;
	return negative ? _FPCLASS_NN : _FPCLASS_PN;
}

double _copysign(double x, double sign)
{
	return __builtin_copysign(x, sign);
}

double _chgsign(double x)
{
	return -x;
}

double _scalb(double x, int by)
{
	return scalbn(x, by);
}

double _logb(double x)
{
	return logb(x);
}

double _nextafter(double x, double to)
{
	return nextafter(x, to);
}

double _hypot(double x, double y)
{
	return hypot(x, y);
}

/* Microsoft's bits and those of the SSE control word (AMD64 manual, MXCSR). */
static const struct {
	unsigned int microsoft, flag, mask;
} exceptions[] = {
	{_EM_INVALID, 1 << 0, 1 << 7},    {_EM_DENORMAL, 1 << 1, 1 << 8},
	{_EM_ZERODIVIDE, 1 << 2, 1 << 9}, {_EM_OVERFLOW, 1 << 3, 1 << 10},
	{_EM_UNDERFLOW, 1 << 4, 1 << 11}, {_EM_INEXACT, 1 << 5, 1 << 12},
};

enum { EXCEPTIONS = sizeof exceptions / sizeof *exceptions };

static const unsigned int roundings[] = {_RC_NEAR, _RC_DOWN, _RC_UP, _RC_CHOP};

static unsigned int control(void)
{
	unsigned int word = __builtin_ia32_stmxcsr(), value = roundings[word >> 13 & 3];

	for (int i = 0; i < EXCEPTIONS; i++) {
		if (word & exceptions[i].mask)
			value |= exceptions[i].microsoft;
	}
	if ((word & 0x8040) == 0x8040)
		value |= _DN_FLUSH;
	return value;
}

errno_t _controlfp_s(unsigned int *now, unsigned int value, unsigned int mask)
{
	static const int modes[] = {FE_TONEAREST, FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO};
	unsigned int known = _MCW_EM | _MCW_RC | _MCW_DN, wanted, word;

	if (mask & ~(known | _MCW_PC)) {
		if (now)
			*now = control();
		return ws_refuse(EINVAL);
	}
	if (mask & known) {
		wanted = (control() & ~mask) | (value & mask);
		fesetround(modes[(wanted & _MCW_RC) >> 8]);
		/* What is pending must not be raised when its mask goes. */
		word = __builtin_ia32_stmxcsr() & ~0x1FFFu & ~0x8040u;
		for (int i = 0; i < EXCEPTIONS; i++) {
			if (wanted & exceptions[i].microsoft)
				word |= exceptions[i].mask;
		}
		if ((wanted & _MCW_DN) == _DN_FLUSH)
			word |= 0x8040;
		__builtin_ia32_ldmxcsr(word);
	}
	if (now)
		*now = control();
	return 0;
}

unsigned int _controlfp(unsigned int value, unsigned int mask)
{
	unsigned int now = 0;

	_controlfp_s(&now, value, mask & (_MCW_EM | _MCW_RC | _MCW_DN | _MCW_PC));
	return now;
}

unsigned int _statusfp(void)
{
	unsigned int word = __builtin_ia32_stmxcsr(), value = 0;

	for (int i = 0; i < EXCEPTIONS; i++) {
		if (word & exceptions[i].flag)
			value |= exceptions[i].microsoft;
	}
	return value;
}

unsigned int _clearfp(void)
{
	unsigned int old = _statusfp();

	__builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() & ~0x3Fu);
	return old;
}

void _fpreset(void)
{
	fesetenv(FE_DFL_ENV);
}
