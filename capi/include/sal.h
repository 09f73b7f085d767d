/*
 * sal.h: notes on parameters for Microsoft's analyser; here they say nothing.
 *
 * The old words __in and __out are names in libstdc++, so in C++ they exist
 * only when WINSOCK_OLD_SAL is defined; then the headers that use the names are
 * read first. wsc++ takes them out of the program's own files instead.
 */
#ifndef WINSOCK_SAL_H
#define WINSOCK_SAL_H

#define _Analysis_noreturn_
#define _Benign_race_begin_
#define _Benign_race_end_
#define _COM_Outptr_
#define _COM_Outptr_opt_
#define _COM_Outptr_opt_result_maybenull_
#define _COM_Outptr_result_maybenull_
#define _Check_return_
#define _Const_
#define _Deref_
#define _Deref_in_
#define _Deref_in_opt_
#define _Deref_inout_
#define _Deref_opt_inout_
#define _Deref_opt_out_
#define _Deref_opt_out_opt_
#define _Deref_opt_out_z_
#define _Deref_out_
#define _Deref_out_opt_
#define _Deref_out_z_
#define _Deref_post_maybenull_
#define _Deref_post_notnull_
#define _Deref_post_z_
#define _Deref_pre_z_
#define _Deref_ret_opt_z_
#define _Deref_ret_z_
#define _Enum_is_bitflag_
#define _Field_z_
#define _IRQL_requires_same_
#define _IRQL_restores_
#define _IRQL_saves_
#define _In_
#define _In_opt_
#define _In_opt_z_
#define _In_z_
#define _Inout_
#define _Inout_opt_
#define _Inout_opt_z_
#define _Inout_z_
#define _Interlocked_operand_
#define _Literal_
#define _Maybe_raises_SEH_exception_
#define _Maybenull_
#define _Must_inspect_result_
#define _No_competing_thread_
#define _Notliteral_
#define _Notnull_
#define _Notref_
#define _Notvalid_
#define _NullNull_terminated_
#define _Null_
#define _Null_terminated_
#define _Out_
#define _Out_opt_
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_opt_result_maybenull_
#define _Outptr_opt_result_maybenull_z_
#define _Outptr_opt_result_nullonfailure_
#define _Outptr_opt_result_z_
#define _Outptr_result_maybenull_
#define _Outptr_result_maybenull_z_
#define _Outptr_result_nullonfailure_
#define _Outptr_result_z_
#define _Outref_
#define _Outref_result_maybenull_
#define _Outref_result_nullonfailure_
#define _Points_to_data_
#define _Post_
#define _Post_invalid_
#define _Post_maybenull_
#define _Post_notnull_
#define _Post_null_
#define _Post_ptr_invalid_
#define _Post_valid_
#define _Post_z_
#define _Pre_
#define _Pre_invalid_
#define _Pre_maybenull_
#define _Pre_notnull_
#define _Pre_null_
#define _Pre_opt_valid_
#define _Pre_unknown_
#define _Pre_valid_
#define _Pre_z_
#define _Prepost_valid_
#define _Prepost_z_
#define _Printf_format_string_
#define _Raises_SEH_exception_
#define _Requires_no_locks_held_
#define _Reserved_
#define _Ret_maybenull_
#define _Ret_maybenull_z_
#define _Ret_notnull_
#define _Ret_null_
#define _Ret_valid_
#define _Ret_z_
#define _Scanf_format_string_
#define _Scanf_s_format_string_
#define _Strict_type_match_
#define _Use_decl_annotations_
#define _Valid_

#define _Acquires_exclusive_lock_(n)
#define _Acquires_lock_(n)
#define _Acquires_nonreentrant_lock_(n)
#define _Acquires_shared_lock_(n)
#define _Always_(n)
#define _Analysis_assume_lock_held_(n)
#define _Analysis_assume_lock_not_held_(n)
#define _At_(n, m)
#define _At_buffer_(n, m, k, l)
#define _Called_from_function_class_(n)
#define _Create_lock_level_(n)
#define _Deref_in_range_(n, m)
#define _Deref_inout_range_(n, m)
#define _Deref_out_range_(n, m)
#define _Field_range_(n, m)
#define _Field_size_(n)
#define _Field_size_bytes_(n)
#define _Field_size_bytes_full_(n)
#define _Field_size_bytes_full_opt_(n)
#define _Field_size_bytes_opt_(n)
#define _Field_size_bytes_part_(n, m)
#define _Field_size_bytes_part_opt_(n, m)
#define _Field_size_full_(n)
#define _Field_size_full_opt_(n)
#define _Field_size_opt_(n)
#define _Field_size_part_(n, m)
#define _Field_size_part_opt_(n, m)
#define _Function_class_(n)
#define _Group_(n)
#define _Guarded_by_(n)
#define _Has_lock_kind_(n)
#define _Has_lock_level_(n)
#define _IRQL_requires_(n)
#define _IRQL_requires_max_(n)
#define _IRQL_requires_min_(n)
#define _In_bytecount_(n)
#define _In_bytecount_c_(n)
#define _In_count_(n)
#define _In_count_c_(n)
#define _In_opt_bytecount_(n)
#define _In_opt_count_(n)
#define _In_opt_count_c_(n)
#define _In_range_(n, m)
#define _In_reads_(n)
#define _In_reads_bytes_(n)
#define _In_reads_bytes_opt_(n)
#define _In_reads_opt_(n)
#define _In_reads_opt_z_(n)
#define _In_reads_or_z_(n)
#define _In_reads_or_z_opt_(n)
#define _In_reads_to_ptr_(n)
#define _In_reads_to_ptr_opt_(n)
#define _In_reads_to_ptr_opt_z_(n)
#define _In_reads_to_ptr_z_(n)
#define _In_reads_z_(n)
#define _Inout_bytecap_(n)
#define _Inout_bytecount_(n)
#define _Inout_cap_(n)
#define _Inout_count_(n)
#define _Inout_opt_count_(n)
#define _Inout_opt_z_cap_(n)
#define _Inout_range_(n, m)
#define _Inout_updates_(n)
#define _Inout_updates_all_(n)
#define _Inout_updates_all_opt_(n)
#define _Inout_updates_bytes_(n)
#define _Inout_updates_bytes_all_(n)
#define _Inout_updates_bytes_all_opt_(n)
#define _Inout_updates_bytes_opt_(n)
#define _Inout_updates_bytes_to_(n, m)
#define _Inout_updates_bytes_to_opt_(n, m)
#define _Inout_updates_opt_(n)
#define _Inout_updates_opt_z_(n)
#define _Inout_updates_to_(n, m)
#define _Inout_updates_to_opt_(n, m)
#define _Inout_updates_z_(n)
#define _Inout_z_cap_(n)
#define _Interlocked_(n)
#define _Kernel_clear_do_init_(n)
#define _Lock_level_order_(n, m)
#define _On_failure_(n)
#define _Out_bytecap_(n)
#define _Out_bytecap_c_(n)
#define _Out_bytecap_post_bytecount_(n, m)
#define _Out_cap_(n)
#define _Out_cap_c_(n)
#define _Out_cap_post_count_(n, m)
#define _Out_opt_bytecap_(n)
#define _Out_opt_cap_(n)
#define _Out_opt_cap_post_count_(n, m)
#define _Out_opt_z_cap_(n)
#define _Out_range_(n, m)
#define _Out_writes_(n)
#define _Out_writes_all_(n)
#define _Out_writes_all_opt_(n)
#define _Out_writes_bytes_(n)
#define _Out_writes_bytes_all_(n)
#define _Out_writes_bytes_all_opt_(n)
#define _Out_writes_bytes_opt_(n)
#define _Out_writes_bytes_to_(n, m)
#define _Out_writes_bytes_to_opt_(n, m)
#define _Out_writes_opt_(n)
#define _Out_writes_opt_z_(n)
#define _Out_writes_to_(n, m)
#define _Out_writes_to_opt_(n, m)
#define _Out_writes_to_ptr_(n)
#define _Out_writes_to_ptr_opt_(n)
#define _Out_writes_to_ptr_opt_z_(n)
#define _Out_writes_to_ptr_z_(n)
#define _Out_writes_z_(n)
#define _Out_z_bytecap_(n)
#define _Out_z_cap_(n)
#define _Out_z_cap_c_(n)
#define _Out_z_cap_post_count_(n, m)
#define _Outptr_opt_result_buffer_(n)
#define _Outptr_opt_result_buffer_maybenull_(n)
#define _Outptr_opt_result_buffer_to_(n, m)
#define _Outptr_opt_result_buffer_to_maybenull_(n, m)
#define _Outptr_opt_result_bytebuffer_(n)
#define _Outptr_opt_result_bytebuffer_maybenull_(n)
#define _Outptr_opt_result_bytebuffer_to_(n, m)
#define _Outptr_opt_result_bytebuffer_to_maybenull_(n, m)
#define _Outptr_result_buffer_(n)
#define _Outptr_result_buffer_all_(n)
#define _Outptr_result_buffer_maybenull_(n)
#define _Outptr_result_buffer_to_(n, m)
#define _Outptr_result_buffer_to_maybenull_(n, m)
#define _Outptr_result_bytebuffer_(n)
#define _Outptr_result_bytebuffer_all_(n)
#define _Outptr_result_bytebuffer_maybenull_(n)
#define _Outptr_result_bytebuffer_to_(n, m)
#define _Outptr_result_bytebuffer_to_maybenull_(n, m)
#define _Post_bytecount_(n)
#define _Post_count_(n)
#define _Post_equal_to_(n)
#define _Post_readable_byte_size_(n)
#define _Post_readable_size_(n)
#define _Post_same_lock_(n)
#define _Post_satisfies_(n)
#define _Post_writable_byte_size_(n)
#define _Post_writable_size_(n)
#define _Pre_bytecap_(n)
#define _Pre_bytecount_(n)
#define _Pre_cap_(n)
#define _Pre_count_(n)
#define _Pre_equal_to_(n)
#define _Pre_readable_byte_size_(n)
#define _Pre_readable_size_(n)
#define _Pre_satisfies_(n)
#define _Pre_writable_byte_size_(n)
#define _Pre_writable_size_(n)
#define _Printf_format_string_params_(n)
#define _Readable_bytes_(n)
#define _Readable_elements_(n)
#define _Releases_exclusive_lock_(n)
#define _Releases_lock_(n)
#define _Releases_nonreentrant_lock_(n)
#define _Releases_shared_lock_(n)
#define _Requires_exclusive_lock_held_(n)
#define _Requires_lock_held_(n)
#define _Requires_lock_not_held_(n)
#define _Requires_shared_lock_held_(n)
#define _Ret_bytecap_(n)
#define _Ret_bytecount_(n)
#define _Ret_cap_(n)
#define _Ret_count_(n)
#define _Ret_range_(n, m)
#define _Ret_writes_(n)
#define _Ret_writes_bytes_(n)
#define _Ret_writes_bytes_maybenull_(n)
#define _Ret_writes_bytes_to_(n, m)
#define _Ret_writes_bytes_to_maybenull_(n, m)
#define _Ret_writes_maybenull_(n)
#define _Ret_writes_maybenull_z_(n)
#define _Ret_writes_to_(n, m)
#define _Ret_writes_to_maybenull_(n, m)
#define _Ret_writes_z_(n)
#define _Return_type_success_(n)
#define _Same_lock_(n, m)
#define _Satisfies_(n)
#define _Scanf_format_string_params_(n)
#define _Struct_size_bytes_(n)
#define _Success_(n)
#define _Unchanged_(n)
#define _When_(n, m)
#define _Writable_bytes_(n)
#define _Writable_elements_(n)
#define _Write_guarded_by_(n)

#define _Analysis_assume_(fact) ((void)0)
#define _Analysis_assume_nullterminated_(text) ((void)0)
#define _Analysis_suppress_lock_checking_(lock) ((void)0)
#define __analysis_assume(fact) ((void)0)
#define __analysis_assert(fact) ((void)0)
#define __analysis_noreturn
#define _SA_annotes0(name)
#define _SA_annotes1(name, value)

#define __callback
#define __checkReturn
#define __deref_in
#define __deref_in_opt
#define __deref_in_z
#define __deref_in_z_opt
#define __deref_inout
#define __deref_inout_opt
#define __deref_inout_z
#define __deref_inout_z_opt
#define __deref_opt
#define __deref_opt_inout
#define __deref_opt_inout_opt
#define __deref_opt_inout_z
#define __deref_opt_inout_z_opt
#define __deref_opt_out
#define __deref_opt_out_opt
#define __deref_opt_out_z
#define __deref_opt_out_z_opt
#define __deref_out
#define __deref_out_opt
#define __deref_out_z
#define __deref_out_z_opt
#define __drv_aliasesMem
#define __encoded_pointer
#define __exceptthat
#define __fallthrough
#define __format_string
#define __in_nz
#define __in_nz_opt
#define __in_opt
#define __in_z
#define __in_z_opt
#define __inner_checkReturn
#define __inout
#define __inout_nz
#define __inout_nz_opt
#define __inout_opt
#define __inout_z
#define __inout_z_opt
#define __maybenull
#define __maybereadonly
#define __notreadonly
#define __notvalid
#define __nullnullterminated
#define __nullterminated
#define __out_opt
#define __out_z
#define __out_z_opt
#define __override
#define __possibly_notnullterminated
#define __readonly
#define __refparam
#define __useHeader

#define __bcount(n)
#define __bcount_opt(n)
#define __blocksOn(n)
#define __byte_readableTo(n)
#define __byte_writableTo(n)
#define __control_entrypoint(n)
#define __data_entrypoint(n)
#define __deref_in_bcount(n)
#define __deref_in_bcount_full(n)
#define __deref_in_bcount_full_opt(n)
#define __deref_in_bcount_opt(n)
#define __deref_in_ecount(n)
#define __deref_in_ecount_full(n)
#define __deref_in_ecount_full_opt(n)
#define __deref_in_ecount_opt(n)
#define __deref_inout_bcount(n)
#define __deref_inout_bcount_full(n)
#define __deref_inout_bcount_full_opt(n)
#define __deref_inout_bcount_opt(n)
#define __deref_inout_ecount(n)
#define __deref_inout_ecount_full(n)
#define __deref_inout_ecount_full_opt(n)
#define __deref_inout_ecount_opt(n)
#define __deref_opt_inout_bcount(n)
#define __deref_opt_inout_bcount_full(n)
#define __deref_opt_inout_bcount_full_opt(n)
#define __deref_opt_inout_bcount_opt(n)
#define __deref_opt_inout_ecount(n)
#define __deref_opt_inout_ecount_full(n)
#define __deref_opt_inout_ecount_full_opt(n)
#define __deref_opt_inout_ecount_opt(n)
#define __deref_opt_out_bcount(n)
#define __deref_opt_out_bcount_full(n)
#define __deref_opt_out_bcount_full_opt(n)
#define __deref_opt_out_bcount_opt(n)
#define __deref_opt_out_ecount(n)
#define __deref_opt_out_ecount_full(n)
#define __deref_opt_out_ecount_full_opt(n)
#define __deref_opt_out_ecount_opt(n)
#define __deref_out_bcount(n)
#define __deref_out_bcount_full(n)
#define __deref_out_bcount_full_opt(n)
#define __deref_out_bcount_opt(n)
#define __deref_out_ecount(n)
#define __deref_out_ecount_full(n)
#define __deref_out_ecount_full_opt(n)
#define __deref_out_ecount_opt(n)
#define __ecount(n)
#define __ecount_opt(n)
#define __elem_readableTo(n)
#define __elem_writableTo(n)
#define __field_bcount(n)
#define __field_bcount_full(n)
#define __field_bcount_opt(n)
#define __field_ecount(n)
#define __field_ecount_full(n)
#define __field_ecount_opt(n)
#define __field_xcount(n)
#define __field_xcount_opt(n)
#define __in_bcount(n)
#define __in_bcount_nz(n)
#define __in_bcount_nz_opt(n)
#define __in_bcount_opt(n)
#define __in_bcount_z(n)
#define __in_bcount_z_opt(n)
#define __in_ecount(n)
#define __in_ecount_nz(n)
#define __in_ecount_nz_opt(n)
#define __in_ecount_opt(n)
#define __in_ecount_z(n)
#define __in_ecount_z_opt(n)
#define __in_xcount(n)
#define __in_xcount_opt(n)
#define __inout_bcount(n)
#define __inout_bcount_full(n)
#define __inout_bcount_full_opt(n)
#define __inout_bcount_nz(n)
#define __inout_bcount_nz_opt(n)
#define __inout_bcount_opt(n)
#define __inout_bcount_z(n)
#define __inout_bcount_z_opt(n)
#define __inout_ecount(n)
#define __inout_ecount_full(n)
#define __inout_ecount_full_opt(n)
#define __inout_ecount_nz(n)
#define __inout_ecount_nz_opt(n)
#define __inout_ecount_opt(n)
#define __inout_ecount_z(n)
#define __inout_ecount_z_opt(n)
#define __inout_xcount(n)
#define __inout_xcount_full(n)
#define __inout_xcount_full_opt(n)
#define __inout_xcount_opt(n)
#define __out_bcount(n)
#define __out_bcount_full(n)
#define __out_bcount_full_opt(n)
#define __out_bcount_nz(n)
#define __out_bcount_nz_opt(n)
#define __out_bcount_opt(n)
#define __out_bcount_z(n)
#define __out_bcount_z_opt(n)
#define __out_ecount(n)
#define __out_ecount_full(n)
#define __out_ecount_full_opt(n)
#define __out_ecount_nz(n)
#define __out_ecount_nz_opt(n)
#define __out_ecount_opt(n)
#define __out_ecount_z(n)
#define __out_ecount_z_opt(n)
#define __out_xcount(n)
#define __out_xcount_full(n)
#define __out_xcount_full_opt(n)
#define __out_xcount_opt(n)
#define __readableTo(n)
#define __struct_bcount(n)
#define __struct_xcount(n)
#define __typefix(n)
#define __writableTo(n)
#define __xcount(n)
#define __xcount_opt(n)

#define __deref_in_bcount_part(n, m)
#define __deref_in_bcount_part_opt(n, m)
#define __deref_in_ecount_part(n, m)
#define __deref_in_ecount_part_opt(n, m)
#define __deref_in_range(n, m)
#define __deref_inout_bcount_part(n, m)
#define __deref_inout_bcount_part_opt(n, m)
#define __deref_inout_ecount_part(n, m)
#define __deref_inout_ecount_part_opt(n, m)
#define __deref_inout_range(n, m)
#define __deref_opt_inout_bcount_part(n, m)
#define __deref_opt_inout_bcount_part_opt(n, m)
#define __deref_opt_inout_ecount_part(n, m)
#define __deref_opt_inout_ecount_part_opt(n, m)
#define __deref_opt_out_bcount_part(n, m)
#define __deref_opt_out_bcount_part_opt(n, m)
#define __deref_opt_out_ecount_part(n, m)
#define __deref_opt_out_ecount_part_opt(n, m)
#define __deref_out_bcount_part(n, m)
#define __deref_out_bcount_part_opt(n, m)
#define __deref_out_ecount_part(n, m)
#define __deref_out_ecount_part_opt(n, m)
#define __deref_out_range(n, m)
#define __field_bcount_part(n, m)
#define __field_ecount_part(n, m)
#define __field_range(n, m)
#define __in_range(n, m)
#define __inout_bcount_part(n, m)
#define __inout_bcount_part_opt(n, m)
#define __inout_bcount_part_z(n, m)
#define __inout_bcount_part_z_opt(n, m)
#define __inout_ecount_part(n, m)
#define __inout_ecount_part_opt(n, m)
#define __inout_ecount_part_z(n, m)
#define __inout_ecount_part_z_opt(n, m)
#define __inout_xcount_part(n, m)
#define __inout_xcount_part_opt(n, m)
#define __inout_xcount_part_z(n, m)
#define __inout_xcount_part_z_opt(n, m)
#define __out_bcount_part(n, m)
#define __out_bcount_part_opt(n, m)
#define __out_bcount_part_z(n, m)
#define __out_bcount_part_z_opt(n, m)
#define __out_ecount_part(n, m)
#define __out_ecount_part_opt(n, m)
#define __out_ecount_part_z(n, m)
#define __out_ecount_part_z_opt(n, m)
#define __out_range(n, m)
#define __out_xcount_part(n, m)
#define __out_xcount_part_opt(n, m)
#define __out_xcount_part_z(n, m)
#define __out_xcount_part_z_opt(n, m)
#define __range(n, m)

#endif

/* Words that libstdc++ or the compilers use: see above. */
#if !defined(WINSOCK_OLD_SAL_H) && (!defined(__cplusplus) || defined(WINSOCK_OLD_SAL))
#define WINSOCK_OLD_SAL_H

#ifdef __cplusplus
extern "C++" {
#include <algorithm>
#if __cplusplus >= 201703L
#include <charconv>
#endif
#include <fstream>
#include <functional>
#include <future>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <locale>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>
}
#else
#define __null
#endif

#define __in
#define __out
#define __deref
#define __notnull
#define __post
#define __pre
#define __valid
#define __success(fact)

#endif
