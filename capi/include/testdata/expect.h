/* expect.h: says where an expectation fails, and ends the program. */
#ifdef __cplusplus
extern "C" void __assert_fail(const char *, const char *, unsigned, const char *) __THROW;
#else
void __assert_fail(const char *, const char *, unsigned, const char *);
#endif

#define EXPECT(fact) ((fact) ? (void)0 : __assert_fail(#fact, "", __LINE__, ""))
