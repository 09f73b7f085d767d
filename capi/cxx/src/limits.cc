// limits.cc: the constants of std::numeric_limits<wchar_t> as objects, for
// programs that take their address before C++17.
#include <limits>

namespace std {

constexpr bool numeric_limits<wchar_t>::is_specialized;
constexpr int numeric_limits<wchar_t>::digits;
constexpr int numeric_limits<wchar_t>::digits10;
constexpr int numeric_limits<wchar_t>::max_digits10;
constexpr bool numeric_limits<wchar_t>::is_signed;
constexpr bool numeric_limits<wchar_t>::is_integer;
constexpr bool numeric_limits<wchar_t>::is_exact;
constexpr int numeric_limits<wchar_t>::radix;
constexpr int numeric_limits<wchar_t>::min_exponent;
constexpr int numeric_limits<wchar_t>::min_exponent10;
constexpr int numeric_limits<wchar_t>::max_exponent;
constexpr int numeric_limits<wchar_t>::max_exponent10;
constexpr bool numeric_limits<wchar_t>::has_infinity;
constexpr bool numeric_limits<wchar_t>::has_quiet_NaN;
constexpr bool numeric_limits<wchar_t>::has_signaling_NaN;
constexpr float_denorm_style numeric_limits<wchar_t>::has_denorm;
constexpr bool numeric_limits<wchar_t>::has_denorm_loss;
constexpr bool numeric_limits<wchar_t>::is_iec559;
constexpr bool numeric_limits<wchar_t>::is_bounded;
constexpr bool numeric_limits<wchar_t>::is_modulo;
constexpr bool numeric_limits<wchar_t>::traps;
constexpr bool numeric_limits<wchar_t>::tinyness_before;
constexpr float_round_style numeric_limits<wchar_t>::round_style;

} // namespace std
