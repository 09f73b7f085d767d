/* sort.c: sorting and searching with a context. */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "secure.h"

/* The comparison and its context, in the order that the C library hands them. */
struct order {
	int (*compare)(void *, const void *, const void *);
	void *context;
};

static int compare(const void *a, const void *b, void *order)
{
	const struct order *o = order;

	return o->compare(o->context, a, b);
}

void qsort_s(void *base, rsize_t n, rsize_t width, int (*function)(void *, const void *, const void *),
	void *context)
{
	struct order order = {function, context};

	if ((!base && n) || !width || !function) {
		ws_refuse(EINVAL);
		return;
	}
	if (n > 1)
		qsort_r(base, n, width, compare, &order);
}

void *bsearch_s(const void *key, const void *base, rsize_t n, rsize_t width,
	int (*function)(void *, const void *, const void *), void *context)
{
	size_t low = 0, high = n;

	if ((!base && n) || !width || !function) {
		ws_refuse(EINVAL);
		return NULL;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *element = (const char *)base + middle * width;
		int order = function(context, key, element);

		if (order == 0)
			return (void *)element;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

void *_lfind(const void *key, const void *base, unsigned int *n, unsigned int width,
	int (*function)(const void *, const void *))
{
	if (!key || !n || (!base && *n) || !width || !function) {
		ws_refuse(EINVAL);
		return NULL;
	}
	for (unsigned int i = 0; i < *n; i++) {
		const char *element = (const char *)base + (size_t)i * width;

		if (function(key, element) == 0)
			return (void *)element;
	}
	return NULL;
}

void *_lsearch(const void *key, void *base, unsigned int *n, unsigned int width,
	int (*function)(const void *, const void *))
{
	void *found = _lfind(key, base, n, width, function);

	if (found || !key || !n || !base || !width || !function)
		return found;
	found = (char *)base + (size_t)*n * width;
	++*n;
	return memcpy(found, key, width);
}
