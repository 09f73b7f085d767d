package core

// options holds the options of a socket that were set.
type options struct{}

func (o *options) clone() *options {
	if o == nil {
		return nil
	}
	c := *o
	return &c
}
