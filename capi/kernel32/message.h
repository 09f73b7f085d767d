/* message.h: the texts of the system's errors (generated in zmessages.c). */
#ifndef WINSOCK_KERNEL32_MESSAGE_H
#define WINSOCK_KERNEL32_MESSAGE_H

struct ws_message {
	unsigned int code;
	const char *text; /* a sentence, without a line's end */
};

/* Sorted by code. */
extern const struct ws_message ws_messages[];
extern const unsigned int ws_message_count;

#endif
