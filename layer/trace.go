package layer

import (
	"log/slog"
	"os"
)

// Trace shows on standard error, with WINSOCK_TRACE=1, what error codes can't tell, as
// the core's does.
var Trace = newTrace(os.Getenv("WINSOCK_TRACE"))

func newTrace(setting string) *slog.Logger {
	if setting == "" || setting == "0" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil))
}
