/* That the header is C99, and how its structs lie in memory: printed as JSON, which abi.py compares with abi.json. */
#include <stdio.h>
#include <string.h>
#include <wegwijs/wegwijs.h>

#define STRUCT(type) printf("%s\n  \"%s\": {\"size\": %lu", between, #type, (unsigned long)sizeof(type)), between = ","
#define FIELD(type, field)                                                       \
    printf(", \"%s\": [%lu, %lu]", #field, (unsigned long)offsetof(type, field), \
           (unsigned long)sizeof(((type*)0)->field))
#define END() printf("}")

/* Every function can be had by its address, with the type that the header says. */
static int misused(void) {
    wegwijs_error error;
    wegwijs_text text;
    wegwijs_store_options options;
    memset(&error, 1, sizeof error);
    memset(&text, 0, sizeof text);
    wegwijs_store_options_init(&options);
    if (options.struct_size != sizeof options || wegwijs_abi_version() != WEGWIJS_ABI_VERSION) return 0;
    if (wegwijs_store_status(NULL, &text, &error) != WEGWIJS_ERROR_MISUSE) return 0;
    if (error.code != WEGWIJS_ERROR_MISUSE || strcmp(error.name, "misuse") != 0 || error.message[0] == '\0') return 0;
    if (wegwijs_store_close(NULL, NULL) != WEGWIJS_OK) return 0;
    wegwijs_text_free(&text);
    return text.data == NULL;
}

int main(void) {
    const char* between = "{";
    if (!misused()) return 1;
    STRUCT(wegwijs_string);
    FIELD(wegwijs_string, data);
    FIELD(wegwijs_string, size);
    END();
    STRUCT(wegwijs_text);
    FIELD(wegwijs_text, data);
    FIELD(wegwijs_text, size);
    END();
    STRUCT(wegwijs_error);
    FIELD(wegwijs_error, code);
    FIELD(wegwijs_error, retry);
    FIELD(wegwijs_error, name);
    FIELD(wegwijs_error, message);
    END();
    STRUCT(wegwijs_store_options);
    FIELD(wegwijs_store_options, struct_size);
    FIELD(wegwijs_store_options, reserved);
    FIELD(wegwijs_store_options, path);
    FIELD(wegwijs_store_options, pin);
    END();
    printf("\n}\n");
    return 0;
}
