# JUnit 5 from Debian. Every test runs with the JNI checks of the virtual machine, and what they print is a failure.
set(junit_path)
foreach(name junit-jupiter-api junit-jupiter-engine junit-platform-commons junit-platform-engine junit-platform-launcher
             junit-platform-console junit-platform-reporting opentest4j apiguardian-api picocli univocity-parsers)
  find_file(junit_${name} ${name}.jar PATHS /usr/share/java NO_CACHE)
  if(NOT junit_${name})
    message(STATUS "No ${name}.jar: the Java binding is not tested")
    return()
  endif()
  list(APPEND junit_path ${junit_${name}})
endforeach()
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)

set(tests_jar ${CMAKE_CURRENT_BINARY_DIR}/wegwijs-tests.jar)
wegwijs_jar(wegwijs_java_tests ${tests_jar} ${CMAKE_CURRENT_SOURCE_DIR}/src/test/java "${jar};${junit_path}" ${jar})
add_dependencies(wegwijs_java_tests wegwijs_java_classes)

# For wegwijs-bench: how the classes of the tests are run.
set(java "${Java_JAVA_EXECUTABLE} -Djava.library.path=$<TARGET_FILE_DIR:wegwijs_java> -cp ${tests_jar}:${jar}")
set_property(TARGET wegwijs_java_tests PROPERTY WEGWIJS_JAVA "${java}")

list(JOIN junit_path ":" junit_joined)
function(wegwijs_java_test name)
  add_test(NAME java_${name}
    COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/checked.py -- ${Java_JAVA_EXECUTABLE} -Xcheck:jni
      # One heap from the beginning: what grows after it is native.
      -Xms128m -Xmx128m -XX:+UseSerialGC -XX:+AlwaysPreTouch
      -Djava.library.path=$<TARGET_FILE_DIR:wegwijs_java> -cp ${tests_jar}:${jar}:${junit_joined}
      -Dwegwijs.server=$<TARGET_FILE:wegwijs_server_program>
      -Dwegwijs.header=${PROJECT_SOURCE_DIR}/client_core/include/wegwijs/wegwijs.h
      org.junit.platform.console.ConsoleLauncher --disable-banner --disable-ansi-colors --details=tree
      --fail-if-no-tests --scan-class-path ${tests_jar} --include-classname "nl.wegwijs.${ARGV1}")
  set_tests_properties(java_${name} PROPERTIES LABELS integration)
endfunction()

wegwijs_java_test(junit "(?!Endurance|Kill).*Test")
wegwijs_java_test(endurance EnduranceTest)
# By hand with -Dwegwijs.kills=200 before org.junit.
wegwijs_java_test(kills KillTest)

if(EXISTS ${PROJECT_SOURCE_DIR}/tests/contract/run.py)
  # The same library with the functions of echo.h, under the same name in a folder of its own.
  add_library(wegwijs_java_echo SHARED ${jni_sources} host/echo.cpp
    ${PROJECT_SOURCE_DIR}/tests/contract/echo.cpp)
  wegwijs_target(wegwijs_java_echo)
  target_compile_definitions(wegwijs_java_echo PRIVATE WEGWIJS_JAVA_LOAD=wegwijs_java_loaded)
  target_include_directories(wegwijs_java_echo SYSTEM PRIVATE ${java_include} ${java_include}/linux)
  target_link_libraries(wegwijs_java_echo PRIVATE wegwijs_c)
  set_target_properties(wegwijs_java_echo PROPERTIES OUTPUT_NAME wegwijs_java
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/echo)

  set(host "${Java_JAVA_EXECUTABLE} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m")
  string(APPEND host " -Djava.library.path=$<TARGET_FILE_DIR:wegwijs_java_echo> -cp ${host_jar}:${jar} nl.wegwijs.contract.Host")
  add_test(NAME contract_java COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/tests/contract/run.py
    --server $<TARGET_FILE:wegwijs_server_program> --host "${host}")
  set_tests_properties(contract_java PROPERTIES LABELS integration)
endif()

if(EXISTS ${PROJECT_SOURCE_DIR}/tests/readme/run.py AND TARGET wegwijs_program)
  add_test(NAME readme_java COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/tests/readme/run.py
    java ${CMAKE_CURRENT_SOURCE_DIR}/README.md
    --server $<TARGET_FILE:wegwijs_server_program> --client $<TARGET_FILE:wegwijs_program>
    --compiler ${Java_JAVAC_EXECUTABLE} --java ${Java_JAVA_EXECUTABLE} --library $<TARGET_FILE:wegwijs_java> --jar ${jar})
  set_tests_properties(readme_java PROPERTIES LABELS integration)
endif()
