package winsock

import "winsock/ws2def"

// NTStatus is how an operation ended, as Overlapped's Internal has it. WSA and
// Win32 give the error codes that stand for it.
type NTStatus = ws2def.NTStatus
