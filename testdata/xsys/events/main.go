// Command events passes a turn to and fro between two goroutines by event objects.
package main

import (
	"fmt"
	"log"

	"golang.org/x/sys/windows"
)

func event(manual uint32) windows.Handle {
	h, err := windows.CreateEvent(nil, manual, 0, nil)
	if err != nil {
		log.Fatal(err)
	}
	return h
}

func main() {
	ping, pong, end := event(0), event(0), event(1)
	go func() {
		for {
			which, err := windows.WaitForMultipleObjects([]windows.Handle{ping, end}, false, windows.INFINITE)
			if err != nil {
				log.Fatal(err)
			}
			if which != windows.WAIT_OBJECT_0 {
				break
			}
			windows.SetEvent(pong)
		}
		windows.SetEvent(pong)
	}()
	for range 1000 {
		windows.SetEvent(ping)
		if which, err := windows.WaitForSingleObject(pong, windows.INFINITE); which != windows.WAIT_OBJECT_0 {
			log.Fatal(which, err)
		}
	}
	windows.SetEvent(end)
	first, err := windows.WaitForSingleObject(pong, 10000)
	late, _ := windows.WaitForSingleObject(pong, 1)
	windows.ResetEvent(end)
	reset, _ := windows.WaitForSingleObject(end, 0)
	for _, h := range []windows.Handle{ping, pong, end} {
		if err := windows.CloseHandle(h); err != nil {
			log.Fatal(err)
		}
	}
	_, gone := windows.WaitForSingleObject(end, 0)
	fmt.Println(first, err, late == uint32(windows.WAIT_TIMEOUT), reset == late, gone == windows.ERROR_INVALID_HANDLE)
}
