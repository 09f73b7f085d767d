package audit

import "sync"

// Trail is where records go: the file, the kernel's audit system, the system's log.
type Trail struct {
	log    *Log
	mu     sync.Mutex // guards what follows
	kernel *kernelLog // nil: there is none, or we may not
	system *systemLog
}

// OpenTrail opens all there is. Without the file that is an error.
func OpenTrail() (*Trail, error) {
	log, err := OpenLog(Dir())
	if err != nil {
		return nil, err
	}
	t := &Trail{log: log}
	// Either may be missing on a machine; the file never is.
	t.kernel, _ = openKernelLog()
	t.system, _ = openSystemLog()
	return t, nil
}

// Write keeps r. The error is that of the file; the others are asked again with the
// next record.
func (t *Trail) Write(r *Record) error {
	line, err := r.Encode()
	if err == nil {
		err = t.log.Append(line)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kernel != nil {
		t.kernel.write(r.Text())
	}
	if t.system != nil && t.system.write(r) != nil { // it was started anew, perhaps
		t.system.close()
		t.system, _ = openSystemLog()
		if t.system != nil {
			t.system.write(r)
		}
	}
	return err
}

// Close ends the use of all.
func (t *Trail) Close() {
	t.log.Close()
	if t.kernel != nil {
		t.kernel.close()
	}
	if t.system != nil {
		t.system.close()
	}
}
