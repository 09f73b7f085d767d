/* arithmetic.c: MulDiv. */
#include <winbase.h>

#include <limits.h>

/*
 * MulDiv is number * numerator / denominator, rounded to the nearest, halves away
 * from zero; -1 for a division by zero or a result of more than 32 bits.
 */
int WINAPI MulDiv(int number, int numerator, int denominator)
{
	if (denominator == 0)
		return -1;
	long long product = (long long)number * numerator, by = denominator;
	if (by < 0) {
		product = -product;
		by = -by;
	}
	long long result = product < 0 ? (product - by / 2) / by : (product + by / 2) / by;
	return result > INT_MAX || result < INT_MIN ? -1 : (int)result;
}
