"""Bad samples for check.py: each breaks exactly one rule, and a clean tree breaks none."""
import tempfile
from pathlib import Path

# A tree that keeps every rule: the files that the samples include, and each permitted direction once.
CLEAN = {
    "client_core/shared/base/result.hpp": "#pragma once\n",
    "client_core/shared/sqlite/sqlite.hpp": '#pragma once\n#include "client_core/shared/base/result.hpp"\n',
    "client_core/shared/sqlite/sqlite.cpp": '#include <sqlite3.h>\n',
    "client_core/shared/crypto/crypto.hpp": '#pragma once\n#include "client_core/shared/base/result.hpp"\n',
    "client_core/shared/system/system.hpp": '#pragma once\n#include "client_core/shared/base/result.hpp"\n',
    "client_core/shared/model/value.hpp": '#pragma once\n#include "client_core/shared/base/result.hpp"\n',
    "client_core/shared/merge/merge.hpp": '#pragma once\n#include "client_core/shared/model/value.hpp"\n',
    "client_core/shared/model/pack.hpp": '#pragma once\n#include "client_core/shared/merge/merge.hpp"\n',
    "client_core/shared/protocol/cbor.hpp": '#pragma once\n#include "client_core/shared/model/pack.hpp"\n',
    "client_core/include/wegwijs/version.hpp": "#pragma once\n#include <string>\n",
    "client_core/include/wegwijs/store.hpp": "#pragma once\n#include <wegwijs/version.hpp>\n",
    "client_core/store/store.hpp": '#pragma once\n#include "client_core/shared/protocol/cbor.hpp"\n',
    "client_core/sync/engine.hpp": '#pragma once\n#include "client_core/store/store.hpp"\n',
    "client_core/transport/curl.cpp": "#include <curl/curl.h>\n#include <thread>\n",
    "client_core/cli/main.cpp": '// catch (...) in a comment is no code\nconst char* s = "catch (...)";\n'
                                '#include "client_core/sync/engine.hpp"\n#include <wegwijs/store.hpp>\n',
    "sync_server/store/store.hpp": '#pragma once\n#include "client_core/shared/merge/merge.hpp"\n',
    "sync_server/http/listen.hpp": '#pragma once\n#include <boost/beast.hpp>\n',
    "sync_server/sync/push.hpp": '#pragma once\n#include "sync_server/store/store.hpp"\n',
    "sync_server/auth/page.hpp": '#pragma once\n#include "sync_server/sync/push.hpp"\n'
                                 '#include "sync_server/http/listen.hpp"\n',
    "tests/store/store_test.cpp": '#include "client_core/store/store.hpp"\n#include "sync_server/store/store.hpp"\n',
    "docs/notes.md": "See https://example.org/home/page and build/work/ in the tree.\n",
}


def include(path):
    return f'#include "{path}"\n'


# (rule, path, content)
BAD = [
    ("layer", "client_core/shared/base/a.cpp", include("client_core/shared/sqlite/sqlite.hpp")),
    ("layer", "client_core/shared/sqlite/a.cpp", include("client_core/shared/model/value.hpp")),
    ("layer", "client_core/shared/crypto/a.cpp", include("client_core/shared/sqlite/sqlite.hpp")),
    ("layer", "client_core/shared/system/a.cpp", include("client_core/shared/model/value.hpp")),
    ("layer", "client_core/shared/model/value.cpp", include("client_core/shared/merge/merge.hpp")),
    ("layer", "client_core/shared/merge/a.cpp", include("client_core/shared/model/pack.hpp")),
    ("layer", "client_core/shared/merge/b.cpp", include("client_core/shared/sqlite/sqlite.hpp")),
    ("layer", "client_core/shared/protocol/a.cpp", include("client_core/store/store.hpp")),
    ("layer", "client_core/store/a.cpp", include("client_core/sync/engine.hpp")),
    ("layer", "client_core/store/b.cpp", include("client_core/shared/system/system.hpp")),
    ("layer", "client_core/sync/a.cpp", include("sync_server/store/store.hpp")),
    ("layer", "client_core/include/wegwijs/a.hpp", "#pragma once\n" + include("client_core/store/store.hpp")),
    ("layer", "sync_server/sync/a.cpp", include("client_core/store/store.hpp")),
    ("layer", "sync_server/http/b.cpp", "#include <wegwijs/store.hpp>\n"),
    ("layer", "sync_server/http/d.cpp", include("sync_server/store/store.hpp")),
    ("layer", "sync_server/sync/b.cpp", include("sync_server/auth/page.hpp")),
    ("layer", "sync_server/store/a.cpp", include("sync_server/sync/push.hpp")),
    ("include-path", "client_core/store/c.cpp", include("store.hpp")),
    ("include-path", "client_core/store/d.cpp", include("../shared/base/result.hpp")),
    ("include-path", "client_core/store/e.cpp", "#include <client_core/store/store.hpp>\n"),
    ("no-layer", "client_core/corner/a.cpp", "int a;\n"),
    ("library", "client_core/store/f.cpp", "#include <thread>\n"),
    ("library", "client_core/shared/merge/c.cpp", "#include <random>\n"),
    ("library", "client_core/store/g.cpp", "#include <boost/asio.hpp>\n"),
    ("library", "client_core/sync/b.cpp", "#include <curl/curl.h>\n"),
    ("length", "client_core/store/h.cpp", "int a;\n" * 501),
    ("length", "tests/tidy/long.py", "a = 1\n" * 501),
    ("pragma-once", "client_core/store/i.hpp", "// #pragma once\nstruct A;\n"),
    ("unfinished", "client_core/store/j.cpp", "// TO" "DO: later\n"),
    ("unfinished", "docs/a.md", "FIX" "ME\n"),
    ("machine-path", "docs/b.md", "run /ho" "me/me/build\n"),
    ("machine-path", "tools/c", "cd /wo" "rk/main\n"),
    ("machine-path", "tools/d", "cat /tmp/ba" "sh_jobs\n"),
    ("catch-all", "sync_server/http/c.cpp", "void f() { try { g(); } catch ( ... ) {} }\n"),
    ("sleep", "tests/store/a_test.cpp", "void f() { std::this_thread::sleep_for(ms); }\n"),
    ("sleep", "tests/store/b_test.cpp", "void f() { sleep(1); }\n"),
    ("not-built", "client_core/store/unbuilt.cpp", "int a;\n"),
]


def found(check, files):
    with tempfile.TemporaryDirectory() as root:
        for path, content in files.items():
            file = Path(root) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return check(root, {path for path in files if not path.endswith("unbuilt.cpp")})


def try_out(check):
    wrong = [f"clean tree: {text}" for _, text in found(check, CLEAN)]
    for rule, path, content in BAD:
        breaches = found(check, {**CLEAN, path: content})
        if [r for r, _ in breaches] != [rule]:
            wrong.append(f"{path}: expected one '{rule}', found {[text for _, text in breaches] or 'nothing'}")
    print("\n".join(wrong) if wrong else f"{len(BAD)} bad samples found out, the clean tree passed")
    return 1 if wrong else 0
