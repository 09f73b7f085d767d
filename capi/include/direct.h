/* direct.h: folders. */
#pragma GCC system_header
#ifndef _INC_DIRECT
#define _INC_DIRECT

#include <corecrt.h>
#include <unistd.h>
#include <sys/stat.h>
#include <winsock/wideio.h>

WINSOCK_BEGIN

int _mkdir(const char *path) WINSOCK_ALIAS(_mkdir);
int _rmdir(const char *path) WINSOCK_ALIAS(_rmdir);
int _chdir(const char *path) WINSOCK_ALIAS(_chdir);
/* NULL for the buffer makes one of at least size bytes with malloc. */
char *_getcwd(char *to, int size) WINSOCK_ALIAS(_getcwd);
char *_getdcwd(int drive, char *to, int size) WINSOCK_ALIAS(_getdcwd);
/* There is one drive: 3, which is C:. */
int _getdrive(void) WINSOCK_ALIAS(_getdrive);
int _chdrive(int drive) WINSOCK_ALIAS(_chdrive);
unsigned int _getdrives(void) WINSOCK_ALIAS(_getdrives);

WINSOCK_END

/* mkdir has one argument in Microsoft's run-time and two in Linux's. */
#ifdef __cplusplus
extern "C++" {
inline int mkdir(const char *path)
{
	return _mkdir(path);
}
}
#else
#define WINSOCK_MKDIR(path, mode, function, ...) function
#define mkdir(...) WINSOCK_MKDIR(__VA_ARGS__, mkdir, _mkdir, 0)(__VA_ARGS__)
#endif

#endif
