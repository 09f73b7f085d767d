/*
 * fuzz.c: random formats. Where Microsoft's rules and the C library's agree, the
 * results are the same; wide output agrees with narrow; formats of random
 * characters harm nothing (run it with sanitizers). fuzz SEED ROUNDS
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int system_snprintf(char *to, size_t n, const char *format, ...) __asm__("snprintf");
int system_sscanf(const char *text, const char *format, ...) __asm__("__isoc99_sscanf");

static uint64_t state;
static int failures;

static uint32_t next(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32) % n;
}

static char pick(const char *from)
{
	return from[next((uint32_t)strlen(from))];
}

static long long integer(void)
{
	static const long long special[] = {0, 1, -1, 9, 10, 255, 65535, 2147483647, -2147483648LL,
		4294967295LL, INT64_MAX, INT64_MIN};

	if (next(2))
		return special[next(sizeof special / sizeof *special)];
	return (long long)((uint64_t)next(UINT32_MAX) << 32 | next(UINT32_MAX)) >> next(64);
}

static double real(void)
{
	static const double special[] = {0, -0.0, 1, 0.1, 1e21, 123456.5, 0.0001, 9.9999995, 1e-300,
		1.7976931348623157e308, 5e-324, 0.5, 2.5, 1e5, 1e6};
	uint64_t bits = (uint64_t)next(UINT32_MAX) << 32 | next(UINT32_MAX);
	double d;

	if (next(2))
		return special[next(sizeof special / sizeof *special)] * (next(2) ? 1 : -1);
	bits &= ~(UINT64_C(1) << 62);
	memcpy(&d, &bits, sizeof d);
	return d;
}

/* literal appends text without a percent sign. */
static char *literal(char *at)
{
	for (uint32_t n = next(4); n > 0; n--)
		*at++ = pick("abc .,:\n");
	*at = '\0';
	return at;
}

/* directive appends one for an argument of kind i, r or s. */
static char *directive(char *at, char kind)
{
	const char *flags = kind == 's' ? "-" : "-+ #0";
	char type = kind == 's' ? 's' : kind == 'r' ? pick("eEfFgGaA") : pick("diuxXo");

	*at++ = '%';
	for (uint32_t n = next(3); n > 0; n--)
		*at++ = pick(flags);
	if (next(2))
		at += sprintf(at, "%u", next(next(8) ? 30 : 600));
	if (next(2) || type == 'a' || type == 'A')
		at += sprintf(at, ".%u", next(next(8) ? 20 : 500));
	if (kind == 'i') {
		static const char *const sizes[] = {"", "h", "hh", "ll", "z", "j", "t"};

		at += sprintf(at, "%s", sizes[next(7)]);
	}
	*at++ = type;
	*at = '\0';
	return at;
}

static void fail(const char *what, const char *format, const char *got, int n, const char *want,
		 int m)
{
	if (failures++ < 20)
		fprintf(stderr, "%s \"%s\": got \"%s\" (%d), want \"%s\" (%d)\n", what, format, got,
			n, want, m);
}

/*
 * CALL gives a function the arguments in the order of kinds. A real has a
 * register of its own: its place does not matter.
 */
#define CALL(function, to, size, format)                                                       \
	(strchr(kinds, 'i') < strchr(kinds, 's') ? function(to, size, format, i, s, r)         \
						 : function(to, size, format, s, i, r))

/* output compares all three functions on the same format and arguments. */
static void output(void)
{
	static const char *const order[] = {"irs", "isr", "ris", "rsi", "sir", "sri"};
	static const char *const texts[] = {"", "x", "hello", "a longer text that goes on and on"};
	const char *kinds = order[next(6)], *s = texts[next(4)];
	char format[300], *at = format, got[4000], want[4000];
	wchar_t wide_format[300], wide[4000];
	long long i = integer();
	double r = real();
	size_t k = 0;
	int n, m;

	for (int a = 0; a < 3; a++)
		at = directive(literal(at), kinds[a]);
	literal(at);
	n = CALL(snprintf, got, sizeof got, format);
	m = CALL(system_snprintf, want, sizeof want, format);
	if (n != m || strcmp(got, want) != 0)
		fail("snprintf", format, got, n, want, m);

	for (at = format; *at != '\0'; at++) {
		if (*at == 's')
			wide_format[k++] = 'h';
		wide_format[k++] = (unsigned char)*at;
	}
	wide_format[k] = 0;
	n = CALL(swprintf, wide, 4000, wide_format);
	for (k = 0; (got[k] = (char)wide[k]) != '\0';)
		k++;
	if (n != m || strcmp(got, want) != 0)
		fail("swprintf", format, got, n, want, m);

	/* Every cut is the beginning of the whole, and its length is told. */
	k = next(40) + 1;
	memset(got, '~', 50);
	n = CALL(snprintf, got, k, format);
	m = (int)strlen(got);
	if ((got[k] != '~' || strncmp(got, want, (size_t)m) != 0 || (n >= (int)k && m != (int)k - 1)))
		fail("cut", format, got, n, want, m);
}

/*
 * input compares the two. No e and no x: where an exponent or a hexadecimal
 * number stops short, the C library matches less than its standard asks for.
 */
static void input(void)
{
	static const char *const formats[] = {"%d%n", "%i%n", "%u%n", "%x%n", "%o%n", "%3d%n", "%2x%n",
		"%s%n", "%3s%n", "%[a-f0-9]%n", "%[^a-f]%n", "%lf%n", "%4lf%n", "%c%n", " %c%n",
		"%hd%n", "%hhu%n", "%lld%n", "%5i%n", "%d,%d%n", "%d %d%n", "x%d%n"};
	const char *format = formats[next(sizeof formats / sizeof *formats)];
	char text[24], *at = text;
	unsigned char got[2][64], want[2][64];
	int n, m;

	for (uint32_t k = next(20); k > 0; k--)
		*at++ = pick("0123456789abcdf+-. ,\ninINty");
	*at = '\0';
	memset(got, 0xCC, sizeof got);
	memset(want, 0xCC, sizeof want);
	n = sscanf(text, format, got[0], got[1], got[1] + 32);
	m = system_sscanf(text, format, want[0], want[1], want[1] + 32);
	if (n != m || memcmp(got, want, sizeof got) != 0)
		fail("sscanf", format, text, n, "", m);
}

/* garbage runs formats that nobody would write, with valid arguments. */
static void garbage(void)
{
	static char memory[16][256];
	static const char letters[] = "%%%%%.0123-+ #hlwILjzt64diouxXcCsSfeEgGaAp$[]^Zab";
	static char out[100000];
	char format[40], *at = format;
	wchar_t wide_format[40];
	int n = 0;

	memset(memory, 0, sizeof memory);
	for (uint32_t k = next(30); k > 0; k--) {
		*at = pick(letters);
		n = *at >= '0' && *at <= '9' ? n + 1 : 0;
		if (n < 4)
			at++;
	}
	*at = '\0';
	for (at = format; (wide_format[at - format] = (unsigned char)*at) != 0;)
		at++;
	snprintf(out, sizeof out, format, memory[0], memory[1], memory[2], memory[3], memory[4],
		 memory[5], memory[6], memory[7], memory[8], memory[9], memory[10], memory[11]);
	_sprintf_p(out, sizeof out, format, memory[0], memory[1], memory[2], memory[3], memory[4],
		   memory[5], memory[6], memory[7], memory[8], memory[9], memory[10], memory[11]);
	swprintf((wchar_t *)out, sizeof out / 2, wide_format, memory[0], memory[1], memory[2],
		 memory[3], memory[4], memory[5], memory[6], memory[7], memory[8], memory[9]);
	sscanf("12 0x1f abc -7.5e3 \xc3\xa9\xf0\x9f\x98\x80\xff def", format, memory[0], memory[1],
	       memory[2], memory[3], memory[4], memory[5], memory[6], memory[7], memory[8]);
	swscanf(L"12 0x1f abc -7.5e3 \xe9\xd83d\xde00\xdc00 def", wide_format, memory[0], memory[1],
		memory[2], memory[3], memory[4], memory[5], memory[6], memory[7], memory[8]);
}

/* A handler that lets execution go on. */
static void go_on(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
		  unsigned line, uintptr_t reserved)
{
	(void)expression, (void)function, (void)file, (void)line, (void)reserved;
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[2]) : 1000;

	state = argc > 1 ? strtoull(argv[1], NULL, 10) * 2654435769u + 1 : 88172645463325252u;
	_set_invalid_parameter_handler(go_on);
	for (int i = 0; i < rounds; i++) {
		output();
		input();
		garbage();
	}
	printf("%d rounds, %d failures\n", rounds, failures);
	return failures != 0;
}
