package message

import "winsock/ws2def"

// Errno is a system error code; 0 means success.
type Errno = ws2def.Errno

// System error codes that no socket call gives.
const (
	ErrorNoMoreUserHandles   Errno = 1158 // there are as many windows as there can be
	ErrorMessageSyncOnly     Errno = 1159 // the message has pointers, so that somebody must wait
	ErrorInvalidWindowHandle Errno = 1400 // no window
	ErrorTLWWithWSChild      Errno = 1406 // a child without a parent
	ErrorCannotFindWndClass  Errno = 1407 // no class has the name
	ErrorClassAlreadyExists  Errno = 1410 // the name is taken
	ErrorClassDoesNotExist   Errno = 1411 // no class has the name
	ErrorClassHasWindows     Errno = 1412 // the class is in use
	ErrorInvalidIndex        Errno = 1413 // no word of a window or class
	ErrorInvalidThreadID     Errno = 1444 // the thread has no queue
)
