/* number.h: digits of numbers. */
#ifndef WINSOCK_CRT_NUMBER_H
#define WINSOCK_CRT_NUMBER_H

/*
 * ws_radix writes n in base 2 to 36, with lower-case letters and a minus sign
 * when asked, to the end of text and returns where it begins.
 */
char *ws_radix(char text[66], unsigned long long n, int negative, unsigned base);

#endif
