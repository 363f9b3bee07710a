"""The last lines of the demo with --keep: how to hold the tablet app in your hands."""
import shutil
import subprocess
import urllib.request

VALID = "12h"
PIN = "258046"  # the app asks for six signs at least


def is_served(url):
    try:
        with urllib.request.urlopen(f"{url}/", timeout=10) as page:
            return page.status == 200 and page.headers.get_content_type() == "text/html"
    except OSError:
        return False


def qr_code(text, live):
    """As lines of text; nothing where qrencode is not there."""
    if not shutil.which("qrencode"):
        return ""
    form = "ANSIUTF8" if live else "UTF8"  # with colours of its own, so that a light terminal does not turn it round
    made = subprocess.run(["qrencode", "-t", form, "-m", "2", text], stdin=subprocess.DEVNULL, capture_output=True,
                          encoding="utf-8", check=False)
    return made.stdout.rstrip("\n") if made.returncode == 0 else ""


def show(server, live):
    """`server`: a demo_programs.Server that runs. Says so when it serves no app."""
    # A browser keeps its store only for an address that it trusts: https, or this machine by the name localhost.
    port = server.url.rsplit(":", 1)[1]
    address = f"http://localhost:{port}"
    if not is_served(server.url):
        print("\nThe tablet app is not served: it was not built when the server started (tools/web builds it).")
        return
    code = server("enrol-code", "anna", "--valid", VALID)["code"]
    volunteer = server("enrol-code", "vera", "--valid", VALID)["code"]
    link = f"{address}/#code={code}"
    drawn = qr_code(link, live)
    print(f"""
Hold the app in your hands. Open this in a browser on this machine (it was tried in Chromium only):

  {address}

  anna, klantmanager:  {code}   or all at once:  {link}
  vera, volunteer:     {volunteer}   in another browser profile: one profile is one tablet
  PIN:                 you choose it at the first start; {PIN} will do

Each code enrols one device, once, within {VALID}.""")
    if drawn:
        print(f"\nanna's address and code as a QR code:\n\n{drawn}")
    else:
        print("\nThere is no QR code: the program qrencode was not found.")
    print(f"""
"localhost" is whichever device opens it. So the QR code works on this machine, and on an Android phone on a cable
after "adb reverse tcp:{port} tcp:{port}". For another machine on the network the server needs https: stop it, and start
it with --listen 0.0.0.0:8443 --tls-cert FILE --tls-key FILE and a certificate that the other machine trusts. Without
https a browser there gives the app no storage and no offline start, and the server refuses to listen.""")
