/*
 * stdlibfirst.h: what the C library's <stdlib.h> has too, under symbols of ours.
 * Declared before it, so that std:: has it as well. Part of stdlib.h.
 */
#ifndef WINSOCK_STDLIBFIRST_H
#define WINSOCK_STDLIBFIRST_H

#include <corecrt.h>
#include <winsock/widenumber.h>

WINSOCK_BEGIN

/* Microsoft's generator: each thread has its own, and begins with srand(1). */
int rand(void) WINSOCK_NOTHROW WINSOCK_ALIAS(rand);
void srand(unsigned int seed) WINSOCK_NOTHROW WINSOCK_ALIAS(srand);

/* system runs sh; "pause" waits for a key and "cls" clears the screen. */
int system(const char *command) WINSOCK_ALIAS(system);

WINSOCK_END

#endif
