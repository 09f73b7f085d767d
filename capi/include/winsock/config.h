/* config.h: what the other headers are written with. Not for programs. */
#ifndef WINSOCK_CONFIG_H
#define WINSOCK_CONFIG_H

/*
 * WINSOCK_ALIAS binds a declaration to a symbol of ours: names that the C
 * library has too must not take their place in the process.
 */
#define WINSOCK_ALIAS(name) __asm__("ws_" #name)

#ifdef __cplusplus
#define WINSOCK_BEGIN extern "C" {
#define WINSOCK_END }
#else
#define WINSOCK_BEGIN
#define WINSOCK_END
#endif

/* Structures with anonymous members stay quiet in every language version. */
#define WINSOCK_ANONYMOUS __extension__

/* WINSOCK_ASSERT checks a fact of a layout when a header is compiled. */
#ifdef __cplusplus
#if __cplusplus >= 201103L
#define WINSOCK_ASSERT(fact, text) static_assert(fact, text)
#endif
#elif defined(__GNUC__)
#define WINSOCK_ASSERT(fact, text) __extension__ _Static_assert(fact, text)
#endif
#ifndef WINSOCK_ASSERT
#define WINSOCK_ASSERT(fact, text) struct winsock_asserted
#endif

#endif
