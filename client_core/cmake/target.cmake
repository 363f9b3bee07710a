# The project's compile rules for one target; nothing is set globally, so a project that adds wegwijs with
# add_subdirectory keeps its own flags.
function(wegwijs_target name)
  target_compile_features(${name} PUBLIC cxx_std_20)
  set_target_properties(${name} PROPERTIES
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    C_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON)
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_compile_options(${name} PRIVATE
    -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wundef
    # As soon as GCC 12 optimises it takes an empty std::optional for something unset, and a short string for one of
    # any length (GCC bug 105651). The sanitizers look for the real things.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict>
    $<$<BOOL:${WEGWIJS_WARNINGS_ERROR}>:-Werror>)
  if(WEGWIJS_SANITIZE)
    # vptr needs the type information that the portable libraries are built without.
    target_compile_options(${name} PRIVATE
      -fsanitize=${WEGWIJS_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(${name} PUBLIC -fsanitize=${WEGWIJS_SANITIZE})
  endif()
endfunction()

# For what also goes to WebAssembly: neither exceptions nor RTTI, in every preset.
function(wegwijs_portable name)
  wegwijs_target(${name})
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>)
  if(WEGWIJS_SANITIZE MATCHES "address")
    # Here the tests spend their time. The rest compiles faster without.
    target_compile_options(${name} PRIVATE -O1 -g1)
  endif()
endfunction()
