// Command library is the part of libws2_32.so that the tests of kernel32 need.
package main

import _ "winsock/capi/kernel32"

func main() {}
