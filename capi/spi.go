package main

import "C"

import "winsock/internal/core"

// ws_go_spi_entry reports whether the catalog has an entry with this id.
//
//export ws_go_spi_entry
func ws_go_spi_entry(id uint32) int32 {
	if core.Entry(id) != nil {
		return 1
	}
	return 0
}
