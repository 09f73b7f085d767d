package core_test

func (r *robot) group(w []string) string { return "?" }
