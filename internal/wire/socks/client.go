package socks

import "net/netip"

// Client is one negotiation with a proxy. What [Client.Begin] and [Client.Take] give is
// sent, exactly [Client.Need] bytes are received and given to Take, until it is done.
// Then the connection carries the data, from the next byte on.
type Client struct {
	User, Password string // no login if User is empty
	Command        Command
	To             netip.AddrPort

	Answer Code           // of the proxy, when it is done
	Bound  netip.AddrPort // where the proxy acts for the client

	stage stage
	in    []byte
	need  int
}

// stage is what a client waits for.
type stage uint8

const (
	begun stage = iota
	method
	login
	reply
	done
)

// Begin gives the first bytes to send.
func (c *Client) Begin() []byte {
	c.await(method, 2)
	return AppendHello(nil, c.User != "")
}

// Done reports whether the proxy has answered.
func (c *Client) Done() bool { return c.stage == done }

// Need is how many bytes are to be received next, at most.
func (c *Client) Need() int { return c.need - len(c.in) }

// await goes on to wait for need bytes.
func (c *Client) await(s stage, need int) { c.stage, c.need, c.in = s, need, c.in[:0] }

// Take goes on with bytes from the proxy, no more than Need, and gives those to send.
// Errors: ErrProtocol, ErrMethod, ErrLogin.
func (c *Client) Take(p []byte) (send []byte, err error) {
	if len(p) > c.Need() {
		return nil, ErrProtocol
	}
	if c.in = append(c.in, p...); len(c.in) < c.need {
		return nil, nil
	}
	switch c.stage {
	case method:
		return c.takeMethod()
	case login:
		// The version is not looked at: there are proxies that answer with that of SOCKS.
		if c.in[1] != 0 {
			return nil, ErrLogin
		}
		return c.request(), nil
	case reply:
		return nil, c.takeReply()
	}
	return nil, ErrProtocol
}

// takeMethod goes on with the proxy's choice of an authentication.
func (c *Client) takeMethod() ([]byte, error) {
	switch {
	case c.in[0] != version:
		return nil, ErrProtocol
	case c.in[1] == methodNone:
		return c.request(), nil
	case c.in[1] == methodLogin && c.User != "":
		c.await(login, 2)
		return AppendLogin(nil, c.User, c.Password), nil
	}
	return nil, ErrMethod
}

// request is the request.
func (c *Client) request() []byte {
	c.await(reply, 5) // up to the first byte that tells the length
	return AppendRequest(nil, c.Command, c.To)
}

// takeReply goes on with the proxy's answer.
func (c *Client) takeReply() error {
	if c.in[0] != version {
		return ErrProtocol
	}
	if c.in[1] != byte(Succeeded) {
		// Some proxies end the connection without an address.
		c.Answer, c.stage = Code(c.in[1]), done
		return nil
	}
	at, n, err := parseAddress(c.in[3:])
	switch err {
	case nil:
		c.Bound, c.stage = at, done
	case ErrShort:
		c.need = 3 + n
		err = nil
	}
	return err
}
