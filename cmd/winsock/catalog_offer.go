package main

import (
	"fmt"
	"strings"

	"winsock/catalog"
	"winsock/layer/capture"
	"winsock/layer/pass"
	"winsock/layer/shape"
	"winsock/layer/socks"
	"winsock/layer/tls"
	"winsock/provider/loop"
	"winsock/provider/rooted"
	"winsock/spi"
	"winsock/ws2def"
)

// onDemand are the providers of this program that are not in the built-in
// catalog, with what they offer.
var onDemand = map[string]func() []ws2def.WSAProtocolInfo{
	loop.Name:   loop.Entries,
	rooted.Name: rooted.Entries,
}

// layers are the layered providers of this program.
var layers = map[string]catalog.Layer{
	capture.Name: {Provider: capture.Provider, Path: spi.PathPrefix + capture.Name, Name: "Capture"},
	pass.Name:    {Provider: pass.Provider, Path: spi.PathPrefix + pass.Name, Name: "Pass"},
	shape.Name:   {Provider: shape.Provider, Path: spi.PathPrefix + shape.Name, Name: "Shape"},
	tls.Name: {Provider: tls.Provider, Path: spi.PathPrefix + tls.Name, Name: "TLS", Over: []catalog.Triple{
		{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP},
		{Family: ws2def.AF_INET6, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP},
	}},
	socks.Name: {Provider: socks.Provider, Path: spi.PathPrefix + socks.Name, Name: "SOCKS", IFS: true},
}

// offeredBy returns the entries that a provider of this program offers.
func offeredBy(name string) ([]catalog.Entry, error) {
	name = strings.TrimPrefix(name, spi.PathPrefix)
	if _, ok := spi.Find(name); !ok {
		return nil, fmt.Errorf("no provider is called %q; there are %s", name, strings.Join(spi.Names(), ", "))
	}
	path := spi.PathPrefix + name
	var offered []catalog.Entry
	if entries := onDemand[name]; entries != nil {
		for _, info := range entries() {
			offered = append(offered, catalog.Entry{Info: info, Path: path})
		}
	}
	for _, e := range catalog.Default().Enum(nil, true) {
		if e.Path == path {
			offered = append(offered, *e)
		}
	}
	if len(offered) == 0 {
		return nil, fmt.Errorf("the provider %q offers no entries to install", name)
	}
	return offered, nil
}
