# For a library that is put into somebody's app: what it needs it holds, and asks the device for nothing but C and C++.
function(wegwijs_held_inside name library include)
  find_library(wegwijs_inside_${name} NAMES lib${library}.a REQUIRED)
  find_path(wegwijs_inside_${name}_include NAMES ${include} REQUIRED)
  add_library(wegwijs_inside_${name} STATIC IMPORTED GLOBAL)
  set_target_properties(wegwijs_inside_${name} PROPERTIES IMPORTED_LOCATION ${wegwijs_inside_${name}}
    INTERFACE_INCLUDE_DIRECTORIES ${wegwijs_inside_${name}_include})
endfunction()

wegwijs_held_inside(sodium sodium sodium.h)
wegwijs_held_inside(zstd zstd zstd.h)
wegwijs_held_inside(utf8proc utf8proc utf8proc.h)
wegwijs_held_inside(zlib z zlib.h)
target_compile_definitions(wegwijs_inside_utf8proc INTERFACE UTF8PROC_STATIC)
foreach(name sodium zstd utf8proc)
  add_library(PkgConfig::${name} ALIAS wegwijs_inside_${name})
endforeach()
add_library(ZLIB::ZLIB ALIAS wegwijs_inside_zlib)
