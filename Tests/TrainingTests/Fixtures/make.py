#!/usr/bin/env python3
"""Makes schedules.json: the learning rates of PyTorch's schedulers, for ScheduleTests.

Needs torch==2.11.0:  python3 -m pip install torch==2.11.0 && python3 make.py
"""

import json
import pathlib

import torch
from torch.optim import lr_scheduler as schedulers

PEAK, STEPS = 0.3, 40


def rates(make, first):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=first)
    scheduler = make(optimizer)
    found = []
    for _ in range(STEPS):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def onecycle(warmup):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=PEAK)
    scheduler = schedulers.OneCycleLR(optimizer, PEAK, total_steps=STEPS, pct_start=warmup, cycle_momentum=False)
    found = [optimizer.param_groups[0]["lr"]]
    for _ in range(STEPS - 1):
        optimizer.step()
        scheduler.step()
        found.append(optimizer.param_groups[0]["lr"])
    return found


def cosine(warmup):
    rising = round(warmup * STEPS)

    def make(optimizer):
        down = schedulers.CosineAnnealingLR(optimizer, T_max=STEPS - rising)
        if not rising:
            return down
        up = schedulers.LinearLR(optimizer, start_factor=1 / (rising + 1), total_iters=rising)
        return schedulers.SequentialLR(optimizer, [up, down], milestones=[rising])

    return rates(make, PEAK)


found = {
    "peak": [PEAK],
    "constant": rates(lambda optimizer: schedulers.ConstantLR(optimizer, factor=1), PEAK),
    "step": rates(lambda optimizer: schedulers.MultiStepLR(optimizer, [STEPS // 2, STEPS * 3 // 4]), PEAK),
    "cosine": cosine(0),
    "cosine, warm-up 0.25": cosine(0.25),
    "onecycle, warm-up 0.2": onecycle(0.2),
    "onecycle, warm-up 0.3": onecycle(0.3),
}
folder = pathlib.Path(__file__).parent
(folder / "schedules.json").write_text(json.dumps(found, indent=1) + "\n")
