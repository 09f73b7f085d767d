package catalog

import "testing"

func BenchmarkParse(b *testing.B) {
	text := encode(Default())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parse(text); err != nil {
			b.Fatal(err)
		}
	}
}
