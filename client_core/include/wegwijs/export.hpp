// What the shared library gives away carries WEGWIJS_API; everything else in it is hidden.
#pragma once

#define WEGWIJS_API __attribute__((visibility("default")))
