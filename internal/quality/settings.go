package quality

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"winsock/ws2def"
)

// SettingsFile is the name of the file beside the catalog's that has the settings.
const SettingsFile = "quality.json"

// MaxName is how long the name of a template may be, in bytes.
const MaxName = 255

// Settings are what people have said about quality of service on this machine.
type Settings struct {
	Templates []Template        `json:"templates,omitempty"`
	Limits    map[string]uint64 `json:"limits,omitempty"` // by interface: what guaranteed flows may take together, bytes a second
}

// Template is a quality of service with a name.
//
// Source: P-314, P-456.
type Template struct {
	Name      string       `json:"name"`
	Provider  *ws2def.GUID `json:"provider,omitempty"` // whose sockets can use it; nil: all
	Sending   Spec         `json:"sending"`
	Receiving Spec         `json:"receiving"`
	Objects   []byte       `json:"objects,omitempty"` // the provider-specific part
}

// Spec is a FLOWSPEC in a file: members that are not there are QOS_NOT_SPECIFIED.
type Spec struct {
	ServiceType        uint32  `json:"service_type"`
	TokenRate          *uint32 `json:"token_rate,omitempty"`
	TokenBucketSize    *uint32 `json:"token_bucket_size,omitempty"`
	PeakBandwidth      *uint32 `json:"peak_bandwidth,omitempty"`
	Latency            *uint32 `json:"latency,omitempty"`
	DelayVariation     *uint32 `json:"delay_variation,omitempty"`
	MaxSduSize         *uint32 `json:"max_sdu_size,omitempty"`
	MinimumPolicedSize *uint32 `json:"minimum_policed_size,omitempty"`
}

// SpecOf is the form of f in a file.
func SpecOf(f *ws2def.FLOWSPEC) Spec {
	member := func(v uint32) *uint32 {
		if !given(v) {
			return nil
		}
		return &v
	}
	return Spec{
		ServiceType: f.ServiceType, TokenRate: member(f.TokenRate), TokenBucketSize: member(f.TokenBucketSize),
		PeakBandwidth: member(f.PeakBandwidth), Latency: member(f.Latency), DelayVariation: member(f.DelayVariation),
		MaxSduSize: member(f.MaxSduSize), MinimumPolicedSize: member(f.MinimumPolicedSize),
	}
}

// Flowspec is the FLOWSPEC that s stands for.
func (s *Spec) Flowspec() ws2def.FLOWSPEC {
	member := func(v *uint32) uint32 {
		if v == nil {
			return ws2def.QOS_NOT_SPECIFIED
		}
		return *v
	}
	return ws2def.FLOWSPEC{
		ServiceType: s.ServiceType, TokenRate: member(s.TokenRate), TokenBucketSize: member(s.TokenBucketSize),
		PeakBandwidth: member(s.PeakBandwidth), Latency: member(s.Latency), DelayVariation: member(s.DelayVariation),
		MaxSduSize: member(s.MaxSduSize), MinimumPolicedSize: member(s.MinimumPolicedSize),
	}
}

// Parse reads settings; nothing at all is settings too.
func Parse(data []byte) (*Settings, error) {
	s := new(Settings)
	if len(bytes.TrimSpace(data)) == 0 {
		return s, nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(s); err != nil {
		return nil, fmt.Errorf("%s: %w", SettingsFile, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%s: there is something behind the settings", SettingsFile)
	}
	for i := range s.Templates {
		if err := s.Templates[i].check(); err != nil {
			return nil, fmt.Errorf("%s: template %d: %w", SettingsFile, i+1, err)
		}
	}
	return s, nil
}

// check says what is wrong with a template.
func (t *Template) check() error {
	if t.Name == "" || len(t.Name) > MaxName || strings.ContainsRune(t.Name, 0) {
		return fmt.Errorf("the name %q is empty or longer than %d bytes", t.Name, MaxName)
	}
	objects, e := ParseObjects(t.Objects, func(uint64, uint32) []byte { return nil })
	sending, receiving := t.Sending.Flowspec(), t.Receiving.Flowspec()
	if e == 0 {
		_, e = Sending(&sending, &objects)
	}
	if e == 0 {
		e = Receiving(&receiving)
	}
	return e.Err()
}

// Encode is the file with s.
func (s *Settings) Encode() []byte {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // numbers, names and bytes always have a form
	}
	return append(data, '\n')
}

// serves reports whether a socket of provider can use the template.
func (t *Template) serves(provider ws2def.GUID) bool {
	return t.Provider == nil || *t.Provider == provider
}

// Find returns the template that a socket of provider gets by a name: its provider's
// before that of all, and what was installed before what is built in; nil: none.
//
// Source: P-314, P-455.
func (s *Settings) Find(name string, provider ws2def.GUID) *Template {
	var found *Template
	for i := range s.Templates {
		t := &s.Templates[i]
		if t.Name == name && t.serves(provider) && (found == nil || t.Provider != nil) {
			found = t
		}
	}
	if found != nil {
		return found
	}
	for i := range base {
		if base[i].Name == name {
			return &base[i]
		}
	}
	return nil
}

// Names are those of the templates that a socket of provider can use, the built-in
// ones first, each once.
//
// Source: P-455.
func (s *Settings) Names(provider ws2def.GUID) []string {
	var names []string
	for _, t := range slices.Concat(base, s.Templates) {
		if t.serves(provider) && !slices.Contains(names, t.Name) {
			names = append(names, t.Name)
		}
	}
	return names
}

// same reports whether two providers of templates are the same.
func same(a, b *ws2def.GUID) bool { return a == b || a != nil && b != nil && *a == *b }

// Install puts t in, in the place of one with the same name for the same provider.
// Errors: what is wrong with t.
//
// Source: P-314.
func (s *Settings) Install(t Template) error {
	if err := t.check(); err != nil {
		return err
	}
	s.Remove(t.Name, t.Provider)
	s.Templates = append(s.Templates, t)
	return nil
}

// Remove takes an installed template out, and reports whether it was there. Those that
// are built in stay.
//
// Source: P-315.
func (s *Settings) Remove(name string, provider *ws2def.GUID) bool {
	i := slices.IndexFunc(s.Templates, func(t Template) bool { return t.Name == name && same(t.Provider, provider) })
	if i < 0 {
		return false
	}
	s.Templates = slices.Delete(s.Templates, i, i+1)
	return true
}

// base are the built-in templates: for speech, packets of a codec with 12 bytes of RTP
// each; for pictures, the rate of the line that the codec was made for.
//
// Source: P-456; "Built-in QOS Templates" in Microsoft's documentation (the names).
var base = []Template{
	speech("G711", 160, 20), speech("G723.1", 24, 30), speech("G729", 20, 20),
	picture("H263QCIF", 64_000), picture("H263CIF", 128_000), picture("H261QCIF", 64_000), picture("H261CIF", 256_000),
	speech("GSM6.10", 33, 20),
}

// speech is the template of a codec that makes frames of so many bytes, one every ms
// milliseconds.
func speech(name string, frame, ms uint32) Template {
	const header = 12
	size := frame + header
	rate := (size*1000 + ms - 1) / ms
	bucket, peak := 2*size, 2*rate
	s := Spec{
		ServiceType: ws2def.SERVICETYPE_GUARANTEED, TokenRate: &rate, TokenBucketSize: &bucket, PeakBandwidth: &peak,
		MaxSduSize: &size, MinimumPolicedSize: &size,
	}
	return Template{Name: name, Sending: s, Receiving: s}
}

// picture is the template of a codec that makes so many bits a second, in pictures of
// different sizes.
func picture(name string, line uint32) Template {
	rate := line / 8
	bucket, peak, largest := rate/2, 2*rate, uint32(packet)
	s := Spec{
		ServiceType: ws2def.SERVICETYPE_CONTROLLEDLOAD, TokenRate: &rate, TokenBucketSize: &bucket, PeakBandwidth: &peak,
		MaxSduSize: &largest,
	}
	return Template{Name: name, Sending: s, Receiving: s}
}
