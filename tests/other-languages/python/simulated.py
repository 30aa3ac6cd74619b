"""Requests that Schemathesis makes from the bundled documents, sent to the simulator.

    simulated.py SIMULATOR DOCUMENTS [DOCUMENT...]

SIMULATOR is the program `whatsapp-business-simulator`, DOCUMENTS the folder of the bundle, DOCUMENT the name of a file in `strict/`, without
`.json`; all of them if none is named. Schemathesis takes ids that the simulator knows, and makes the rest itself, 10 requests per operation
and phase, the same in each run. Fails on a server error, on a response that its document does not have, on a request that is refused
although it is valid, and on one without a token that is not refused.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "ignored_auth",
)
SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"


def resolve(document, node):
    while True:
        if "$ref" in node:
            found = document
            for key in node["$ref"].removeprefix("#/").split("/"):
                found = found[key]
            node = found
        elif len(node.get("allOf", ())) == 1:
            node = node["allOf"][0]
        else:
            return node


def known_ids(document):
    """Examples of the path parameters, which the simulator knows."""
    ids = {}
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", ()):
                parameter = resolve(document, parameter)
                schema = resolve(document, parameter["schema"])
                example = parameter.get("example", schema.get("example"))
                if parameter["in"] == "path" and example is not None:
                    ids[f"path.{parameter['name']}"] = example
    return ids


def config(document):
    lines = [f'"{name}" = {json.dumps(value)}' for name, value in known_ids(document).items()]
    return "\n".join(["[parameters]", *lines, ""])


def judge(documents, name, url, token):
    path = documents / "strict" / f"{name}.json"
    document = json.loads(path.read_text())
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "schemathesis.toml"
        settings.write_text(config(document))
        command = [
            SCHEMATHESIS, "--config-file", settings, "run", path, "--url", f"{url}/{document['info']['version']}",
            "--header", f"Authorization: Bearer {token}", "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing",
            "--max-examples", "10", "--seed", "1", "--generation-database", "none", "--warnings", "off", "--no-color",
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    lines = done.stdout.strip().splitlines()
    print(f"{name}: {lines[-1].strip(' =') if lines else 'no output'}", flush=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", flush=True)
    return done.returncode == 0


def main():
    simulator, documents, *names = sys.argv[1:]
    documents = Path(documents).resolve()
    names = names or sorted(path.stem for path in (documents / "strict").glob("*.json"))
    with subprocess.Popen([simulator, "--port", "0"], stdout=subprocess.PIPE, text=True) as server:
        try:
            said = {}
            for line in server.stdout:
                key, _, value = line.strip().partition("  ")
                said[key] = value.strip()
                if "access token" in said:
                    break
            results = [judge(documents, name, said["base URL"], said["access token"]) for name in names]
        finally:
            server.terminate()
    print(f"schemathesis: {sum(results)} of {len(names)} documents without a finding")
    if not all(results):
        sys.exit(1)


if __name__ == "__main__":
    main()
