package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"winsock"
	"winsock/catalog"
	"winsock/spi"
	"winsock/ws2def"
)

const usage = `layer install               add the layer to the catalog, over TCP
layer listen HOST:PORT      print what one connection brings
layer say HOST:PORT TEXT    send the text`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "layer:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 1 && args[0] == "install":
		return install()
	case len(args) == 2 && args[0] == "listen":
		return listen(args[1])
	case len(args) == 3 && args[0] == "say":
		return say(args[1], args[2])
	}
	return fmt.Errorf("what shall it do?\n%s", usage)
}

// install adds the layer, and in front of the protocols that it covers a chain over each
// of them: what programs are given from now on. Over nil would cover all protocols. IFS
// is for layers whose programs may use the socket as a file, past the layer.
func install() error {
	return catalog.DefaultStore().Update(func(edit *catalog.Edit) error {
		id, chains, err := edit.InstallLayer(catalog.Layer{
			Provider: guid,
			Path:     spi.PathPrefix + name,
			Name:     "Rot13",
			Over: []catalog.Triple{
				{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP},
				{Family: ws2def.AF_INET6, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP},
			},
		})
		if err != nil {
			return err
		}
		fmt.Println("layer", id, "with the chains", chains)
		return nil
	})
}

// listen knows nothing of the layer, nor does say: they are any program.
func listen(at string) error {
	var config winsock.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", at)
	if err != nil {
		return err
	}
	defer l.Close()
	fmt.Println("listening at", l.Addr())
	c, err := l.Accept()
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = io.Copy(os.Stdout, c)
	return err
}

func say(to, text string) error {
	var dialer winsock.Dialer
	c, err := dialer.Dial("tcp", to)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(c, text); err != nil {
		c.Close()
		return err
	}
	return c.Close()
}
