// Package spitest is the conformance kit of the service provider interface: a
// provider that passes [Test] can be put under the core.
//
//	func TestConformance(t *testing.T) {
//		start, _ := spi.Find("mine")
//		spitest.Test(t, spitest.Plan{
//			Startup: start,
//			Entry:   entry,
//			Name:    func(testing.TB) []byte { return anyPort },
//		})
//	}
//
// The kit plays the core's part: it never makes a call that the core would not
// make, such as a receive on a socket without a peer. What it expects follows
// from the entry's service flags: connections or not, messages or bytes, kernel
// descriptors or not, delivery guaranteed or not. Each case is a subtest that
// says on failure which rule was broken and what to look at.
//
// Run it with -race: several cases use a socket from many goroutines at once.
//
// [Misbehave] is the opposite, a provider that breaks a rule of one's choice,
// for tests of those who start providers.
package spitest
