#!/usr/bin/env python3
"""Let two public judges of SCIM servers try an instance of their own.

    python3 -m venv judges && judges/bin/pip install scim2-cli==0.6.0 scim2-tester==0.5.2 scim-sanity==0.7.4
    Tests/tools/scim_judges.py --reeve .build/debug/reeve --judges judges/bin

Starts `reeve server` on a data folder that it removes again, sets up an instance, a tenant and an integration through the
public API, and prints a line `NAME: N of M, K refused on purpose` for each judge. The exit code is 1 if a judge found a fault that is none
of those listed here with their reason.
"""

import argparse
import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

# What a judge wants and the service refuses on purpose.
EXPECTED = {
    # The judge adds a user that does not exist; a member who is unknown is refused with his id (400 invalidValue).
    "PATCH /Groups/{id} add member",
}

PASSWORD = "Judge5Judge"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def call(url, body=None, token=None, cookie=None):
    """Sends a request; answers its JSON and its cookies."""
    headers = {"accept": "application/json", "sec-fetch-site": "same-origin"}
    data = None
    if body is not None:
        data, headers["content-type"] = json.dumps(body).encode(), "application/json"
    if token:
        headers["authorization"] = f"Bearer {token}"
    if cookie:
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookie.items())
        if "csrfToken" in cookie:
            headers["x-csrf-token"] = cookie["csrfToken"]
    request = urllib.request.Request(url, data=data, headers=headers, method="POST" if data is not None else "GET")
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            cookies = dict(
                line.split(";")[0].split("=", 1) for line in response.headers.get_all("set-cookie") or []
            )
            text = response.read()
            return (json.loads(text) if text else None), cookies
    except urllib.error.HTTPError as error:
        sys.exit(f"{request.method} {url}: {error.code} {error.read().decode(errors='replace')}")


def wait_until_up(url, server):
    for _ in range(300):
        if server.poll() is not None:
            sys.exit("the server ended before it served")
        try:
            urllib.request.urlopen(f"{url}/api/v1/setup", timeout=2).read()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    sys.exit("the server did not serve within 30 seconds")


def set_up(url):
    """Makes the instance, the tenant and the integration; answers the service's address and the token."""
    name = "root@judges.test"
    setup = {"username": name, "password": PASSWORD, "tenant": {"id": "judges", "name": "Judges"}}
    call(f"{url}/api/v1/setup", setup)
    _, cookies = call(f"{url}/login", {"username": name, "password": PASSWORD})
    integration, _ = call(
        f"{url}/api/v1/judges/security-integrations",
        {"name": "judges", "description": "public judges of SCIM servers", "type": "SCIM"},
        cookie=cookies,
    )
    return f"{url}/api/v1/judges/integrations/{integration['id']}/scim/v2", integration["secretToken"]


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    return done.stdout


def judge_cli(judges, service, token):
    """Runs `scim2 test`: a line in capitals and the name of the check for each result."""
    output = run([judges / "scim2", "-u", service, "-h", f"Authorization: Bearer {token}", "test"])
    results = re.findall(r"^(SUCCESS|ERROR|CRITICAL|SKIPPED|ACCEPTABLE|DEVIATION)\s+(\S+)\n(.*)", output, re.MULTILINE)
    passed = [name for status, name, _ in results if status in ("SUCCESS", "ACCEPTABLE")]
    failed = [f"{name}: {detail.strip()}" for status, name, detail in results if status in ("ERROR", "CRITICAL", "DEVIATION")]
    return passed, failed, output


def judge_sanity(judges, service, token):
    """Runs `scim-sanity probe`: a line with the result in brackets for each probe."""
    output = run([judges / "scim-sanity", "probe", service, "--token", token, "--i-accept-side-effects"])
    results = re.findall(r"^\s*\[(PASS|FAIL|ERROR)\] (.*)$", output, re.MULTILINE)
    passed = [name.strip() for status, name in results if status == "PASS"]
    failed = [name.strip() for status, name in results if status != "PASS"]
    return passed, failed, output


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reeve", type=pathlib.Path, default=pathlib.Path(".build/debug/reeve"))
    parser.add_argument("--judges", type=pathlib.Path, required=True, help="folder of the programs scim2 and scim-sanity")
    parser.add_argument("--service", help="address of a service that is there already, instead of starting one")
    parser.add_argument("--token", help="token of its integration")
    arguments = parser.parse_args()

    folder, server = None, None
    try:
        if arguments.service:
            service, token = arguments.service, arguments.token
        else:
            folder = pathlib.Path(tempfile.mkdtemp(prefix="reeve-judges-"))
            folder.chmod(0o755)
            port = free_port()
            server = subprocess.Popen(
                [
                    arguments.reeve.resolve(), "server", "--data", folder / "data",
                    "--listen", f"127.0.0.1:{port}", "--management", f"127.0.0.1:{free_port()}",
                ],
                stdout=subprocess.DEVNULL,
                stderr=(folder / "log").open("w"),
            )
            url = f"http://127.0.0.1:{port}"
            wait_until_up(url, server)
            service, token = set_up(url)
        faults = 0
        for name, judge in (("scim2 test", judge_cli), ("scim-sanity probe", judge_sanity)):
            passed, failed, output = judge(arguments.judges, service, token)
            unexpected = [fault for fault in failed if fault not in EXPECTED]
            print(f"{name}: {len(passed)} of {len(passed) + len(failed)}, {len(failed) - len(unexpected)} refused on purpose")
            for fault in failed:
                print(f"  {'expected' if fault in EXPECTED else 'FAULT'}: {fault}")
            if not passed:
                print(output)
            faults += len(unexpected) + (not passed)
        return 1 if faults else 0
    finally:
        if server:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
