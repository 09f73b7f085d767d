/*
 * filepath.h: file names of Windows as paths of Linux, and back.
 *
 * A backslash is a slash. A drive stands for the root: "C:\dir\file" is
 * /dir/file, whatever the letter; "C:file" is a file of the current directory.
 * The prefixes \\?\ and \\.\ are dropped. NUL is /dev/null; CON, CONIN$ and
 * CONOUT$ are /dev/tty. \\server\share is no path here (ERROR_BAD_NETPATH), and
 * names with the characters <>"|?* are refused (ERROR_INVALID_NAME). Paths that
 * calls give back begin with "C:\" and have backslashes, since programs look for
 * those; both forms are accepted everywhere.
 */
#ifndef WINSOCK_KERNEL32_FILEPATH_H
#define WINSOCK_KERNEL32_FILEPATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for a path, the end included. */
enum { WS_PATH = 4096 };

/* What a name stands for that is no ordinary file. */
enum ws_device { WS_FILE, WS_NUL, WS_CONIN, WS_CONOUT, WS_PIPE };

/*
 * ws_path writes the path that name, UTF-8, stands for, and returns 0 or the
 * error: ERROR_PATH_NOT_FOUND (empty), ERROR_INVALID_NAME, ERROR_BAD_NETPATH,
 * ERROR_FILENAME_EXCED_RANGE. device, when not NULL, is set; the path of a
 * WS_PIPE is what follows \\.\pipe\.
 */
unsigned ws_path(const char *name, char path[WS_PATH], enum ws_device *device);
unsigned ws_path_wide(const uint16_t *name, char path[WS_PATH], enum ws_device *device);

/* ws_path_pattern is ws_path for a name whose last part may have wildcards. */
unsigned ws_path_pattern(const char *name, char path[WS_PATH]);

/*
 * ws_path_name writes the Windows name of an absolute path into name, which has
 * WS_PATH + 3 bytes, and returns its length.
 */
size_t ws_path_name(const char *path, char name[WS_PATH + 3]);

/*
 * ws_is_device reports whether a path is a device's, which no call here may
 * delete, rename or replace: NUL is /dev/null, and root could.
 */
bool ws_is_device(const char *path);

/* ws_proc_fd writes the path under /proc that leads to what fd has open. */
void ws_proc_fd(int fd, char path[40]);

/*
 * ws_narrow writes text as UTF-8, its end included; SIZE_MAX when room bytes are
 * too few, else the length. ws_widen does so for UTF-16 and room in units.
 */
size_t ws_narrow(const uint16_t *text, char *out, size_t room);
size_t ws_widen(const char *text, uint16_t *out, size_t room);

/* ws_narrow_copy is text as UTF-8 on the heap; NULL for NULL or without memory. */
char *ws_narrow_copy(const uint16_t *text);

/*
 * ws_give copies text, UTF-8, to a caller's buffer of room units by the rule of
 * the path functions: it returns the length without the end, or, when that does
 * not fit or buffer is NULL, the room that it needs with the end (the last error
 * stays).
 */
unsigned ws_give(const char *text, char *buffer, unsigned room);
unsigned ws_give_wide(const char *text, uint16_t *buffer, unsigned room);

#endif
