"""Prints what PyTorch resamples the volume of `ResamplingTests` to: antialiased linear, one axis after another, x first.

PyTorch has the antialiased form for pictures only, so each axis is the long side of pictures one pixel wide.
"""

import torch

volume = torch.tensor(
    [[[(37 * x + 11 * y * y + 5 * z * x + 3 * z) % 256 for z in range(9)] for y in range(5)] for x in range(7)],
    dtype=torch.float64,
)


def along(values, axis, size):
    moved = values.movedim(axis, -1)
    pictures = moved.reshape(1, 1, -1, moved.shape[-1])
    done = torch.nn.functional.interpolate(
        pictures, size=(pictures.shape[2], size), mode="bilinear", align_corners=False, antialias=True
    )
    return done.reshape(*moved.shape[:-1], size).movedim(-1, axis)


for size in [(3, 8, 4), (7, 5, 2), (13, 3, 11)]:
    values = volume
    for axis, length in enumerate(size):
        values = along(values, axis, length)
    # No value is so close to a half that the order of sums would decide how it is rounded.
    assert ((values - values.floor() - 0.5).abs() > 1e-3).all()
    print(list(size), values.round().int().flatten().tolist())
