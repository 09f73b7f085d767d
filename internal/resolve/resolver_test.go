package resolve

import (
	"sync"
	"testing"

	"winsock/ws2def"
)

// One Resolver serves many goroutines.
func TestResolverConcurrent(t *testing.T) {
	r, _ := nameServer(t, testZone)
	ctx := within(t)
	var calls sync.WaitGroup
	for range 16 {
		calls.Go(func() {
			results, code := r.GetAddrInfo(ctx, "alias.test", "web", true, true, &Hints{Flags: ws2def.AI_CANONNAME})
			if code != 0 || len(results) != 3 || results[0].CanonName != "both.test" {
				t.Errorf("GetAddrInfo = %+v, %v", results, code)
			}
			if host, code := r.HostByAddr(ctx, []byte{192, 0, 2, 1}, ws2def.AF_INET); code != 0 || host.Name != "both.test" {
				t.Errorf("HostByAddr = %+v, %v", host, code)
			}
			if service, code := r.ServiceByPort(91, "udp"); code != 0 || service.Name != "split" {
				t.Errorf("ServiceByPort = %+v, %v", service, code)
			}
		})
	}
	calls.Wait()
}

// Names that no configured server can be asked about end as Windows ends them.
func TestResolverNoServer(t *testing.T) {
	r, _ := nameServer(t, testZone)
	r.Dial = refuseDial
	if _, code := r.GetAddrInfo(within(t), "both.test", "80", true, true, nil); code != ws2def.WSATRY_AGAIN {
		t.Errorf("GetAddrInfo = %v, want WSATRY_AGAIN", code)
	}
	if _, code := r.HostByAddr(within(t), []byte{192, 0, 2, 1}, ws2def.AF_INET); code != ws2def.WSATRY_AGAIN {
		t.Errorf("HostByAddr = %v, want WSATRY_AGAIN", code)
	}
}
