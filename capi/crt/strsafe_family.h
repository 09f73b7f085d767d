/*
 * strsafe_family.h: one of the four families of strsafe.h, under the names that
 * NAME(action) makes; CHARACTER is its type of character, KIND what ws_strsafe
 * calls it. strsafe.c has one after the other.
 */

STRSAFEAPI NAME(Copy)(CHARACTER *to, size_t size, const CHARACTER *from)
{
	struct ws_strsafe s = ws_strsafe(to, size, KIND, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_copy(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI NAME(CopyEx)(CHARACTER *to, size_t size, const CHARACTER *from, CHARACTER **end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, KIND, end, remaining, flags);

	return ws_strsafe_copy(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI NAME(CopyN)(CHARACTER *to, size_t size, const CHARACTER *from, size_t limit)
{
	struct ws_strsafe s = ws_strsafe(to, size, KIND, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_copy(&s, from, ws_strsafe_characters(&s, limit));
}

STRSAFEAPI NAME(CopyNEx)(CHARACTER *to, size_t size, const CHARACTER *from, size_t limit,
	CHARACTER **end, size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, KIND, end, remaining, flags);

	return ws_strsafe_copy(&s, from, ws_strsafe_characters(&s, limit));
}

STRSAFEAPI NAME(Cat)(CHARACTER *to, size_t size, const CHARACTER *from)
{
	struct ws_strsafe s = ws_strsafe(to, size, KIND, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_cat(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI NAME(CatEx)(CHARACTER *to, size_t size, const CHARACTER *from, CHARACTER **end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, KIND, end, remaining, flags);

	return ws_strsafe_cat(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI NAME(CatN)(CHARACTER *to, size_t size, const CHARACTER *from, size_t limit)
{
	struct ws_strsafe s = ws_strsafe(to, size, KIND, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_cat(&s, from, ws_strsafe_characters(&s, limit));
}

STRSAFEAPI NAME(CatNEx)(CHARACTER *to, size_t size, const CHARACTER *from, size_t limit,
	CHARACTER **end, size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, KIND, end, remaining, flags);

	return ws_strsafe_cat(&s, from, ws_strsafe_characters(&s, limit));
}

STRSAFEAPI NAME(VPrintf)(CHARACTER *to, size_t size, const CHARACTER *format, va_list args)
{
	struct ws_strsafe s = ws_strsafe(to, size, KIND, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_vprintf(&s, format, args);
}

STRSAFEAPI NAME(VPrintfEx)(CHARACTER *to, size_t size, CHARACTER **end, size_t *remaining,
	DWORD flags, const CHARACTER *format, va_list args)
{
	struct ws_strsafe s = ws_strsafe(to, size, KIND, end, remaining, flags);

	return ws_strsafe_vprintf(&s, format, args);
}

STRSAFEAPIV NAME(Printf)(CHARACTER *to, size_t size, const CHARACTER *format, ...)
{
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = NAME(VPrintf)(to, size, format, args);
	va_end(args);
	return result;
}

STRSAFEAPIV NAME(PrintfEx)(CHARACTER *to, size_t size, CHARACTER **end, size_t *remaining,
	DWORD flags, const CHARACTER *format, ...)
{
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = NAME(VPrintfEx)(to, size, end, remaining, flags, format, args);
	va_end(args);
	return result;
}

STRSAFEAPI NAME(Gets)(CHARACTER *to, size_t size)
{
	struct ws_strsafe s = ws_strsafe(to, size, KIND, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_gets(&s);
}

STRSAFEAPI NAME(GetsEx)(CHARACTER *to, size_t size, CHARACTER **end, size_t *remaining,
	DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, KIND, end, remaining, flags);

	return ws_strsafe_gets(&s);
}

STRSAFEAPI NAME(Length)(const CHARACTER *text, size_t size, size_t *length)
{
	return ws_strsafe_length(text, size, KIND, length);
}

#undef NAME
#undef KIND
#undef CHARACTER
