package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// The C face: bench/c/single.c compiled by gcc, by wscc and, when mingw-w64 and
// Wine are there, for Windows. All run beside each other and take their turns.

// cWorkload is one command of single.c.
type cWorkload struct {
	name, what, other string
	goal              string
	limit             float64
	ops, wineOps      int
}

var cWorkloads = []cWorkload{
	{"c-open", "C: `WSASocket` + `closesocket`", "`socket` + `close`", "1.30", 1.30, 20000, 2000},
	{"c-transfer", "C: `send` + `recv` of 64 bytes, nobody waits", "the same", "1.15", 1.15, 20000, 1000},
	{"c-roundtrip", "C: blocking round trip of 64 bytes", "the same", "1.10", 1.10, 10000, 1000},
}

// wineGoal is how many times slower the same program has to be under Wine.
const wineGoal = 5.0

// single is the program's source.
var single = filepath.Join("bench", "c", "single.c")

// cResult is what the repetitions of a C workload gave.
type cResult struct {
	*cWorkload
	raw, own, wine []cost
}

// player is a running single.c.
type player struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func play(name string, args ...string) (*player, error) {
	p := &player{cmd: exec.Command(name, args...)}
	p.cmd.Stderr = os.Stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	return p, p.cmd.Start()
}

// do runs a command n times and returns what one of them cost.
func (p *player) do(command string, n int) (cost, error) {
	if _, err := fmt.Fprintf(p.in, "%s %d\n", command, n); err != nil {
		return cost{}, err
	}
	var wall, cpu float64
	line, err := p.out.ReadString('\n')
	if err != nil {
		return cost{}, err
	}
	if _, err := fmt.Sscan(line, &wall, &cpu); err != nil {
		return cost{}, err
	}
	return cost{wall / float64(n), cpu / float64(n)}, nil
}

func (p *player) end() {
	p.in.Close()
	p.cmd.Wait()
}

// cFace measures the C face; it returns no results when there is no C compiler
// or no wscc.
func cFace(reps int, only string) ([]*cResult, []figure, error) {
	var wanted []*cWorkload
	for i := range cWorkloads {
		if strings.Contains(cWorkloads[i].name, only) {
			wanted = append(wanted, &cWorkloads[i])
		}
	}
	if len(wanted) == 0 {
		return nil, nil, nil
	}
	if err := compileC("single-raw", []string{single}, "-lpthread"); err != nil {
		return nil, nil, err
	}
	if err := compile(wscc, "-O2", "-o", built("single"), single); err != nil {
		return nil, nil, err
	}
	rawPlayer, err := play(built("single-raw"))
	if err != nil {
		return nil, nil, err
	}
	defer rawPlayer.end()
	ownPlayer, err := play(built("single"))
	if err != nil {
		return nil, nil, err
	}
	defer ownPlayer.end()
	winePlayer := playWine()
	if winePlayer != nil {
		defer winePlayer.end()
	}
	var results []*cResult
	for _, w := range wanted {
		r := &cResult{cWorkload: w}
		command := strings.TrimPrefix(w.name, "c-")
		sides := []struct {
			p     *player
			ops   int
			costs *[]cost
		}{{rawPlayer, w.ops, &r.raw}, {ownPlayer, w.ops, &r.own}, {winePlayer, w.wineOps, &r.wine}}
		for rep := range reps {
			fmt.Fprintf(os.Stderr, "\r%-12s %d/%d ", w.name, rep+1, reps)
			for i := range sides {
				side := &sides[(i+rep)%len(sides)]
				if side.p == nil {
					continue
				}
				c, err := side.p.do(command, side.ops)
				if err != nil {
					return nil, nil, fmt.Errorf("%s: %w", w.name, err)
				}
				*side.costs = append(*side.costs, c)
			}
		}
		fmt.Fprintf(os.Stderr, "\r%-12s time %v, processor %v\n", w.name,
			paired(r.own, r.raw, wall), paired(r.own, r.raw, cpu))
		results = append(results, r)
	}
	figures, err := startCosts(reps)
	if err != nil {
		return results, figures, err
	}
	crossing, err := crossingCost(ownPlayer, reps)
	return results, append(figures, crossing), err
}

// playWine starts the program under Wine; nil when that can't be.
func playWine() *player {
	if compileForWine("single.exe", single) != nil || startWine() != nil {
		return nil
	}
	p, err := play("wine", built("single.exe"))
	if err != nil {
		return nil
	}
	if _, err := p.do("open", 1); err != nil {
		return nil
	}
	return p
}

// startCosts are what the library costs a program that does nothing.
func startCosts(reps int) ([]figure, error) {
	programs := [2]string{built("empty-raw"), built("empty")}
	compilers := [2]string{"gcc", wscc}
	// One call, so that the library is loaded. Both tell when they have begun.
	const wait = "#include <unistd.h>\nstatic int told(void) { char c = 'x'; return write(1, &c, 1) + read(0, &c, 1) < 0; }\n"
	sources := [2]string{
		wait + "int main(void) { return told(); }\n",
		"#include <winsock2.h>\n" + wait + "int main(void) { return told() + WSAGetLastError(); }\n",
	}
	for i, text := range sources {
		source := programs[i] + ".c"
		if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
			return nil, err
		}
		if err := compile(compilers[i], "-O2", "-o", programs[i], source); err != nil {
			return nil, err
		}
	}
	var err error
	var later, bigger []float64
	for range reps {
		var took, resident [2]float64
		for i, program := range programs {
			began := time.Now()
			if err := exec.Command(program).Run(); err != nil {
				return nil, err
			}
			took[i] = float64(time.Since(began).Microseconds()) / 1000
			if resident[i], err = residentOf(program); err != nil {
				return nil, err
			}
		}
		later = append(later, took[ours]-took[theirs])
		bigger = append(bigger, resident[ours]-resident[theirs])
	}
	return []figure{
		{what: "C: an empty program ends later than without the library by", value: quartilesOf(later).median, unit: "ms", goal: "5 ms", limit: 5},
		{what: "C: an empty program is bigger in memory by", value: quartilesOf(bigger).median, unit: "MiB", goal: "8 MiB", limit: 8},
	}, nil
}

// settled is how long Go's run-time, which starts beside the program, is given
// until all its memory is there.
const settled = 50 * time.Millisecond

// residentOf is the memory that a program which waits for its input has at that
// moment, in MiB.
func residentOf(program string) (float64, error) {
	cmd := exec.Command(program)
	in, err := cmd.StdinPipe()
	if err != nil {
		return 0, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	defer cmd.Wait()
	defer in.Close()
	if _, err := out.Read(make([]byte, 1)); err != nil {
		return 0, err
	}
	time.Sleep(settled)
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	var size, pages int
	if _, err := fmt.Sscan(string(statm), &size, &pages); err != nil {
		return 0, err
	}
	return float64(pages*os.Getpagesize()) / (1 << 20), nil
}

// crossingCost is what a call from C into Go and back costs: WSAHtonl makes one,
// and looks a handle up there.
func crossingCost(p *player, reps int) (figure, error) {
	var costs []float64
	for range reps {
		c, err := p.do("cross", 100000)
		if err != nil {
			return figure{}, err
		}
		costs = append(costs, c.wall)
	}
	return figure{what: "C: a crossing into Go and back, with a handle look-up (`WSAHtonl`)", value: quartilesOf(costs).median, unit: "ns", goal: "under 200", limit: 200}, nil
}

// crossings says how many crossings each call makes; none hops to another
// goroutine or thread.
const crossings = `
Crossings from C into Go, each call: ` + "`send`, `recv`, `WSASend`, `WSARecv`" + ` on a plain connected stream none
(one when they have to wait for room, fail, or are the first on the socket); ` + "`socket`, `WSASocket`, `closesocket`, `bind`, `listen`, `accept`, `connect`, `shutdown`, `sendto`, `recvfrom`, `select`, `WSAPoll`, `ioctlsocket`, `getsockopt`, `setsockopt`" + ` and the
rest one each; ` + "`WSAGetLastError`, `htons`" + ` and the like, ` + "`FD_ISSET`, `inet_ntoa`, `freeaddrinfo`" + `, critical sections, SRW locks and
condition variables, heaps, code pages, printf none. System calls: one for a ` + "`send`, one for a `recv`" + ` that waits in it.
`

// cReport writes the table of the C face.
func cReport(results []*cResult) string {
	if len(results) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n| workload | beside | theirs ns/op | ours ns/op | time, ratio | processor, ratio | goal | met | Wine, time ours is less | goal | met |\n")
	b.WriteString("| --- | --- | ---: | ---: | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, r := range results {
		time := paired(r.own, r.raw, wall)
		fmt.Fprintf(&b, "| %s | %s | %.0f | %.0f | %v | %v | %s | %s |", r.what, r.other, middle(r.raw, wall), middle(r.own, wall),
			time, paired(r.own, r.raw, cpu), r.goal, met(time.median <= r.limit))
		if len(r.wine) == 0 {
			b.WriteString(" not there | | |\n")
			continue
		}
		times := paired(r.wine, r.own, wall)
		fmt.Fprintf(&b, " %v | %.0f × | %s |\n", times, wineGoal, met(times.median >= wineGoal))
	}
	b.WriteString(crossings)
	return b.String()
}
