# `cmake --install`: the client libraries for C++ and C with their headers, a CMake package and a pkg-config file, and the
# program.
include(CMakePackageConfigHelpers)
set(wegwijs_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/wegwijs)

if(TARGET wegwijs_program)
  install(TARGETS wegwijs_program RUNTIME COMPONENT runtime)
endif()
if(NOT TARGET wegwijs)
  return()
endif()

set_target_properties(wegwijs wegwijs_c PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
install(TARGETS wegwijs wegwijs_c EXPORT wegwijs_targets
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
file(RELATIVE_PATH wegwijs_to_include /${CMAKE_INSTALL_LIBDIR}/pkgconfig /${CMAKE_INSTALL_INCLUDEDIR})
configure_file(${CMAKE_CURRENT_LIST_DIR}/wegwijs-c.pc.in wegwijs-c.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wegwijs-c.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT development)
