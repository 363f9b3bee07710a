# Installs to a prefix of its own, then configures, builds and runs a project that knows nothing but find_package.
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(prefix ${scratch}/prefix)
set(consumer ${scratch}/consumer)
file(REMOVE_RECURSE ${prefix} ${consumer})
run(${CMAKE_COMMAND} --install ${build} --prefix ${prefix})

set(flags "")
if(sanitize)
  set(flags "-fsanitize=${sanitize}")
endif()
run(${CMAKE_COMMAND} -S ${source} -B ${consumer} -G Ninja -D CMAKE_PREFIX_PATH=${prefix} -D wanted=${version}
    -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_CXX_FLAGS=${flags} -D CMAKE_BUILD_TYPE=Debug)
run(${CMAKE_COMMAND} --build ${consumer})

execute_process(COMMAND ${consumer}/consumer ${scratch}/consumer.store
  OUTPUT_VARIABLE said OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
message("the consumer says: ${said}")
if(NOT said MATCHES "wegwijs ${version}")
  message(FATAL_ERROR "the consumer was built against another version than ${version}")
endif()
if(NOT said MATCHES "store_missing, never")
  message(FATAL_ERROR "the consumer opened a store that is not there")
endif()

# A package that is asked for a version it cannot give must say no.
execute_process(COMMAND ${CMAKE_COMMAND} -S ${source} -B ${scratch}/refused -G Ninja -D CMAKE_PREFIX_PATH=${prefix}
  -D wanted=99.0 -D CMAKE_CXX_COMPILER=${compiler} RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
if(status EQUAL 0)
  message(FATAL_ERROR "find_package(wegwijs 99.0) was satisfied")
endif()
