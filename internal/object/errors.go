package object

import "winsock/ws2def"

// System error codes that no socket call gives.
const (
	ErrorFileNotFound  Errno = 2 // no object has the name
	ErrorPathNotFound  Errno = 3 // the name has a backslash where it must not
	ErrorAccessDenied        = ws2def.ERROR_ACCESS_DENIED
	ErrorGenFailure    Errno = 31 // the thread has ended
	ErrorNotSupported        = ws2def.ERROR_NOT_SUPPORTED
	ErrorSignalRefused Errno = 156  // the thread is suspended as often as it can be
	ErrorNotOwner      Errno = 288  // the mutex is somebody else's
	ErrorTooManyPosts  Errno = 298  // the semaphore would be above its maximum
	ErrorNoToken       Errno = 1008 // the thread has no token of its own
)
