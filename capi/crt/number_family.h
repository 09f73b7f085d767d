/*
 * number_family.h: integers to text of the type of character that CHARACTER says,
 * under the names that DIGITS(before, after) makes, such as _itoa_s.
 */
#include <string.h>

#include "number.h"
#include "secure.h"

static errno_t write_digits(unsigned long long n, int negative, CHARACTER *to, size_t size,
	int base)
{
	char text[66], *digits;
	size_t length;

	if (!to || !size)
		return ws_refuse(EINVAL);
	*to = 0;
	if (base < 2 || base > 36)
		return ws_refuse(EINVAL);
	digits = ws_radix(text, n, negative, (unsigned)base);
	length = strlen(digits) + 1;
	if (length > size)
		return ws_refuse(ERANGE);
	for (size_t i = 0; i < length; i++)
		to[i] = (CHARACTER)digits[i];
	return 0;
}

/* Only in base 10 is a number negative; in others it is its bits. */
errno_t DIGITS(_i, _s)(int n, CHARACTER *to, size_t size, int base)
{
	if (base == 10 && n < 0)
		return write_digits(-(unsigned long long)n, 1, to, size, base);
	return write_digits((unsigned)n, 0, to, size, base);
}

errno_t DIGITS(_ul, _s)(unsigned int n, CHARACTER *to, size_t size, int base)
{
	return write_digits(n, 0, to, size, base);
}

errno_t DIGITS(_i64, _s)(long long n, CHARACTER *to, size_t size, int base)
{
	if (base == 10 && n < 0)
		return write_digits(-(unsigned long long)n, 1, to, size, base);
	return write_digits((unsigned long long)n, 0, to, size, base);
}

errno_t DIGITS(_ui64, _s)(unsigned long long n, CHARACTER *to, size_t size, int base)
{
	return write_digits(n, 0, to, size, base);
}

CHARACTER *DIGITS(_i, )(int n, CHARACTER *to, int base)
{
	DIGITS(_i, _s)(n, to, 66, base);
	return to;
}

CHARACTER *DIGITS(_ul, )(unsigned int n, CHARACTER *to, int base)
{
	DIGITS(_ul, _s)(n, to, 66, base);
	return to;
}

CHARACTER *DIGITS(_i64, )(long long n, CHARACTER *to, int base)
{
	DIGITS(_i64, _s)(n, to, 66, base);
	return to;
}

CHARACTER *DIGITS(_ui64, )(unsigned long long n, CHARACTER *to, int base)
{
	DIGITS(_ui64, _s)(n, to, 66, base);
	return to;
}
