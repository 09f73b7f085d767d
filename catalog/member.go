package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"winsock/ws2def"
)

// member is one line of a T, an entry or an application, in the file: how it is read
// and written.
type member[T any] struct {
	name     string
	optional bool // may be missing and is not written then: the value is usual
	// take stores a value of the file: string, json.Number, bool, nil, or a
	// slice of those.
	take func(e *T, value any) error
	// give returns the value as JSON, "" for the usual value of an optional
	// member.
	give func(e *T) string
}

// usualVersion is the protocol version of an entry that names none.
const usualVersion = 2

// members are the lines of an entry in the order of the file.
var members = []member[Entry]{
	idMember,
	nameMember,
	textMember(memberPath, func(e *Entry) *string { return &e.Path }),
	providerMember,
	symbolMember("family", ws2def.FamilyNames, func(e *Entry) *int32 { return &e.Info.AddressFamily }),
	symbolMember("type", ws2def.SocketTypeNames, func(e *Entry) *int32 { return &e.Info.SocketType }),
	int32Member("protocol", func(e *Entry) *int32 { return &e.Info.Protocol }),
	usually(0, int32Member("protocol_max_offset", func(e *Entry) *int32 { return &e.Info.ProtocolMaxOffset })),
	chainMember,
	flagsMember("service_flags", ws2def.ServiceFlagNames, func(e *Entry) *uint32 { return &e.Info.ServiceFlags1 }),
	flagsMember("provider_flags", ws2def.ProviderFlagNames, func(e *Entry) *uint32 { return &e.Info.ProviderFlags }),
	int32Member("min_sockaddr", func(e *Entry) *int32 { return &e.Info.MinSockAddr }),
	int32Member("max_sockaddr", func(e *Entry) *int32 { return &e.Info.MaxSockAddr }),
	uint32Member("message_size", 0, func(e *Entry) *uint32 { return &e.Info.MessageSize }),
	usually(usualVersion, int32Member("version", func(e *Entry) *int32 { return &e.Info.Version })),
	usually(ws2def.BIGENDIAN, int32Member("network_byte_order", func(e *Entry) *int32 { return &e.Info.NetworkByteOrder })),
	usually(ws2def.SECURITY_PROTOCOL_NONE, int32Member("security_scheme", func(e *Entry) *int32 { return &e.Info.SecurityScheme })),
	usuallyText(`"0"`, flagsMember("categories", ws2def.CategoryNames, func(e *Entry) *uint32 { return &e.Categories })),
	usuallyText("false", boolMember("disabled", func(e *Entry) *bool { return &e.Disabled })),
	usually(0, uint32Member("service_flags_2", 0, func(e *Entry) *uint32 { return &e.Info.ServiceFlags2 })),
	usually(0, uint32Member("service_flags_3", 0, func(e *Entry) *uint32 { return &e.Info.ServiceFlags3 })),
	usually(0, uint32Member("service_flags_4", 0, func(e *Entry) *uint32 { return &e.Info.ServiceFlags4 })),
}

// namesOf are the names of members, in the same order.
func namesOf[T any](members []member[T]) []string {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.name
	}
	return names
}

// usually makes m optional: it is not written when it has the value.
func usually[T any](value int64, m member[T]) member[T] {
	return usuallyText(strconv.FormatInt(value, 10), m)
}

// usuallyText is usually with the value as it would be written.
func usuallyText[T any](usual string, m member[T]) member[T] {
	give := m.give
	m.optional = true
	m.give = func(e *T) string {
		if text := give(e); text != usual {
			return text
		}
		return ""
	}
	return m
}

func boolMember[T any](name string, field func(*T) *bool) member[T] {
	return member[T]{
		name: name,
		take: func(e *T, value any) error {
			b, ok := value.(bool)
			if !ok {
				return fmt.Errorf("want true or false, not %s", kind(value))
			}
			*field(e) = b
			return nil
		},
		give: func(e *T) string { return strconv.FormatBool(*field(e)) },
	}
}

func int32Member[T any](name string, field func(*T) *int32) member[T] {
	return member[T]{
		name: name,
		take: func(e *T, value any) error {
			n, err := number(value, -1<<31, 1<<31-1)
			*field(e) = int32(n)
			return err
		},
		give: func(e *T) string { return strconv.FormatInt(int64(*field(e)), 10) },
	}
}

func uint32Member[T any](name string, low int64, field func(*T) *uint32) member[T] {
	return member[T]{
		name: name,
		take: func(e *T, value any) error {
			n, err := number(value, low, 1<<32-1)
			*field(e) = uint32(n)
			return err
		},
		give: func(e *T) string { return strconv.FormatUint(uint64(*field(e)), 10) },
	}
}

// symbolMember is a number that is written by name when it has one.
func symbolMember[T any](name string, names ws2def.Names, field func(*T) *int32) member[T] {
	m := int32Member(name, field)
	takeNumber, giveNumber := m.take, m.give
	m.take = func(e *T, value any) error {
		text, ok := value.(string)
		if !ok {
			return takeNumber(e, value)
		}
		n, err := named(names, text)
		*field(e) = int32(n)
		return err
	}
	m.give = func(e *T) string {
		if n := names.Of(int64(*field(e))); n != nil {
			return quote(n.Name)
		}
		return giveNumber(e)
	}
	return m
}

// flagsMember is a set of flags, written by name.
func flagsMember[T any](name string, names ws2def.Names, field func(*T) *uint32) member[T] {
	return member[T]{
		name: name,
		take: func(e *T, value any) error {
			text, err := str(value)
			if err != nil {
				return err
			}
			*field(e), err = parseFlags(names, text)
			return err
		},
		give: func(e *T) string { return quote(formatFlags(names, *field(e))) },
	}
}

// Names of members.
const (
	memberID   = "id"
	memberPath = "path"
)

var idMember = uint32Member(memberID, 1, func(e *Entry) *uint32 { return &e.Info.CatalogEntryId })

var nameMember = member[Entry]{
	name: "name",
	take: func(e *Entry, value any) error {
		text, err := str(value)
		if err != nil {
			return err
		}
		if e.Info.SetName(text); e.Info.Name() != text {
			return fmt.Errorf("the name is longer than %d UTF-16 units or holds a zero", ws2def.WSAPROTOCOL_LEN)
		}
		return nil
	},
	give: func(e *Entry) string { return quote(e.Info.Name()) },
}

func textMember[T any](name string, field func(*T) *string) member[T] {
	return member[T]{
		name: name,
		take: func(e *T, value any) (err error) {
			*field(e), err = str(value)
			return err
		},
		give: func(e *T) string { return quote(*field(e)) },
	}
}

var providerMember = member[Entry]{
	name: "provider",
	take: func(e *Entry, value any) error {
		text, err := str(value)
		if err != nil {
			return err
		}
		e.Info.ProviderId, err = ws2def.ParseGUID(text)
		return err
	},
	give: func(e *Entry) string { return quote(e.Info.ProviderId.String()) },
}

// Words of the member "chain" for entries that are no chain.
const (
	wordBase  = "base"
	wordLayer = "layer"
)

// chainMember is "base", "layer", or the list of the chain's ids.
var chainMember = member[Entry]{
	name: "chain",
	take: func(e *Entry, value any) error {
		chain := &e.Info.ProtocolChain
		ids, ok := value.([]any)
		switch {
		case value == wordBase:
			chain.ChainLen = ws2def.BASE_PROTOCOL
			return nil
		case value == wordLayer:
			chain.ChainLen = ws2def.LAYERED_PROTOCOL
			return nil
		case !ok:
			return errors.New(`want "base", "layer" or a list of ids`)
		case len(ids) < 2 || len(ids) > ws2def.MAX_PROTOCOL_CHAIN:
			return fmt.Errorf("a chain has 2 to %d elements, this one %d", ws2def.MAX_PROTOCOL_CHAIN, len(ids))
		}
		chain.ChainLen = int32(len(ids))
		for i, v := range ids {
			id, err := number(v, 1, 1<<32-1)
			if err != nil {
				return fmt.Errorf("element %d: %w", i+1, err)
			}
			chain.ChainEntries[i] = uint32(id)
		}
		return nil
	},
	give: func(e *Entry) string {
		switch e.Info.ProtocolChain.ChainLen {
		case ws2def.LAYERED_PROTOCOL:
			return quote(wordLayer)
		case ws2def.BASE_PROTOCOL:
			return quote(wordBase)
		}
		ids := make([]string, 0, ws2def.MAX_PROTOCOL_CHAIN)
		for _, id := range e.chain() {
			ids = append(ids, strconv.FormatUint(uint64(id), 10))
		}
		return "[" + strings.Join(ids, ", ") + "]"
	},
}

// number takes a whole number from low to high out of a value of the file.
func number(value any, low, high int64) (int64, error) {
	text, ok := value.(json.Number)
	if !ok {
		return 0, fmt.Errorf("want a number, not %s", kind(value))
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	switch {
	case errors.Is(err, strconv.ErrSyntax):
		return 0, fmt.Errorf("want a whole number, not %s", text)
	case err != nil || n < low || n > high:
		return 0, fmt.Errorf("%s is not in %d…%d", text, low, high)
	}
	return n, nil
}

// str takes a text out of a value of the file.
func str(value any) (string, error) {
	text, ok := value.(string)
	if !ok {
		return "", fmt.Errorf("want a text in quotes, not %s", kind(value))
	}
	return text, nil
}

// kind says what a value of the file is.
func kind(value any) string {
	switch v := value.(type) {
	case json.Number:
		return "the number " + string(v)
	case string:
		return "the text " + strconv.Quote(v)
	case []any:
		return "a list"
	case nil:
		return "null"
	}
	return fmt.Sprint(value) // true or false
}

// quote writes text as JSON.
func quote(text string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil {
		panic("catalog: " + err.Error()) // a string can always be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}
