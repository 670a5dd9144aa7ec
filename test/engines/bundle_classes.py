"""Passes every resource of a bundle through Databricks' own classes, which refuse unknown fields and wrong types.

Reads {"kind": …, "key": …, "resource": …} a line on stdin; answers {"key": …, "error": …} a line on stdout.
"""

import json
import sys

from databricks.bundles.alerts import Alert
from databricks.bundles.core import Resources
from databricks.bundles.dashboards import Dashboard
from databricks.bundles.jobs import Job
from databricks.bundles.model_serving_endpoints import ModelServingEndpoint
from databricks.bundles.schemas import Schema
from databricks.bundles.secret_scopes import SecretScope
from databricks.bundles.sql_warehouses import SqlWarehouse
from databricks.bundles.volumes import Volume

classes = {
    "alerts": Alert,
    "dashboards": Dashboard,
    "jobs": Job,
    "model_serving_endpoints": ModelServingEndpoint,
    "schemas": Schema,
    "secret_scopes": SecretScope,
    "sql_warehouses": SqlWarehouse,
    "volumes": Volume,
}


def check(kind, key, resource):
    if kind not in classes:
        return f"databricks-bundles has no class for {kind}"
    parsed = classes[kind].from_dict(resource)
    Resources().add_resource(key, parsed)
    lost = missing(resource, parsed.as_dict(), "")
    return f"fields that the class does not give back: {lost}" if lost else None


def missing(given, taken, path):
    """Paths of what was given and is not there any more, or is there with another value."""
    if isinstance(given, dict):
        return [
            place
            for name, value in given.items()
            for place in (missing(value, taken[name], f"{path}.{name}") if name in (taken or {}) else [f"{path}.{name}"])
        ]
    if isinstance(given, list):
        if len(given) != len(taken):
            return [path]
        return [place for index, value in enumerate(given) for place in missing(value, taken[index], f"{path}[{index}]")]
    return [] if given == taken else [path]


for line in sys.stdin:
    request = json.loads(line)
    try:
        error = check(request["kind"], request["key"], request["resource"])
    except Exception as raised:
        error = f"{type(raised).__name__}: {raised}"
    print(json.dumps({"key": f"{request['kind']}.{request['key']}", "error": error}))
