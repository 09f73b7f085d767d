/* uuid.c: what makes, writes, reads and compares UUIDs. */
#include <objbase.h>
#include <stdio.h>
#include <string.h>

#define CHECK(fact)                                                             \
	do {                                                                    \
		if (!(fact)) {                                                  \
			printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #fact); \
			failures++;                                             \
		}                                                               \
	} while (0)

static int failures;

static void create(void)
{
	UUID a, b;

	CHECK(UuidCreate(&a) == RPC_S_OK && UuidCreate(&b) == RPC_S_OK);
	CHECK(!IsEqualGUID(&a, &b));
	CHECK(a.Data3 >> 12 == 4 && a.Data4[0] >> 6 == 2);
	CHECK(CoCreateGuid(&b) == S_OK && b.Data3 >> 12 == 4 && !IsEqualGUID(&a, &b));
	CHECK(CoCreateGuid(NULL) == E_INVALIDARG);
}

static void text(void)
{
	UUID a = {0x01ABCDEF, 0x0123, 0x4567, {0x89, 0xAB, 0xCD, 0xEF, 1, 2, 3, 0xFF}}, b;
	RPC_CSTR narrow;
	RPC_WSTR wide;
	WCHAR braces[39];

	CHECK(UuidToStringA(&a, &narrow) == RPC_S_OK);
	CHECK(strcmp((char *)narrow, "01abcdef-0123-4567-89ab-cdef010203ff") == 0);
	memset(&b, 0xEE, sizeof b);
	CHECK(UuidFromStringA(narrow, &b) == RPC_S_OK && IsEqualGUID(&a, &b));
	narrow[3] = 'B';
	narrow[7] = 'F';
	CHECK(UuidFromStringA(narrow, &b) == RPC_S_OK && IsEqualGUID(&a, &b));
	narrow[8] = '_';
	CHECK(UuidFromStringA(narrow, &b) == RPC_S_INVALID_STRING_UUID);
	narrow[8] = '-';
	narrow[35] = 'g';
	CHECK(UuidFromStringA(narrow, &b) == RPC_S_INVALID_STRING_UUID);
	narrow[35] = 0;
	CHECK(UuidFromStringA(narrow, &b) == RPC_S_INVALID_STRING_UUID);
	CHECK(RpcStringFreeA(&narrow) == RPC_S_OK);
	CHECK(UuidFromStringA((RPC_CSTR)"01abcdef-0123-4567-89ab-cdef010203ff0", &b) ==
		RPC_S_INVALID_STRING_UUID);
	CHECK(UuidFromStringA((RPC_CSTR)"", &b) == RPC_S_INVALID_STRING_UUID);

	CHECK(UuidToStringW(&a, &wide) == RPC_S_OK);
	CHECK(wide[0] == '0' && wide[35] == 'f' && wide[36] == 0);
	memset(&b, 0xEE, sizeof b);
	CHECK(UuidFromStringW(wide, &b) == RPC_S_OK && IsEqualGUID(&a, &b));
	wide[0] = 0x130;
	CHECK(UuidFromStringW(wide, &b) == RPC_S_INVALID_STRING_UUID);
	CHECK(RpcStringFreeW(&wide) == RPC_S_OK);

	CHECK(StringFromGUID2(&a, braces, 39) == 39);
	CHECK(memcmp(braces, L"{01ABCDEF-0123-4567-89AB-CDEF010203FF}", sizeof braces) == 0);
	CHECK(StringFromGUID2(&a, braces, 38) == 0);
}

static void compare(void)
{
	UUID a = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}}, b = a, nil;
	RPC_STATUS status = -1;

	CHECK(UuidEqual(&a, &b, &status) && status == RPC_S_OK && UuidCompare(&a, &b, &status) == 0);
	b.Data4[7] = 12;
	CHECK(!UuidEqual(&a, &b, &status) && UuidCompare(&a, &b, &status) == -1);
	b.Data1 = 0;
	CHECK(UuidCompare(&a, &b, &status) == 1);
	CHECK(UuidCreateNil(&nil) == RPC_S_OK && UuidIsNil(&nil, &status) && UuidIsNil(NULL, &status));
	CHECK(!UuidIsNil(&a, &status) && UuidCompare(&a, NULL, &status) == 1);
	CHECK(UuidFromStringA(NULL, &a) == RPC_S_OK && UuidIsNil(&a, &status));
}

int main(void)
{
	create();
	text();
	compare();
	return failures != 0;
}
