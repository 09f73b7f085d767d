package catalog

import (
	"os"
	"path/filepath"
	"syscall"

	"winsock/internal/sys"
)

// systemFile is the catalog of the whole machine.
const systemFile = "/etc/winsock/catalog.json"

// EnvFile is the environment variable that names another catalog file.
const EnvFile = "WINSOCK_CATALOG"

// Load returns the catalog that applies to this process: what [DefaultStore]
// holds.
//
// Source: D-40, D-42.
func Load() (*Catalog, error) { return DefaultStore().Read() }

// DefaultStore returns the store whose catalog applies to this process: the file
// that WINSOCK_CATALOG names; else the user's own file; else the system's. A
// user other than root who has no file gets one with the first change, which
// starts from the system's catalog; root changes the system's. The user's file
// is only taken when the user owns it, and a process with more rights than its
// caller gets the system's in any case.
//
// Source: D-37, D-40.
func DefaultStore() *Store {
	system := Open(systemFile)
	if sys.Privileged() {
		return system
	}
	return chooseStore(system, os.Getenv(EnvFile), userFile(), os.Geteuid())
}

// userFile names the file of the user, "" when there is no home for it.
func userFile() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "winsock", "catalog.json")
}

// chooseStore decides for a user with the given id, named being what the
// environment says and own the user's file.
func chooseStore(system *Store, named, own string, uid int) *Store {
	if named != "" {
		return Open(named)
	}
	if own == "" {
		return system
	}
	info, err := os.Stat(own)
	switch {
	case err == nil && int(info.Sys().(*syscall.Stat_t).Uid) != uid:
		return system // with sudo, HOME may be somebody else's
	case os.IsPermission(err):
		return system // nor may he look into it
	case os.IsNotExist(err) && uid == 0:
		return system
	}
	return &Store{path: own, below: system, own: true}
}
