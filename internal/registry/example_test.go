package registry_test

import (
	"fmt"
	"os"

	"winsock/internal/registry"
)

// A process opens a door; whoever asks learns from the kernel who answered.
func ExampleOpenDoor() {
	dir, err := os.MkdirTemp("", "registry")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	os.Setenv("WINSOCK_RUN_DIR", dir)
	defer os.Unsetenv("WINSOCK_RUN_DIR")
	door, err := registry.OpenDoor(registry.Doings{Sockets: func() []byte { return []byte("three sockets") }})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer door.Close()
	answers, err := registry.AskAll()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range answers {
		fmt.Printf("%t: %s\n", a.PID == os.Getpid(), a.Text)
	}
	// Output: true: three sockets
}
