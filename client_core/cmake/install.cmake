# `cmake --install`: the client library with its headers and its CMake package, and the program.
include(CMakePackageConfigHelpers)
set(wegwijs_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/wegwijs)

if(TARGET wegwijs_program)
  install(TARGETS wegwijs_program RUNTIME COMPONENT runtime)
endif()
if(NOT TARGET wegwijs)
  return()
endif()

set_target_properties(wegwijs PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
install(TARGETS wegwijs EXPORT wegwijs_targets
        LIBRARY COMPONENT runtime NAMELINK_COMPONENT development
        ARCHIVE COMPONENT development
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/client_core/include/wegwijs DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT development FILES_MATCHING PATTERN *.hpp PATTERN *.h)
install(EXPORT wegwijs_targets NAMESPACE wegwijs:: FILE wegwijs-targets.cmake
        DESTINATION ${wegwijs_package_dir} COMPONENT development)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/wegwijs-config.cmake.in wegwijs-config.cmake
        INSTALL_DESTINATION ${wegwijs_package_dir})
# Before 1.0 every minor version may change the interface.
write_basic_package_version_file(wegwijs-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wegwijs-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/wegwijs-config-version.cmake
        DESTINATION ${wegwijs_package_dir} COMPONENT development)
