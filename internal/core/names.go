package core

import "winsock/internal/directory"

func init() { directory.TraceTo(trace) }
