# What the shared library gives away: what a public header marks with WEGWIJS_API, and nothing that it was linked from.
# Hidden visibility alone leaves instances of the standard library's templates visible; the linker's list does not.
set(wegwijs_map ${CMAKE_CURRENT_LIST_DIR}/wegwijs.map)
get_target_property(wegwijs_kind wegwijs TYPE)
if(wegwijs_kind STREQUAL SHARED_LIBRARY AND NOT APPLE AND NOT WIN32)
  target_link_options(wegwijs PRIVATE LINKER:--version-script=${wegwijs_map})
  set_property(TARGET wegwijs APPEND PROPERTY LINK_DEPENDS ${wegwijs_map})
endif()
