package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"winsock"
	"winsock/catalog"
	"winsock/spi"
)

const usage = `provider install         add the provider to the catalog
provider try TEXT        send the text from one socket to another`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "provider:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 1 && args[0] == "install":
		return install()
	case len(args) == 2 && args[0] == "try":
		return try(args[1])
	}
	return fmt.Errorf("what shall it do?\n%s", usage)
}

// install adds the provider's entry to the catalog.
func install() error {
	return catalog.DefaultStore().Update(func(edit *catalog.Edit) error {
		ids, err := edit.Install(catalog.Entry{Info: entry(), Path: spi.PathPrefix + name})
		if err == nil {
			fmt.Println("entry", ids[0])
		}
		return err
	})
}

// try makes a connection with package net's interfaces. The calls of Winsock, blocking,
// overlapped or with events, work as well: the core makes them out of the provider's.
func try(text string) error {
	config := winsock.ListenConfig{Provider: name}
	l, err := config.Listen(context.Background(), "stream", addr("parlour"))
	if err != nil {
		return err
	}
	defer l.Close()
	go func() {
		dialer := winsock.Dialer{Provider: name}
		c, err := dialer.Dial("stream", addr("parlour"))
		if err != nil {
			fmt.Fprintln(os.Stderr, "provider:", err)
			os.Exit(1)
		}
		io.WriteString(c, text)
		c.Close()
	}()
	c, err := l.Accept()
	if err != nil {
		return err
	}
	defer c.Close()
	got, err := io.ReadAll(c)
	fmt.Printf("from %v to %v: %s\n", c.RemoteAddr(), c.LocalAddr(), got)
	return err
}

// addr is the text of an address of a family that package net does not know.
func addr(name string) string {
	return (&winsock.Addr{Net: "stream", Sockaddr: address(name)}).String()
}
