"""Examples of the specification through generated Python models.

    models.py GENERATOR DOCUMENTS WORK [DOCUMENT...]

GENERATOR is `openapi-generator` or `datamodel-code-generator`, DOCUMENTS the folder of the bundle, WORK a folder for the generated code,
DOCUMENT the name of a file in `plain/`, without `.json`; all of them if none is named. Each JSON example of a request and of a response
is decoded and encoded with the generated model of its schema, and must come back equal. `null` means absent in responses.
"""

import concurrent.futures
import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

FORMS = ("application/json",)
BIN = Path(sys.executable).parent


def package(document):
    return "generated_" + document.replace("-", "_")


def openapi_generator(documents, work, names):
    """All documents in one Java process."""
    configs = []
    for name in names:
        config = work / f"{name}.json"
        config.write_text(json.dumps({
            "generatorName": "python",
            "inputSpec": str(documents / "plain" / f"{name}.json"),
            "outputDir": str(work / name),
            "packageName": package(name),
            "globalProperties": {key: "false" for key in ("apiTests", "modelTests", "apiDocs", "modelDocs")},
        }))
        configs.append(str(config))
    log = work / "generator.log"
    with log.open("w") as out:
        command = [BIN / "openapi-generator-cli", "batch", "--threads", "2", "--fail-fast", *configs]
        done = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, check=False)
    missing = [name for name in names if not (work / name / package(name)).is_dir()]
    if done.returncode or missing:
        sys.exit(f"{log.read_text()[-4000:]}\nopenapi-generator failed; no code for {missing}")


def datamodel_code_generator(documents, work, names):
    def generate(name):
        source = documents / "plain" / f"{name}.json"
        command = [
            BIN / "datamodel-codegen", "--input", source, "--input-file-type", "openapi",
            "--output", work / f"{package(name)}.py", "--output-model-type", "pydantic_v2.BaseModel",
            "--formatters", "builtin", "--disable-timestamp", "--target-python-version", "3.10",
        ]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, done in zip(names, pool.map(generate, names)):
            if done.returncode:
                sys.exit(f"datamodel-codegen failed for {name}:\n{done.stderr[-4000:]}")


def codec(generator, name, work):
    """A function that decodes and encodes with the model of a schema."""
    if generator == "openapi-generator":
        sys.path.insert(0, str(work / name))
        importlib.import_module(package(name))
        models = importlib.import_module(f"{package(name)}.models")
        return lambda schema, value: json.loads(getattr(models, schema).from_dict(value).to_json())
    from pydantic import TypeAdapter

    sys.path.insert(0, str(work))
    models = importlib.import_module(package(name))
    adapters = {}

    def convert(schema, value):
        if schema not in adapters:
            adapters[schema] = TypeAdapter(getattr(models, schema))
        adapter = adapters[schema]
        decoded = adapter.validate_python(value)
        return adapter.dump_python(decoded, mode="json", by_alias=True, exclude_unset=True)

    return convert


def without_null(value):
    if isinstance(value, dict):
        return {key: without_null(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_null(item) for item in value]
    return value


def bodies(document):
    """Every JSON body of a document: operation, direction, schema, examples."""
    for item in document["paths"].values():
        for operation in item.values():
            if not isinstance(operation, dict) or "operationId" not in operation:
                continue
            found = [("request", operation.get("requestBody", {}))]
            found += [("response", it) for status, it in operation["responses"].items() if status.startswith("2")]
            for direction, body in found:
                for kind, media in body.get("content", {}).items():
                    reference = media.get("schema", {}).get("$ref")
                    if kind in FORMS and reference:
                        yield operation["operationId"], direction, reference.rsplit("/", 1)[1], media.get("examples", {})


def judge(generator, documents, work, name):
    document = json.loads((documents / "plain" / f"{name}.json").read_text())
    schemas = document["components"]["schemas"]
    model = codec(generator, name, work)

    def convert(schema, value):
        # A bare list is a list of models, not a model.
        if schemas[schema].get("type") == "array" and generator == "openapi-generator":
            item = schemas[schema]["items"]["$ref"].rsplit("/", 1)[1]
            return [convert(item, element) for element in value]
        return model(schema, value)

    passed = {"request": 0, "response": 0}
    failures = []
    for operation, direction, schema, examples in bodies(document):
        for variant, example in examples.items():
            place = f"{name}: {operation}.{direction}.{variant}"
            expected = example["value"]
            if direction == "response":
                expected = without_null(expected)
            try:
                result = convert(schema, example["value"])
                if direction == "response":
                    result = without_null(result)
            except Exception as error:  # Whatever generated code raises is a failure of the example.
                failures.append(f"{place}: {type(error).__name__}: {str(error)[:600]}")
                continue
            if result == expected:
                passed[direction] += 1
            else:
                failures.append(f"{place}: {json.dumps(expected)} came back as {json.dumps(result)}")
    return passed, failures


def main():
    generator, documents, work, *names = sys.argv[1:]
    documents, work = Path(documents).resolve(), Path(work).resolve()
    if not names:
        index = json.loads((documents / "index.json").read_text())
        names = [Path(it["file"]).stem for it in index["documents"] if it["role"] in ("plain", "inbound")]
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    generate = {"openapi-generator": openapi_generator, "datamodel-code-generator": datamodel_code_generator}[generator]
    generate(documents, work, names)
    requests = responses = 0
    problems = []
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        judged = [pool.submit(judge, generator, documents, work, name) for name in names]
        for name, result in zip(names, judged):
            passed, failures = result.result()
            requests += passed["request"]
            responses += passed["response"]
            problems += failures
    for problem in problems:
        print(problem)
    print(f"{generator}: {len(names)} documents, {requests} request and {responses} response examples equal, {len(problems)} not")
    if problems or not requests:
        sys.exit(1)


if __name__ == "__main__":
    main()
