// Program audit has binds to its port recorded, in five steps.
package main

import (
	"fmt"
	"log"

	"golang.org/x/sys/windows"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// privilege enables or disables SeSecurityPrivilege.
func privilege(attributes uint32) {
	var token windows.Token
	check(windows.OpenProcessToken(windows.CurrentProcess(), windows.TOKEN_ADJUST_PRIVILEGES|windows.TOKEN_QUERY, &token))
	defer token.Close()
	name, err := windows.UTF16PtrFromString("SeSecurityPrivilege")
	check(err)
	state := windows.Tokenprivileges{PrivilegeCount: 1}
	state.Privileges[0].Attributes = attributes
	check(windows.LookupPrivilegeValue(nil, name, &state.Privileges[0].Luid))
	check(windows.AdjustTokenPrivileges(token, false, &state, 0, nil, nil))
}

func main() {
	var data windows.WSAData
	check(windows.WSAStartup(0x202, &data))
	defer windows.WSACleanup()

	const accessSystemSecurity = 0x40
	_, err := windows.WSASocket(windows.AF_INET, windows.SOCK_STREAM, 0, nil, 0, accessSystemSecurity)
	fmt.Println(err == windows.WSAEACCES)

	privilege(windows.SE_PRIVILEGE_ENABLED)
	s, err := windows.WSASocket(windows.AF_INET, windows.SOCK_STREAM, 0, nil, 0, accessSystemSecurity)
	check(err)
	everyone, err := windows.CreateWellKnownSid(windows.WinWorldSid)
	check(err)
	sacl, err := windows.ACLFromEntries([]windows.EXPLICIT_ACCESS{{
		AccessPermissions: windows.GENERIC_ALL,
		AccessMode:        windows.SET_AUDIT_FAILURE,
		Trustee: windows.TRUSTEE{
			TrusteeForm: windows.TRUSTEE_IS_SID, TrusteeValue: windows.TrusteeValueFromSID(everyone),
		},
	}}, nil)
	check(err)
	check(windows.SetSecurityInfo(s, windows.SE_KERNEL_OBJECT, windows.SACL_SECURITY_INFORMATION, nil, nil, nil, sacl))
	check(windows.Bind(s, &windows.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	privilege(0)

	name, err := windows.Getsockname(s)
	check(err)
	second, err := windows.Socket(windows.AF_INET, windows.SOCK_STREAM, 0)
	check(err)
	fmt.Println(windows.Bind(second, name))

	descriptor, err := windows.GetSecurityInfo(s, windows.SE_KERNEL_OBJECT, windows.SACL_SECURITY_INFORMATION)
	check(err)
	_, _, err = descriptor.SACL()
	fmt.Println(descriptor.IsValid(), err, everyone)
}
