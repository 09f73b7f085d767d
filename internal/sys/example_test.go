package sys_test

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// Making the second system call fail.
func ExampleInject() {
	calls := 0
	sys.Inject(func(call string) syscall.Errno {
		if calls++; calls == 2 {
			return unix.ENOBUFS
		}
		return 0
	})
	defer sys.Inject(nil)
	first, e := sys.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	fmt.Println(first >= 0, e == 0)
	second, e := sys.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	fmt.Println(second >= 0, e)
	sys.Close(first)
	// Output:
	// true true
	// false no buffer space available
}
