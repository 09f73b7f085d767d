/*
 * uuid.c: universally unique identifiers, which installers of providers make.
 *
 * Source: rpcdce.h and objbase.h documentation; RFC 4122 for version 4 and the text.
 */
#include <objbase.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#define TEXT_LENGTH 36 /* of 8-4-4-4-12 digits */

static const UUID nil;

/* given is the UUID at a pointer that may be NULL for the one of zeros. */
static const UUID *given(const UUID *uuid)
{
	return uuid == NULL ? &nil : uuid;
}

RPC_STATUS RPC_ENTRY UuidCreate(UUID *uuid)
{
	while (getrandom(uuid, sizeof *uuid, 0) != sizeof *uuid) {
		if (errno != EINTR)
			return RPC_S_OUT_OF_MEMORY;
	}
	uuid->Data3 = (unsigned short)((uuid->Data3 & 0x0fff) | 0x4000);
	uuid->Data4[0] = (unsigned char)((uuid->Data4[0] & 0x3f) | 0x80);
	return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY UuidCreateNil(UUID *uuid)
{
	*uuid = nil;
	return RPC_S_OK;
}

/* write_text writes the text of a UUID and its zero. */
static void write_text(const UUID *u, char text[TEXT_LENGTH + 1])
{
	snprintf(text, TEXT_LENGTH + 1, "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", u->Data1,
		u->Data2, u->Data3, u->Data4[0], u->Data4[1], u->Data4[2], u->Data4[3], u->Data4[4],
		u->Data4[5], u->Data4[6], u->Data4[7]);
}

RPC_STATUS RPC_ENTRY UuidToStringA(const UUID *uuid, RPC_CSTR *string)
{
	char *text = malloc(TEXT_LENGTH + 1);

	if (text == NULL)
		return RPC_S_OUT_OF_MEMORY;
	write_text(given(uuid), text);
	*string = (RPC_CSTR)text;
	return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY UuidToStringW(const UUID *uuid, RPC_WSTR *string)
{
	char text[TEXT_LENGTH + 1];
	unsigned short *wide = malloc(sizeof text * sizeof *wide);

	if (wide == NULL)
		return RPC_S_OUT_OF_MEMORY;
	write_text(given(uuid), text);
	for (size_t i = 0; i < sizeof text; i++)
		wide[i] = (unsigned char)text[i];
	*string = wide;
	return RPC_S_OK;
}

/* digit is the value of a hexadecimal digit, or -1. */
static int digit(unsigned int c)
{
	if (c >= '0' && c <= '9')
		return (int)(c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? (int)(c - 'a' + 10) : -1;
}

/* read_text reads a UUID out of TEXT_LENGTH characters. */
static bool read_text(const unsigned short *text, UUID *uuid)
{
	unsigned char bytes[16];
	int n = 0;

	for (int i = 0; i < TEXT_LENGTH;) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (text[i++] != '-')
				return false;
			continue;
		}
		int high = digit(text[i]), low = digit(text[i + 1]);
		if (high < 0 || low < 0)
			return false;
		bytes[n++] = (unsigned char)(high << 4 | low);
		i += 2;
	}
	uuid->Data1 = (unsigned int)bytes[0] << 24 | (unsigned int)bytes[1] << 16 |
		(unsigned int)bytes[2] << 8 | bytes[3];
	uuid->Data2 = (unsigned short)(bytes[4] << 8 | bytes[5]);
	uuid->Data3 = (unsigned short)(bytes[6] << 8 | bytes[7]);
	for (int i = 0; i < 8; i++)
		uuid->Data4[i] = bytes[8 + i];
	return true;
}

RPC_STATUS RPC_ENTRY UuidFromStringW(RPC_WSTR string, UUID *uuid)
{
	int n = 0;

	if (string == NULL)
		return UuidCreateNil(uuid);
	while (n <= TEXT_LENGTH && string[n] != 0)
		n++;
	if (n != TEXT_LENGTH || !read_text(string, uuid))
		return RPC_S_INVALID_STRING_UUID;
	return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY UuidFromStringA(RPC_CSTR string, UUID *uuid)
{
	unsigned short wide[TEXT_LENGTH + 2];
	int n = 0;

	if (string == NULL)
		return UuidCreateNil(uuid);
	for (; n <= TEXT_LENGTH && string[n] != 0; n++)
		wide[n] = string[n];
	wide[n] = 0;
	return UuidFromStringW(wide, uuid);
}

RPC_STATUS RPC_ENTRY RpcStringFreeA(RPC_CSTR *string)
{
	free(*string);
	return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY RpcStringFreeW(RPC_WSTR *string)
{
	free(*string);
	return RPC_S_OK;
}

/* sign is the order of two numbers. */
static int sign(unsigned int a, unsigned int b)
{
	return (a > b) - (a < b);
}

int RPC_ENTRY UuidCompare(UUID *uuid1, UUID *uuid2, RPC_STATUS *status)
{
	const UUID *a = given(uuid1), *b = given(uuid2);
	int order = sign(a->Data1, b->Data1);

	*status = RPC_S_OK;
	if (order == 0)
		order = sign(a->Data2, b->Data2);
	if (order == 0)
		order = sign(a->Data3, b->Data3);
	for (int i = 0; i < 8 && order == 0; i++)
		order = sign(a->Data4[i], b->Data4[i]);
	return order;
}

int RPC_ENTRY UuidEqual(UUID *uuid1, UUID *uuid2, RPC_STATUS *status)
{
	return UuidCompare(uuid1, uuid2, status) == 0;
}

int RPC_ENTRY UuidIsNil(UUID *uuid, RPC_STATUS *status)
{
	return UuidCompare(uuid, NULL, status) == 0;
}

HRESULT WINAPI CoCreateGuid(GUID *guid)
{
	if (guid == NULL)
		return E_INVALIDARG;
	return HRESULT_FROM_WIN32(UuidCreate(guid));
}

int WINAPI StringFromGUID2(REFGUID guid, LPOLESTR string, int room)
{
	char text[TEXT_LENGTH + 1];

	if (string == NULL || room < TEXT_LENGTH + 3)
		return 0;
	write_text(guid, text);
	string[0] = '{';
	for (int i = 0; i < TEXT_LENGTH; i++)
		string[1 + i] = (WCHAR)(text[i] >= 'a' ? text[i] - 'a' + 'A' : text[i]);
	string[TEXT_LENGTH + 1] = '}';
	string[TEXT_LENGTH + 2] = 0;
	return TEXT_LENGTH + 3;
}
