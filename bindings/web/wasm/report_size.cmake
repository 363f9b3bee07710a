# Says how large the module is, as it is and packed as a server sends it.
execute_process(COMMAND gzip -9 -n -c ${module} OUTPUT_FILE ${module}.gz COMMAND_ERROR_IS_FATAL ANY)
file(SIZE ${module} plain)
file(SIZE ${module}.gz packed)
message(STATUS "wegwijs.wasm: ${plain} bytes, gzip ${packed}")
if(packed GREATER most_bytes)
  message(FATAL_ERROR "wegwijs.wasm is larger than ${most_bytes} bytes (gzip)")
endif()
