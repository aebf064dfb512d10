"""`reeve flow` against a server, and the inputs of executions validated by it."""

import io
import json
import subprocess
import zipfile

import pytest
from reeve_process import PATIENCE, REEVE, environment
from sdk import unique


def source(id: str, namespace: str, message: str = "hello", more: str = "") -> str:
    """A declaration that can be used."""
    return (
        f"id: {id}\nnamespace: {namespace}\n# Stays where it is.\ntasks:\n"
        f"  - id: greet\n    type: io.kestra.plugin.core.log.Log\n    message: {message}\n{more}"
    )


@pytest.fixture
def namespace() -> str:
    """A namespace that no other test has."""
    return unique("ns")


@pytest.fixture
def flows(tmp_path, namespace):
    """A folder with two flows."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "one.yaml").write_text(source("one", namespace))
    (tmp_path / "deep" / "two.yml").write_text(source("two", f"{namespace}.sub"))
    return tmp_path


@pytest.fixture
def flow(server, acme_admin):
    """Runs `reeve flow` as the administrator of `acme`."""

    def flow(*arguments, text: str | None = None) -> subprocess.CompletedProcess:
        variables = {"REEVE_URL": server.url, "REEVE_TOKEN": acme_admin.token, "REEVE_TENANT": "acme"}
        return subprocess.run(
            [REEVE, "flow", *map(str, arguments)], input=text, capture_output=True, text=True, timeout=PATIENCE,
            env=environment(**variables),
        )

    return flow


class TestValidate:
    def test_good_files_need_no_server(self, flows):
        found = subprocess.run(
            [REEVE, "flow", "validate", flows], capture_output=True, text=True, timeout=PATIENCE, env=environment()
        )
        assert (found.returncode, found.stdout, found.stderr) == (0, "", "2 files: 0 errors, 0 warnings\n")

    def test_standard_input_is_a_file_too(self, flow):
        found = flow("validate", "-", text="id: a\nnamespace: b\ntasks: []\nspeed: 1\n")
        assert found.returncode == 1
        assert "<stdin>:4:1: error: `speed`: unknown property `speed` [unknown-property]\n" in found.stdout

    def test_sarif_tells_rule_and_place(self, flow, flows):
        (flows / "bad one.yaml").write_text("id: a\nnamespace: b\ntasks: 5\n")
        found = flow("validate", "--output", "sarif", flows)
        assert found.returncode == 1
        [run] = json.loads(found.stdout)["runs"]
        [result] = run["results"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"] == {"startLine": 3, "startColumn": 8}
        assert place["artifactLocation"]["uri"].endswith("/bad%20one.yaml")
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "wrong-type"


class TestDeploy:
    def test_deployment_makes_the_server_what_the_folder_is(self, flow, flows, namespace, acme_admin):
        planned = flow("deploy", "--dry-run", flows)
        assert planned.returncode == 0 and "+++ " in planned.stdout
        assert flow("list", namespace, "-o", "json").stdout == "[]\n"

        made = flow("deploy", flows)
        assert made.returncode == 0, made.stderr
        assert made.stderr.endswith("2 were created, 0 were updated, 0 were deleted, 0 the same\n")
        listed = json.loads(flow("list", namespace, "-o", "json").stdout)
        assert {(one["namespace"], one["id"], one["revision"]) for one in listed} == {
            (namespace, "one", 1), (f"{namespace}.sub", "two", 1)
        }
        assert flow("diff", flows).returncode == 0

        (flows / "one.yaml").write_text(source("one", namespace, message="changed"))
        differs = flow("diff", flows)
        assert differs.returncode == 1 and "+    message: changed\n" in differs.stdout
        changed = flow("deploy", flows)
        assert changed.stderr.endswith("0 were created, 1 were updated, 0 were deleted, 1 the same\n")
        kept = acme_admin.http.get(f"/api/v1/acme/flows/{namespace}/one", params={"source": "true"}).json()
        assert (kept["revision"], kept["source"]) == (2, source("one", namespace, message="changed"))

    def test_deletion_is_said_and_confirmed(self, flow, flows, namespace):
        assert flow("deploy", flows).returncode == 0
        (flows / "deep" / "two.yml").unlink()
        assert flow("deploy", flows, "--namespace", namespace).returncode == 0
        assert flow("export", f"{namespace}.sub", "two").returncode == 0
        unsure = flow("deploy", flows, "--namespace", namespace, "--delete")
        assert unsure.returncode == 64 and "say --yes" in unsure.stderr
        sure = flow("deploy", flows, "--namespace", namespace, "--delete", "--yes")
        assert sure.stderr.endswith("0 were created, 0 were updated, 1 were deleted, 1 the same\n")
        assert flow("export", f"{namespace}.sub", "two").returncode == 1

    def test_export_gives_the_bytes(self, flow, flows, namespace, tmp_path):
        assert flow("deploy", flows).returncode == 0
        assert flow("export", namespace, "one").stdout == source("one", namespace)
        archive = tmp_path / "flows.zip"
        assert flow("export", namespace, "--to", archive).returncode == 0
        with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as found:
            assert {found.read(name).decode() for name in found.namelist()} == {
                source("one", namespace), source("two", f"{namespace}.sub")
            }


class TestInputs:
    """`POST /executions/{namespace}/{id}/validate`, as clients send forms."""

    inputs = (
        "inputs:\n  - {id: rows, type: INT, max: 9}\n  - {id: table, type: FILE, allowedFileExtensions: [.csv]}\n"
        "  - {id: key, type: SECRET, required: false}\n"
    )

    def validate(self, someone, namespace, parts):
        return someone.http.post(
            f"/api/v1/acme/executions/{namespace}/asks/validate", params={"labels": "a:b"}, files=parts
        )

    def test_forms_are_validated_and_nothing_is_made(self, acme_admin, umbra_admin, namespace):
        made = acme_admin.http.post(
            "/api/v1/acme/flows", data=source("asks", namespace, more=self.inputs),
            headers={"content-type": "application/x-yaml"},
        )
        assert made.status_code == 200, made.text
        parts = [
            ("rows", (None, "7")), ("key", (None, "canary-of-a-secret")),
            ("table", ("t.csv", b"1,2\n", "application/octet-stream")),
        ]
        good = self.validate(acme_admin, namespace, parts)
        assert good.status_code == 200, good.text
        [answer] = good.json()
        assert [(one["input"]["id"], one["value"], one["errors"]) for one in answer["inputs"]] == [
            ("rows", 7, []), ("table", "t.csv", []), ("key", "******", [])
        ]
        assert "canary" not in good.text
        [bad] = self.validate(acme_admin, namespace, [("rows", (None, "10"))]).json()
        assert [len(one["errors"]) for one in bad["inputs"]] == [1, 1, 0]
        assert self.validate(umbra_admin, namespace, parts).status_code == 404
