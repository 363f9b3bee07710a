# Installs to a prefix of its own, then configures, builds and runs a project that knows nothing but find_package.
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(prefix ${scratch}/prefix)
set(consumer ${scratch}/consumer)
file(REMOVE_RECURSE ${prefix} ${consumer})
run(${CMAKE_COMMAND} --install ${build} --prefix ${prefix})

# The server finds the app there, when one was built.
if(EXISTS ${app}/index.html AND NOT EXISTS ${prefix}/${app_installed}/index.html)
  message(FATAL_ERROR "the tablet app was built and not installed")
endif()

set(flags "")
if(sanitize)
  set(flags "-fsanitize=${sanitize}")
endif()
run(${CMAKE_COMMAND} -S ${source} -B ${consumer} -G Ninja -D CMAKE_PREFIX_PATH=${prefix} -D wanted=${version}
    -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_C_COMPILER=${c_compiler} -D CMAKE_CXX_FLAGS=${flags}
    -D CMAKE_C_FLAGS=${flags} -D CMAKE_BUILD_TYPE=Debug)
run(${CMAKE_COMMAND} --build ${consumer})

# With pkg-config too, as a program does that is not built with CMake.
execute_process(COMMAND ${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${prefix}/${libdir}/pkgconfig pkg-config --cflags --libs
  wegwijs-c OUTPUT_VARIABLE how OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(how)
separate_arguments(flags)
run(${c_compiler} ${flags} ${source}/main.c ${how} -Wl,-rpath,${prefix}/${libdir} -o ${consumer}/consumer_pkg)

foreach(program consumer consumer_c consumer_pkg)
  execute_process(COMMAND ${consumer}/${program} ${scratch}/consumer.store
    OUTPUT_VARIABLE said OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  message("${program} says: ${said}")
  if(NOT said MATCHES "wegwijs ${version}")
    message(FATAL_ERROR "${program} was built against another version than ${version}")
  endif()
  if(NOT said MATCHES "store_missing, never")
    message(FATAL_ERROR "${program} opened a store that is not there")
  endif()
endforeach()

# A package that is asked for a version it cannot give must say no.
execute_process(COMMAND ${CMAKE_COMMAND} -S ${source} -B ${scratch}/refused -G Ninja -D CMAKE_PREFIX_PATH=${prefix}
  -D wanted=99.0 -D CMAKE_CXX_COMPILER=${compiler} RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
if(status EQUAL 0)
  message(FATAL_ERROR "find_package(wegwijs 99.0) was satisfied")
endif()
