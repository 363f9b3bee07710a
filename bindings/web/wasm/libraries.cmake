# The libraries of others, from the sources that Debian packages, under the names that client_core links. Their hashes are
# those of the authors' own archives; what Debian mended in them comes with it.
set(sources ${PROJECT_SOURCE_DIR}/build/sources)
set(sodium_dir ${sources}/libsodium-1.0.18)
set(utf8proc_dir ${sources}/utf8proc-2.8.0)
set(zlib_dir ${sources}/zlib-1.2.13.dfsg)
if(NOT EXISTS ${sodium_dir} OR NOT EXISTS ${utf8proc_dir} OR NOT EXISTS ${zlib_dir})
  execute_process(COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fetch_sources ${sources} libsodium utf8proc zlib
                  COMMAND_ERROR_IS_FATAL ANY)
endif()
function(wegwijs_check_archive name sha256)
  file(SHA256 ${sources}/${name} found)
  if(NOT found STREQUAL sha256)
    message(FATAL_ERROR "${name} is not the archive that this project was tested with: ${found}")
  endif()
endfunction()
wegwijs_check_archive(libsodium_1.0.18.orig.tar.gz d59323c6b712a1519a5daf710b68f5e7fde57040845ffec53850911f10a5d4f4)
wegwijs_check_archive(utf8proc_2.8.0.orig.tar.gz a0a60a79fe6f6d54e7d411facbfcc867a6e198608f2cd992490e46f04b1bcecc)
wegwijs_check_archive(zlib_1.2.13.dfsg.orig.tar.bz2 71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1)

# Warnings of others are theirs. What nothing calls is left out by the linker.
add_library(wegwijs_others INTERFACE)
target_compile_options(wegwijs_others INTERFACE -w -Os -ffunction-sections -fdata-sections)

# The archive was made for autoconf, which is not asked: what it would find out is known.
set(VERSION 1.0.18)
set(SODIUM_LIBRARY_VERSION_MAJOR 10)
set(SODIUM_LIBRARY_VERSION_MINOR 3)
set(SODIUM_LIBRARY_MINIMAL_DEF "")
set(sodium_include ${sodium_dir}/src/libsodium/include)
configure_file(${sodium_include}/sodium/version.h.in ${sodium_include}/sodium/version.h @ONLY)
file(GLOB_RECURSE sodium_sources ${sodium_dir}/src/libsodium/*.c)
add_library(wegwijs_sodium STATIC ${sodium_sources})
target_include_directories(wegwijs_sodium SYSTEM PUBLIC ${sodium_include} PRIVATE ${sodium_include}/sodium)
target_compile_definitions(wegwijs_sodium PRIVATE
  CONFIGURED=1 NATIVE_LITTLE_ENDIAN=1 HAVE_GETENTROPY=1 HAVE_ALLOCA_H=1 _WASI_EMULATED_SIGNAL)
target_link_libraries(wegwijs_sodium PRIVATE wegwijs_others)
add_library(PkgConfig::sodium ALIAS wegwijs_sodium)

add_library(wegwijs_utf8proc STATIC ${utf8proc_dir}/utf8proc.c)
target_include_directories(wegwijs_utf8proc SYSTEM PUBLIC ${utf8proc_dir})
target_compile_definitions(wegwijs_utf8proc PUBLIC UTF8PROC_STATIC)
target_link_libraries(wegwijs_utf8proc PRIVATE wegwijs_others)
add_library(PkgConfig::utf8proc ALIAS wegwijs_utf8proc)

add_library(wegwijs_zlib STATIC ${zlib_dir}/adler32.c ${zlib_dir}/crc32.c ${zlib_dir}/deflate.c ${zlib_dir}/inffast.c
  ${zlib_dir}/inflate.c ${zlib_dir}/inftrees.c ${zlib_dir}/trees.c ${zlib_dir}/zutil.c)
target_include_directories(wegwijs_zlib SYSTEM PUBLIC ${zlib_dir})
target_link_libraries(wegwijs_zlib PRIVATE wegwijs_others)
add_library(ZLIB::ZLIB ALIAS wegwijs_zlib)

# Headers only, so this machine's own do.
find_path(json_dir nlohmann/json.hpp PATHS /usr/include NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH REQUIRED)
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/json)
file(CREATE_LINK ${json_dir}/nlohmann ${CMAKE_CURRENT_BINARY_DIR}/json/nlohmann SYMBOLIC)
add_library(wegwijs_json INTERFACE)
target_include_directories(wegwijs_json SYSTEM INTERFACE ${CMAKE_CURRENT_BINARY_DIR}/json)
add_library(nlohmann_json::nlohmann_json ALIAS wegwijs_json)

add_library(Threads::Threads INTERFACE IMPORTED GLOBAL)  # there are none
