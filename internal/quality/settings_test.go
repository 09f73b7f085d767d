package quality_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/quality"
	"winsock/ws2def"
)

var theirs, others = ws2def.GUID{Data1: 1}, ws2def.GUID{Data1: 2}

// template is one with a rate.
func template(name string, rate uint32, provider *ws2def.GUID) quality.Template {
	s := quality.SpecOf(spec(ws2def.SERVICETYPE_CONTROLLEDLOAD, rate, none))
	return quality.Template{Name: name, Provider: provider, Sending: s, Receiving: quality.SpecOf(spec(0, 0, 0))}
}

func TestP314_Templates(t *testing.T) {
	clause.Covers(t, "P-314", "P-315", "P-455", "P-456")
	var s quality.Settings
	rate := func(name string, provider ws2def.GUID) uint32 {
		found := s.Find(name, provider)
		if found == nil {
			return 0
		}
		return found.Sending.Flowspec().TokenRate
	}
	if rate("G711", theirs) != 8600 || rate("mine", theirs) != 0 {
		t.Error("at first there are the built-in ones")
	}
	for _, tm := range []quality.Template{
		template("mine", 1, nil), template("mine", 2, &theirs), template("G711", 3, nil), template("mine", 4, nil),
	} {
		if err := s.Install(tm); err != nil {
			t.Fatal(err)
		}
	}
	if a, b, c := rate("mine", theirs), rate("mine", others), rate("G711", others); a != 2 || b != 4 || c != 3 {
		t.Errorf("rates %d %d %d, want the provider's 2, the replaced 4, and 3 in the place of a built-in one", a, b, c)
	}
	want := []string{"G711", "G723.1", "G729", "H263QCIF", "H263CIF", "H261QCIF", "H261CIF", "GSM6.10", "mine"}
	if diff := cmp.Diff(want, s.Names(theirs)); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	again, err := quality.Parse(s.Encode())
	if diff := cmp.Diff(&s, again); diff != "" || err != nil {
		t.Errorf("read again: %v (-want +got):\n%s", err, diff)
	}
	if !s.Remove("mine", &theirs) || s.Remove("mine", &theirs) || !s.Remove("G711", nil) || s.Remove("G711", nil) {
		t.Error("what was installed can be removed once, and nothing else")
	}
	if rate("mine", theirs) != 4 || rate("G711", theirs) != 8600 {
		t.Error("what was behind a removed one is there again")
	}
}

func TestP314_BadTemplates(t *testing.T) {
	clause.Covers(t, "P-314")
	var s quality.Settings
	for name, tm := range map[string]quality.Template{
		"no name":       template("", 1, nil),
		"a long name":   template(string(bytes.Repeat([]byte("x"), 256)), 1, nil),
		"a 0 in it":     template("a\x00b", 1, nil),
		"no rate":       template("x", none, nil),
		"half a object": {Name: "x", Objects: []byte{1}},
	} {
		if s.Install(tm) == nil || len(s.Templates) != 0 {
			t.Errorf("%s is taken", name)
		}
	}
	for _, text := range []string{`{"templates": [{"name": ""}]}`, `{"unknown": 1}`, `{} {}`, `{`, `[]`, `{"limits": {"lo": -1}}`} {
		if _, err := quality.Parse([]byte(text)); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
	if got, err := quality.Parse([]byte(" \n")); err != nil || len(got.Templates) != 0 {
		t.Errorf("an empty file: %v", err)
	}
}

// FuzzParse: settings that can be read are written so that they are read the same.
func FuzzParse(f *testing.F) {
	s := quality.Settings{Templates: []quality.Template{template("a", 5, &theirs)}, Limits: map[string]uint64{"lo": 7}}
	f.Add(s.Encode())
	f.Add([]byte(`{"templates":[{"name":"x","sending":{"service_type":1},"receiving":{"service_type":0}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := quality.Parse(data)
		if err != nil {
			return
		}
		again, err := quality.Parse(s.Encode())
		if err != nil || !bytes.Equal(again.Encode(), s.Encode()) {
			t.Errorf("read again: %v", err)
		}
		for _, name := range s.Names(theirs) {
			if s.Find(name, theirs) == nil && !slices.ContainsFunc(s.Templates, func(t quality.Template) bool { return t.Name == name }) {
				t.Errorf("no template %q", name)
			}
		}
	})
}
