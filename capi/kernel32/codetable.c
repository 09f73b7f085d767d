/* codetable.c: the tables of code pages, made from the C library's iconv. */
#include "codetable.h"

#include <iconv.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "libc.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct ws_code_table *made;

/* Names that are not "CP" and the number. */
static const struct {
	unsigned page;
	const char *name;
} names[] = {
	{708, "ASMO_449"},	{936, "GBK"},	     {20127, "US-ASCII"},   {20866, "KOI8-R"},
	{21866, "KOI8-U"},   {28591, "ISO-8859-1"}, {28592, "ISO-8859-2"},
	{28593, "ISO-8859-3"},	{28594, "ISO-8859-4"}, {28595, "ISO-8859-5"},
	{28596, "ISO-8859-6"},	{28597, "ISO-8859-7"}, {28598, "ISO-8859-8"},
	{28599, "ISO-8859-9"},	{28603, "ISO-8859-13"}, {28605, "ISO-8859-15"},
	{51949, "EUC-KR"},
};

/* The pages that iconv knows by number and that Windows has. */
static const unsigned short numbered[] = {
	37,  437, 500,  737,  775,  850,  852,	855,  857,  858,  860,	861,  862,  863,  864,	865,
	866, 869, 874,	932,  949,  950,  1026, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258,
};

/* The bytes that begin a character of two. */
static const struct {
	unsigned page;
	uint8_t first, last;
} leads[] = {
	{932, 0x81, 0x9F}, {932, 0xE0, 0xFC}, {936, 0x81, 0xFE},
	{949, 0x81, 0xFE}, {950, 0x81, 0xFE}, {51949, 0xA1, 0xFE},
};

static iconv_t open_page(unsigned page)
{
	char name[16] = "";
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].page == page)
			libc_snprintf(name, sizeof(name), "%s", names[i].name);
	for (size_t i = 0; i < sizeof(numbered) / sizeof(numbered[0]); i++)
		if (numbered[i] == page)
			libc_snprintf(name, sizeof(name), "CP%u", page);
	return name[0] == 0 ? (iconv_t)-1 : iconv_open("UTF-16LE", name);
}

/* wide_of is the one 16-bit character that the n bytes are, 0 if they are none. */
static uint16_t wide_of(iconv_t cd, const char *bytes, size_t n)
{
	uint16_t wide[4];
	char *in = (char *)bytes, *out = (char *)wide;
	size_t room = sizeof(wide);
	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &in, &n, &out, &room) == (size_t)-1 || n != 0)
		return 0;
	iconv(cd, NULL, NULL, &out, &room);
	return sizeof(wide) - room == 2 ? wide[0] : 0;
}

static void enter(struct ws_code_table *t, unsigned code, uint16_t wide)
{
	t->to_wide[code] = wide;
	if (wide != 0 && t->from_wide[wide] == 0)
		t->from_wide[wide] = (uint16_t)code;
}

static void fill(struct ws_code_table *t, iconv_t cd)
{
	char b[2];
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		for (unsigned lead = leads[i].first; lead <= leads[i].last; lead++)
			t->is_lead[lead] |= leads[i].page == t->page;
	for (unsigned i = 1; i < 256; i++) {
		b[0] = (char)i;
		if (!t->is_lead[i])
			enter(t, i, wide_of(cd, b, 1));
		for (unsigned trail = 0x30; t->is_lead[i] && trail < 0xFF; trail++) {
			b[1] = (char)trail;
			enter(t, i << 8 | trail, wide_of(cd, b, 2));
		}
	}
	/* Windows lets bytes without a character through, as control codes. */
	for (unsigned i = 0x80; i < 0x100; i++)
		if (t->to_wide[i] == 0 && !t->is_lead[i])
			enter(t, i, (uint16_t)(t->page == 20127 ? i & 0x7F : i));
}

const struct ws_code_table *ws_code_table(unsigned page)
{
	pthread_mutex_lock(&lock);
	struct ws_code_table *t = made;
	while (t != NULL && t->page != page)
		t = t->next;
	if (t == NULL) {
		iconv_t cd = open_page(page);
		if (cd != (iconv_t)-1 && (t = calloc(1, sizeof(*t))) != NULL) {
			t->page = page;
			fill(t, cd);
			t->next = made;
			made = t;
		}
		if (cd != (iconv_t)-1)
			iconv_close(cd);
	}
	pthread_mutex_unlock(&lock);
	return t;
}
