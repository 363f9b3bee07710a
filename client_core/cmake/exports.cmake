# What the shared libraries give away: what a public header marks, and nothing that they were linked from. Hidden
# visibility alone leaves instances of the standard library's templates visible; the linker's list does not. All that they need they hold, or name a library that does.
function(wegwijs_gives_away target list)
  get_target_property(kind ${target} TYPE)
  if(kind STREQUAL SHARED_LIBRARY AND NOT APPLE AND NOT WIN32)
    target_link_options(${target} PRIVATE LINKER:--version-script=${list} LINKER:--no-undefined)
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${list})
  endif()
endfunction()
if(TARGET wegwijs)
  wegwijs_gives_away(wegwijs ${CMAKE_CURRENT_LIST_DIR}/wegwijs.map)
endif()
wegwijs_gives_away(wegwijs_c ${CMAKE_CURRENT_LIST_DIR}/wegwijs_c.map)
