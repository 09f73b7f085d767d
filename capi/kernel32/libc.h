/*
 * libc.h: functions of the C library under names of their own, where the public
 * headers bind the usual names to Microsoft's rules (%ld of 32 bits, modes of
 * fopen, 16-bit characters).
 */
#ifndef WINSOCK_KERNEL32_LIBC_H
#define WINSOCK_KERNEL32_LIBC_H

#include <locale.h>
#include <stddef.h>
#include <stdio.h>

int libc_snprintf(char *to, size_t size, const char *format, ...) __asm__("snprintf");
int libc_sscanf(const char *from, const char *format, ...) __asm__("__isoc99_sscanf");
int libc_dprintf(int fd, const char *format, ...) __asm__("dprintf");
FILE *libc_fopen(const char *path, const char *mode) __asm__("fopen");
char *libc_fgets(char *to, int size, FILE *from) __asm__("fgets");
int libc_fclose(FILE *file) __asm__("fclose");
char *libc_getenv(const char *name) __asm__("getenv");
int libc_setenv(const char *name, const char *value, int replace) __asm__("setenv");
int libc_unsetenv(const char *name) __asm__("unsetenv");

/* A wint_t has 32 bits whatever wchar_t has. */
unsigned int libc_towlower_l(unsigned int c, locale_t locale) __asm__("towlower_l");
unsigned int libc_towupper_l(unsigned int c, locale_t locale) __asm__("towupper_l");

#endif
