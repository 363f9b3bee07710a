/* The same in C. */
#include <stdio.h>
#include <string.h>

#include <wegwijs/wegwijs.h>

int main(int count, char** arguments) {
    wegwijs_store_options options;
    wegwijs_store* store = NULL;
    wegwijs_error error;
    if (count < 2) return 2;
    printf("wegwijs %s\n", wegwijs_library_version());
    wegwijs_store_options_init(&options);
    options.path.data = arguments[1];
    options.path.size = strlen(arguments[1]);
    options.pin.data = "2580";
    options.pin.size = 4;
    if (wegwijs_store_open(&options, &store, &error) != WEGWIJS_ERROR_STORE_MISSING) return 1;
    printf("%s, %s\n", error.name, error.retry == WEGWIJS_RETRY_NEVER ? "never" : "again");
    return 0;
}
