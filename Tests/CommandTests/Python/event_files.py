"""Reads a run's event files as TensorBoard does and compares them with history.csv and results.json.

Usage: event_files.py RUNS NAME. RUNS is what `tensorboard --logdir` would get. Ends with a message where something differs.
"""

import csv
import json
import pathlib
import sys

from tensorboard import context
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups

TAGS = {
    "loss/training": "loss",
    "accuracy/training": "accuracy",
    "loss/validation": "validation loss",
    "accuracy/validation": "validation accuracy",
    "loss/holdout": "holdout loss",
    "accuracy/holdout": "holdout accuracy",
    "learning rate": "learning rate",
}


def close(a, b):
    return abs(a - b) <= 1e-6 * max(1, abs(b))


runs, name = pathlib.Path(sys.argv[1]), sys.argv[2]
networks = [path.parent for path in runs.joinpath(name).rglob("history.csv")]
for network in networks:
    rows = list(csv.DictReader(network.joinpath("history.csv").open()))
    accumulator = EventAccumulator(str(network))
    accumulator.Reload()
    tags = {tag for tag in accumulator.Tags()["scalars"]}
    expected = {tag for tag, column in TAGS.items() if column in rows[0]} | {"images per second"}
    if tags != expected:
        sys.exit(f"{network}: {tags}")
    for tag in tags:
        points = accumulator.Scalars(tag)
        if [point.step for point in points] != [int(row["epoch"]) for row in rows]:
            sys.exit(f"{network}: {tag} has the steps {[point.step for point in points]}")
        column = TAGS.get(tag)
        if column and not all(close(point.value, float(row[column])) for point, row in zip(points, rows)):
            sys.exit(f"{network}: {tag} is {points}")

# The table of hyper-parameters, as the plugin makes it.
multiplexer = plugin_event_multiplexer.EventMultiplexer()
multiplexer.AddRunsFromDirectory(str(runs))
multiplexer.Reload()
provider = data_provider.MultiplexerDataProvider(multiplexer, str(runs))
plugin = backend_context.Context(
    base_plugin.TBContext(logdir=str(runs), multiplexer=multiplexer, data_provider=provider))
experiment = get_experiment.Handler(
    context.RequestContext(), plugin, "", api_pb2.GetExperimentRequest(include_metrics=True)).run()
request = api_pb2.ListSessionGroupsRequest(
    start_index=0, slice_size=100, aggregation_type=api_pb2.AGGREGATION_AVG,
    allowed_statuses=[api_pb2.STATUS_SUCCESS])
for metric in experiment.metric_infos:
    request.col_params.add().metric.CopyFrom(metric.name)
groups = list_session_groups.Handler(context.RequestContext(), plugin, "", request).run().session_groups
[group] = [group for group in groups if group.name == name]
results = json.loads(runs.joinpath(name, "results.json").read_text())
accuracies = {
    f"validation accuracy/{strategy['strategy']}": strategy["validation"]["accuracy"]
    for strategy in results["strategies"]
}
found = {value.name.tag: value.value for value in group.metric_values}
if set(found) != set(accuracies) or not all(close(found[tag], accuracies[tag]) for tag in found):
    sys.exit(f"{found} instead of {accuracies}")
choices = {key: value.string_value or value.number_value or value.bool_value for key, value in group.hparams.items()}
wanted = {
    "decomposition.grid": "[2, 2]", "network.architecture": "vgg3", "network.width": 4, "training.batchSize": 16,
    "training.epochs.local": 3, "training.learningRate.local": 0.004, "training.augmentation.flip": True,
}
if {key: choices.get(key) for key in wanted} != wanted or not set(choices) <= {info.name for info in experiment.hparam_infos}:
    sys.exit(f"{choices}")
print(f"{len(networks)} networks, {len(found)} strategies")
