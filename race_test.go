//go:build race

package winsock_test

// raceEnabled says that the race detector, which makes everything slower, is on.
const raceEnabled = true
