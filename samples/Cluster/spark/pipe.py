"""Fits and predicts under Spark, which only hands out the shards: RDD.pipe() runs slicedot on the workers, one shard a task.

    spark-submit pipe.py DATA OUTPUT SHARDS [OPTIONS OF slicedot fit]

DATA and OUTPUT are on a file system that all workers see under the same path, and slicedot is on their PATH.
"""
import os
import subprocess
import sys

from pyspark.sql import SparkSession


def main(data, output, shards, *options):
    spark = SparkSession.builder.appName("slicedot").getOrCreate()
    for folder in ("sums", "predictions"):
        os.makedirs(os.path.join(output, folder), exist_ok=True)

    def run(verb):
        # One element a partition, so that each task is one shard; checkCode makes a failed shard fail its task, which Spark then repeats.
        command = f"sh -c 'while read -r k; do {verb} || exit 1; done'"
        spark.sparkContext.parallelize(range(shards), shards).pipe(command, checkCode=True).collect()

    # Inside sh -c '…' paths are quoted for the shell, without single quotes of their own.
    quoted = {name: quote(value) for name, value in (("data", data), ("output", output))}
    more = " ".join(quote(option) for option in options)
    run(f'slicedot fit {quoted["data"]} --shard "$k/{shards}" --output {quoted["output"]}/sums/"$k".sums --threads 1 --json {more} < /dev/null')
    subprocess.run(["slicedot", "merge", f"{output}/sums", "--output", f"{output}/model.zip"], check=True)
    run(f'slicedot predict {quoted["data"]} --model {quoted["output"]}/model.zip --shard "$k/{shards}" --output {quoted["output"]}/predictions/"$k".parquet --json < /dev/null')
    spark.stop()


def quote(text):
    if "'" in text:
        raise ValueError(f"{text}: no single quotes, please")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`") + '"'


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), *sys.argv[4:])
