package resolve_test

import (
	"context"
	"fmt"
	"time"

	"winsock/internal/resolve"
	"winsock/ws2def"
)

func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()

	var r resolve.Resolver
	results, code := r.GetAddrInfo(ctx, "127.0.0.1", "80", true, true, &resolve.Hints{
		Flags:    ws2def.AI_NUMERICHOST,
		SockType: ws2def.SOCK_STREAM,
	})
	if code != 0 {
		fmt.Println(code)
		return
	}
	for _, result := range results {
		text, _ := resolve.AddressToString(result.Addr)
		fmt.Println(text)
	}
	// Output: 127.0.0.1:80
}

func ExampleStringToAddress() {
	sa, code := resolve.StringToAddress("[fe80::1%2]:80", ws2def.AF_INET6)
	fmt.Println(len(sa), code == 0)

	_, code = resolve.StringToAddress("no address", ws2def.AF_INET)
	fmt.Println(code == ws2def.WSAEINVAL)
	// Output:
	// 28 true
	// true
}

func ExampleInetAddr() {
	fmt.Println(resolve.InetNtoa(resolve.InetAddr("0x7f.1")))
	fmt.Println(resolve.InetAddr("256.1") == ws2def.INADDR_NONE)
	// Output:
	// 127.0.0.1
	// true
}
