"""Spark with Delta, driven by JSON lines: a request a line on stdin, an answer a line on stdout, in any order.

A request names the session that it is for; those of one session run one after the other, those of two at the same time:
a statement of ours is planned on one core, so a second session uses the other one.

Whatever else prints (the JVM, a notebook) goes to stderr, so that stdout holds answers only.
"""

import datetime
import decimal
import json
import os
import queue
import sys
import threading
import time
import traceback

answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
os.dup2(2, 1)

from pyspark.sql import SparkSession  # noqa: E402


def open_session(folder, more):
    settings = {
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        # without it :p and IDENTIFIER(:t) fail once Delta is loaded
        "spark.sql.legacy.parameterSubstitution.constantsOnly": "true",
        "spark.sql.warehouse.dir": os.path.join(folder, "warehouse"),
        "spark.local.dir": os.path.join(folder, "local"),
        "spark.driver.memory": "4g",
        # both compilers of the JVM: the second has paid for itself after two minutes, and takes a third off what follows
        # and a heap that is large from the start: while it grew, every tenth second of the processors went into collecting
        "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -Xms4g -XX:MetaspaceSize=256m",
        # hundreds of small statements, each once: writing and compiling Java for them takes a fifth of the time, and the
        # few rows are evaluated as fast without it
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # what nobody looks at: by default a thousand executions, each with its plan of thousands of lines written out
        "spark.sql.ui.retainedExecutions": "10",
        "spark.sql.ui.explainMode": "simple",
        # each operator that sorts or groups takes one, by default of up to 64 MB, for its few rows: two seconds of them filled
        # a heap of 8 GB
        "spark.buffer.pageSize": "1m",
        # a task costs more than the few rows that it works on
        "spark.default.parallelism": "1",
        "spark.sql.shuffle.partitions": "1",
        "spark.databricks.delta.snapshotPartitions": "1",
        "spark.sql.adaptive.enabled": "false",
        # planned once instead of twice: our sources are deterministic, which the check of an order proves
        "spark.databricks.delta.merge.materializeSource": "none",
        # derives filters that our statements already state, in time that grows with the width of a row squared
        "spark.sql.constraintPropagation.enabled": "false",
        # VACUUM lists a table of three files in as many tasks as this says, by default 10000: a minute a table
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",
        # leaves out files by their statistics, of which a table here has two: plans for it, and finds nothing
        "spark.databricks.delta.stats.skipping": "false",
        # walks the stack for each column that Delta names, for messages about data frames, which we don't use
        "spark.sql.dataFrameQueryContext.enabled": "false",
        # no file of checksums beside each file: every file that is made starts a process, for its rights
        "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
        "spark.hadoop.fs.AbstractFileSystem.file.impl": "org.apache.hadoop.fs.local.RawLocalFs",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.log.level": "ERROR",
        **more,
    }
    builder = SparkSession.builder.master("local[2]").appName("fixloop-engines")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def plain(value):
    """A value as JSON that keeps its digits: 64-bit integers and decimals as text, timestamps in UTC."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return value if value == value and value not in (float("inf"), float("-inf")) else str(value)
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return str(value)


class Widgets:
    def __init__(self, values):
        self._values = values

    def text(self, name, default, label=None):
        self._values.setdefault(name, default)

    def get(self, name):
        return self._values[name]


class Utilities:
    """The part of `dbutils` that a generated notebook may use."""

    def __init__(self, values):
        self.widgets = Widgets(dict(values))


def run_sql(spark, request):
    frame = spark.sql(request["text"], args=request.get("parameters") or None)
    rows = [plain(tuple(row)) for row in frame.collect()]
    return {"columns": frame.columns, "rows": rows}


imports_lock = threading.Lock()


def forget_package():
    """A job starts Python anew, and finds the modules of its own bundle."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "fixloop_runtime"]:
        del sys.modules[name]


def run_notebook(spark, request):
    """Runs a notebook cell by cell. Its imports are for one session at a time: Python has one path for all threads."""
    with open(request["path"], encoding="utf-8") as file:
        *before, last = file.read().split("# COMMAND ----------\n")
    names = {"__name__": "__main__", "spark": spark, "dbutils": Utilities(request["widgets"])}
    with imports_lock:
        path = list(sys.path)
        forget_package()
        try:
            for cell in before:
                exec(compile(cell, request["path"], "exec"), names)
        finally:
            sys.path[:] = path
    exec(compile(last, request["path"], "exec"), names)
    return {}


def table_types(spark, request):
    """The columns of tables with their types, in Spark's own words."""
    return {"types": {name: spark.table(name).dtypes for name in request["tables"]}}


def used_until_now(spark, request):
    """
    Rows that the tasks of all stages read from files, those of Delta's log among them, and seconds that the JVM took of
    the processors, as Linux counts them.
    """
    context = spark.sparkContext
    no_quantiles = context._gateway.new_array(context._jvm.double, 0)
    no_states = context._jvm.java.util.ArrayList()
    stages = context._jsc.sc().statusStore().stageList(None, False, False, no_quantiles, no_states)
    rows = sum(stages.apply(index).inputRecords() for index in range(stages.size()))
    process = context._jvm.java.lang.ProcessHandle.current().pid()
    with open(f"/proc/{process}/stat", encoding="utf-8") as file:
        # after the name, which may hold blanks: utime and stime are fields 14 and 15 of proc(5)
        fields = file.read().rpartition(")")[2].split()
    return {"values": [rows, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")]}


operations = {
    "used": used_until_now,
    "sql": run_sql,
    "notebook": run_notebook,
    "types": table_types,
}


answers_lock = threading.Lock()


def serve(spark, requests):
    """Answers the requests of one session, in their order, until there is none left."""
    # else Spark walks the stack for each job and each data set, to tell where in a program it was asked for
    for form in ("callSite.short", "callSite.long"):
        spark.sparkContext.setLocalProperty(form, "a statement of the suite")
    for request in iter(requests.get, None):
        started = time.monotonic()
        try:
            answer = operations[request["operation"]](spark, request)
        except Exception as error:  # the suite reports it and goes on
            message = str(error)
            answer = {"error": message, "trace": traceback.format_exc()}
        answer["id"] = request["id"]
        answer["milliseconds"] = round((time.monotonic() - started) * 1000)
        # ASCII alone: Node ends a line at U+2028 too
        with answers_lock:
            print(json.dumps(answer), file=answers, flush=True)


def main():
    os.environ["TZ"] = "UTC"
    time.tzset()
    spark = open_session(sys.argv[1], json.loads(sys.argv[2]))
    spark.range(1).count()
    print(json.dumps({"ready": spark.version}), file=answers, flush=True)
    sessions = {}
    for line in sys.stdin:
        request = json.loads(line)
        session = request["session"]
        if session not in sessions:
            requests = queue.Queue()
            thread = threading.Thread(target=serve, args=(spark if session == 0 else spark.newSession(), requests))
            thread.start()
            sessions[session] = (requests, thread)
        sessions[session][0].put(request)
    for requests, thread in sessions.values():
        requests.put(None)
        thread.join()
    spark.stop()


main()
