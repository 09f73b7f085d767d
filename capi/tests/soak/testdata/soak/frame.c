/* frame.c: what goes over a connection, and whether it is what was sent. */
#include "soak.h"

#include <string.h>

static unsigned char filling(unsigned number, unsigned i)
{
	return (unsigned char)(number * 31 + i * 7 + (i >> 8));
}

unsigned frame_put(char *to, unsigned slot, unsigned life, unsigned number, unsigned size)
{
	frame f = {MAGIC, slot, life, number, size};

	memcpy(to, &f, sizeof f);
	for (unsigned i = 0; i < size; i++)
		to[sizeof f + i] = (char)filling(number, i);
	return (unsigned)sizeof f + size;
}

void account_add(account *a, unsigned number)
{
	uint64_t x = (number + 1) * 0x9E3779B97F4A7C15ULL;

	a->count++;
	a->sum += x ^ (x >> 29);
}

const char *frame_take(parser *p, unsigned slot, unsigned life, const char *data, unsigned n)
{
	for (unsigned i = 0; i < n;) {
		if (p->in < sizeof p->head) {
			((char *)&p->head)[p->in++] = data[i++];
			if (p->in < sizeof p->head)
				continue;
			if (p->head.magic != MAGIC)
				return "no frame";
			if (p->head.slot != slot || p->head.life != life)
				return "a frame of another connection";
			if (p->head.number <= p->last || p->head.size > LARGEST)
				return "a frame twice, or out of order";
		}
		for (; i < n && p->in < sizeof p->head + p->head.size; i++, p->in++)
			if ((unsigned char)data[i] != filling(p->head.number, p->in - sizeof p->head))
				return "other bytes than were sent";
		if (p->in == sizeof p->head + p->head.size) {
			p->last = p->head.number;
			account_add(&p->got, p->last);
			p->in = 0;
		}
	}
	return NULL;
}
