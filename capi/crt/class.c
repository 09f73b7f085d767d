/* class.c: classes of bytes by Microsoft's bits. */
#include <ctype.h>

int _isctype(int c, int which)
{
	return (which & 0x0100 && isalpha(c)) || (which & _UPPER && isupper(c)) ||
		(which & _LOWER && islower(c)) || (which & _DIGIT && isdigit(c)) ||
		(which & _SPACE && isspace(c)) || (which & _PUNCT && ispunct(c)) ||
		(which & _CONTROL && iscntrl(c)) || (which & _BLANK && c == ' ') ||
		(which & _HEX && isxdigit(c));
}

int __iscsymf(int c)
{
	return c == '_' || isalpha(c);
}

int __iscsym(int c)
{
	return c == '_' || isalnum(c);
}
