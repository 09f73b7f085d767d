package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Memory of idle connections with a receive pending.

const (
	idleConnections = 10000
	idleBuffer      = 64
)

// holding is what a connection costs a peer in user space beside what the
// program keeps itself, in bytes: how the memory of all its processes grows with
// so many of them.
func (r *runner) holding(p *peer, connections int) (float64, error) {
	var options []string
	if p.port {
		options = r.options
	}
	s, err := p.serve(serverCores(), "tcp", idleBuffer, options...)
	if err != nil {
		return 0, err
	}
	defer s.end()
	// What is there after the first connections is not a connection's.
	if _, err := s.load("tcp", "-t", "0.1"); err != nil {
		return 0, err
	}
	before, err := s.resident()
	if err != nil {
		return 0, err
	}
	var complaint bytes.Buffer
	cmd := exec.Command(built("load"), "-i", strconv.Itoa(connections), "-o", "tcp", s.at)
	cmd.Stderr = &complaint
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
	late := time.AfterFunc(under, func() { cmd.Process.Kill() })
	defer late.Stop()
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "open\n" {
		return 0, fmt.Errorf("%s: %s", p.name, strings.TrimSpace(complaint.String()))
	}
	time.Sleep(settled)
	after, err := s.resident()
	if err != nil {
		return 0, err
	}
	return float64(after-before)/float64(connections) - float64(s.own), nil
}

// holdings are those of all peers.
func (r *runner) holdings(who []*peer) map[*peer]float64 {
	memory := map[*peer]float64{}
	for _, p := range who {
		if p.missing != nil {
			continue
		}
		fmt.Fprintf(os.Stderr, "\r\033[Kmemory %s", p.name)
		bytes, err := r.holding(p, idleConnections)
		if err != nil {
			fmt.Fprintf(os.Stderr, "\r\033[Kmemory %v\n", err)
			continue
		}
		fmt.Fprintf(os.Stderr, "\r\033[K%-10s %-24s %.0f bytes for an idle connection\n", "memory", p.name, bytes)
		memory[p] = bytes
	}
	return memory
}
