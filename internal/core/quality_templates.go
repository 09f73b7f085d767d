package core

import (
	"errors"
	"sync"

	"winsock/catalog"
	"winsock/internal/quality"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

// settings reads what people have said about quality of service on this machine.
func settings() (*quality.Settings, error) {
	data, err := catalog.DefaultStore().ReadBeside(quality.SettingsFile)
	if err != nil {
		return nil, err
	}
	return quality.Parse(data)
}

// templatesOf are the templates that h can use. Errors: WSANOTINITIALISED,
// WSAENOTSOCK, WSAEOPNOTSUPP (the protocol has no quality of service), WSAENETDOWN
// (the file with the templates can't be read).
//
// Source: P-454, P-457.
func templatesOf(h Handle) (*quality.Settings, ws2def.GUID, Errno) {
	s, e := enter(h)
	if e != 0 {
		return nil, ws2def.GUID{}, e
	}
	defer table.Release(h)
	if !s.qualified() {
		return nil, ws2def.GUID{}, ws2def.WSAEOPNOTSUPP
	}
	all, err := settings()
	if err != nil {
		return nil, ws2def.GUID{}, ws2def.WSAENETDOWN
	}
	return all, s.entry.Info.ProviderId, 0
}

// QualityNames lists the qualities of service that have a name and that h can use
// (WSAGetQOSByName). Errors: as [NamedQuality].
//
// Source: P-454…P-457.
func QualityNames(h Handle) ([]string, Errno) {
	all, provider, e := templatesOf(h)
	if e != 0 {
		return nil, e
	}
	return all.Names(provider), 0
}

// NamedQuality writes the quality of service with a name to q (WSAGetQOSByName). Its
// objects are in memory that stays.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEOPNOTSUPP (the protocol has no quality of
// service), WSAENETDOWN (the file with the templates can't be read), WSAEINVAL (there
// is no such name), WSAENOBUFS.
//
// Source: P-454…P-457.
func NamedQuality(h Handle, name string, q *ws2def.QOS) Errno {
	all, provider, e := templatesOf(h)
	if e != 0 {
		return e
	}
	t := all.Find(name, provider)
	if t == nil {
		return ws2def.WSAEINVAL
	}
	objects, e := lasting(t.Objects)
	if e != 0 {
		return e
	}
	*q = ws2def.QOS{SendingFlowspec: t.Sending.Flowspec(), ReceivingFlowspec: t.Receiving.Flowspec(), ProviderSpecific: objects}
	return 0
}

// QualityByProvider is WSAGetQOSByName of a socket whose provider does that itself; ok is
// false for others. name and q are as for [spi.QualityNamer].
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, and the provider's.
//
// Source: P-230, P-454.
func QualityByProvider(h Handle, name []byte, q *ws2def.QOS) (e Errno, ok bool) {
	s, e := enter(h)
	if e != 0 {
		return e, true
	}
	defer table.Release(h)
	t, ok := spi.Ability[spi.QualityNamer](s.t)
	if !ok {
		return 0, false
	}
	return t.QualityByName(name, q), true
}

// kept are the objects of templates that programs were given.
var kept struct {
	sync.Mutex
	all map[string]ws2def.WSABuf
}

// lasting is a copy of p that stays where it is, the same for the same bytes.
func lasting(p []byte) (ws2def.WSABuf, Errno) {
	if len(p) == 0 {
		return ws2def.WSABuf{}, 0
	}
	kept.Lock()
	defer kept.Unlock()
	if b, ok := kept.all[string(p)]; ok {
		return b, 0
	}
	memory, errno := sys.Map[byte](len(p))
	if errno != 0 {
		return ws2def.WSABuf{}, ws2def.WSAENOBUFS
	}
	copy(memory, p)
	if kept.all == nil {
		kept.all = make(map[string]ws2def.WSABuf)
	}
	b := ws2def.WSABuf{Len: uint32(len(p)), Buf: &memory[0]}
	kept.all[string(p)] = b
	return b, 0
}

// InstallQuality gives a quality of service, in the form of [QualityOf], a name, for
// the sockets of a provider or, nil, of all (WSCInstallQOSTemplate). A quality that has
// the name already is replaced.
//
// Errors: WSAEFAULT, WSAEINVAL (name, provider or quality is none), WSANO_RECOVERY (the
// file can't be changed).
//
// Source: P-314.
func InstallQuality(provider *ws2def.GUID, name string, q []byte) Errno {
	w, e := decodeQuality(q)
	switch {
	case e == ws2def.WSAEFAULT:
		return e
	case e != 0 || w.objects.Destination != nil || !installed(provider):
		return ws2def.WSAEINVAL
	}
	return changeSettings(func(s *quality.Settings) error {
		return s.Install(quality.Template{
			Name: name, Provider: provider, Sending: quality.SpecOf(&w.sending), Receiving: quality.SpecOf(&w.receiving), Objects: w.objects.Raw,
		})
	})
}

// RemoveQuality takes the name of a quality of service back (WSCRemoveQOSTemplate).
// Errors: WSAEINVAL (there is no such name, or it is built in), WSANO_RECOVERY.
//
// Source: P-315.
func RemoveQuality(provider *ws2def.GUID, name string) Errno {
	return changeSettings(func(s *quality.Settings) error {
		if !s.Remove(name, provider) {
			return errNoTemplate
		}
		return nil
	})
}

var errNoTemplate = errors.New("no such template")

// installed reports whether the catalog has entries of a provider; of nil it has.
func installed(provider *ws2def.GUID) bool {
	if provider == nil {
		return true
	}
	c, err := catalog.Load()
	if err != nil {
		return false
	}
	for i := range c.Len() {
		if c.At(i).Info.ProviderId == *provider {
			return true
		}
	}
	return false
}

// changeSettings changes the file with the settings. An error of change is WSAEINVAL.
func changeSettings(change func(*quality.Settings) error) Errno {
	var refused error
	err := catalog.DefaultStore().UpdateBeside(quality.SettingsFile, func(old []byte) ([]byte, error) {
		s, err := quality.Parse(old)
		if err != nil {
			return nil, err
		}
		if refused = change(s); refused != nil {
			return nil, refused
		}
		return s.Encode(), nil
	})
	switch {
	case refused != nil:
		return ws2def.WSAEINVAL
	case err != nil:
		return ws2def.WSANO_RECOVERY
	}
	return 0
}
