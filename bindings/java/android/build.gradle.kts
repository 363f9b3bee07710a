// The AAR: the same Java sources and JNI code as the JAR, and the core for each processor. The libraries that the core
// stands on (libsodium, zstd, utf8proc, zlib, nlohmann_json, libcurl with OpenSSL) must have been built for Android:
// say where with -Pwegwijs.prefix=DIR, one folder for each ABI below it.
plugins {
    id("com.android.library") version "8.5.2"
}

android {
    namespace = "nl.wegwijs"
    compileSdk = 34
    ndkVersion = "26.3.11579264"

    defaultConfig {
        minSdk = 26 // java.nio.file.Path
        consumerProguardFiles("consumer-rules.pro")
        ndk {
            abiFilters += listOf("arm64-v8a", "x86_64")
        }
        externalNativeBuild {
            cmake {
                targets += listOf("wegwijs_c", "wegwijs_java")
                arguments += listOf(
                    "-DANDROID_STL=c++_shared",
                    "-DWEGWIJS_BUILD_SERVER=OFF",
                    "-DWEGWIJS_BUILD_TESTS=OFF",
                    "-DWEGWIJS_BUILD_BENCH=OFF",
                    "-DWEGWIJS_INSTALL=OFF",
                    "-DWEGWIJS_ANDROID_PREFIX=${findProperty("wegwijs.prefix") ?: ""}",
                )
            }
        }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }
    sourceSets["main"].java.srcDirs("../src/main/java")
    externalNativeBuild {
        cmake {
            path = file("CMakeLists.txt")
            version = "3.25.1+"
        }
    }
}
