# SQLite with encrypted pages: the SQLite3 Multiple Ciphers amalgamation, from the npm package that third_party/
# pins by lock file; the hash below pins the file itself.
set(sqlite_dir ${PROJECT_SOURCE_DIR}/third_party/node_modules/better-sqlite3-multiple-ciphers/deps/sqlite3)
set(sqlite_sha256 670d8d053176b53a68073b168f8e68fb72db67bdf964a0eb130338e9391198b9)
if(NOT EXISTS ${sqlite_dir}/sqlite3.c)
  message(FATAL_ERROR "third_party/node_modules is missing: run 'npm ci --ignore-scripts' in third_party/ (tools/test does it)")
endif()
file(SHA256 ${sqlite_dir}/sqlite3.c sqlite_found)
if(NOT sqlite_found STREQUAL sqlite_sha256)
  message(FATAL_ERROR "sqlite3.c is not the file that this project was tested with: ${sqlite_found}")
endif()

add_library(wegwijs_sqlite STATIC ${sqlite_dir}/sqlite3.c)
set_target_properties(wegwijs_sqlite PROPERTIES POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden)
target_include_directories(wegwijs_sqlite SYSTEM PUBLIC $<BUILD_INTERFACE:${sqlite_dir}>)
target_link_libraries(wegwijs_sqlite PRIVATE Threads::Threads m)
target_compile_options(wegwijs_sqlite PRIVATE -w)
target_compile_definitions(wegwijs_sqlite PRIVATE
  SQLITE_DQS=0 SQLITE_DEFAULT_MEMSTATUS=0
  SQLITE_OMIT_DEPRECATED SQLITE_OMIT_SHARED_CACHE SQLITE_OMIT_LOAD_EXTENSION SQLITE_OMIT_AUTOINIT
  SQLITE_LIKE_DOESNT_MATCH_BLOBS SQLITE_ENABLE_UPDATE_DELETE_LIMIT SQLITE_SECURE_DELETE SQLITE_ENABLE_API_ARMOR
  HAVE_CIPHER_AES_128_CBC=0 HAVE_CIPHER_AES_256_CBC=0 HAVE_CIPHER_SQLCIPHER=0 HAVE_CIPHER_RC4=0 HAVE_CIPHER_ASCON128=0)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL wasm32)
  # No threads, no files but those of our own VFS, and none for what is only for a while. Every octet is fetched, so what
  # nothing of ours calls is left out.
  target_compile_definitions(wegwijs_sqlite PRIVATE
    SQLITE_THREADSAFE=0 SQLITE_OS_OTHER=1 SQLITE_TEMP_STORE=3 __WASM__ ARGON2_NO_THREADS SQLITE_MAX_MMAP_SIZE=0
    SQLITE_UNTESTABLE SQLITE_OMIT_TRACE SQLITE_OMIT_PROGRESS_CALLBACK SQLITE_OMIT_GET_TABLE SQLITE_OMIT_TCL_VARIABLE
    SQLITE_OMIT_COMPLETE SQLITE_OMIT_DESERIALIZE SQLITE_OMIT_COMPILEOPTION_DIAGS)
  target_compile_options(wegwijs_sqlite PRIVATE -Os)
else()
  # Every app that holds the library is so much larger.
  target_compile_options(wegwijs_sqlite PRIVATE $<IF:$<BOOL:${WEGWIJS_NO_NETWORK}>,-Os,-O2>)
  target_compile_definitions(wegwijs_sqlite PRIVATE SQLITE_THREADSAFE=2 SQLITE_TEMP_STORE=2 SQLITE_ENABLE_FTS5)
endif()
if(WEGWIJS_SANITIZE MATCHES thread)
  target_compile_options(wegwijs_sqlite PRIVATE -fsanitize=thread)
endif()
