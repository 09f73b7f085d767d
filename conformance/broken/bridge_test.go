//go:build cgo

package broken

import _ "winsock/provider/native"

func init() { bridged = true }
