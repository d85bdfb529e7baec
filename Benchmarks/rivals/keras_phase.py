"""The local phase in Keras on TensorFlow, the paper's tool, as its examples write it: NHWC, float32, tf.data, all threads
on one network. Prints images per second of the second epoch. Usage: keras_phase.py CASE FILE THREADS"""

import os
import pathlib
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

import cases


def network(case: cases.Case, classes: int) -> keras.Model:
    d, w = len(case.box), case.local_width
    conv, pool = (layers.Conv2D, layers.MaxPooling2D) if d == 2 else (layers.Conv3D, layers.MaxPooling3D)
    mean = layers.GlobalAveragePooling2D if d == 2 else layers.GlobalAveragePooling3D

    def unit(x, out, kernel=3, stride=1, is_active=True):
        x = layers.BatchNormalization()(conv(out, kernel, stride, padding="same", use_bias=False)(x))
        return layers.ReLU()(x) if is_active else x

    inputs = keras.Input((*case.box, case.channels))
    x = inputs
    if case.architecture == "resnet20":
        x = unit(x, w)
        for out in (w, 2 * w, 4 * w):
            for index in range(3):
                stride = 2 if out > w and index == 0 else 1
                short = unit(x, out, 1, stride, False) if stride > 1 or x.shape[-1] != out else x
                x = layers.ReLU()(layers.Add()([unit(unit(x, out, 3, stride), out, 3, 1, False), short]))
        x = mean()(x)
    else:
        for stage in ([w] * 2, [2 * w] * 2, [4 * w] * 3):
            for out in stage:
                x = unit(x, out)
            x = pool(2)(x)
        x = layers.Dense(8 * w, use_bias=False)(layers.Flatten()(x))
        x = layers.ReLU()(layers.BatchNormalization()(x))
    return keras.Model(inputs, layers.Dense(classes)(x))


def main(name: str, file: str, threads: int) -> None:
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    case = cases.CASES[name]
    x, y, classes = cases.read(case, pathlib.Path(file))
    box = tuple(slice(0, side) for side in case.box)
    x = x[(slice(None), *box)]
    some = x[:4096].astype(np.float32)
    mean, deviation = some.mean(axis=tuple(range(some.ndim - 1))), some.std(axis=tuple(range(some.ndim - 1)))
    flipped = len(case.box) - 1 if len(case.box) == 2 else 0
    padding = [[0, 0]] + [[case.shift] * 2] * len(case.box) + [[0, 0]]

    def vary(boxes, labels):
        boxes = (tf.cast(boxes, tf.float32) - mean) / deviation
        boxes = tf.where(tf.random.uniform([tf.shape(boxes)[0]] + [1] * (len(case.box) + 1)) < 0.5,
                         tf.reverse(boxes, [flipped + 1]), boxes)
        # A shift a batch: cheaper than the one a sample that the others make.
        padded = tf.pad(boxes, padding, "REFLECT")
        offsets = tf.random.uniform([len(case.box)], 0, 2 * case.shift + 1, tf.int32)
        begin = tf.concat([[0], offsets, [0]], 0)
        return tf.slice(padded, begin, tf.shape(boxes)), labels

    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(case.batch, drop_remainder=True)
    data = data.map(vary, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)
    model = network(case, classes)
    model.compile(keras.optimizers.AdamW(4e-3, weight_decay=1e-2),
                  keras.losses.SparseCategoricalCrossentropy(from_logits=True))

    class Clock(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.start = time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            self.seconds = time.perf_counter() - self.start

    clock = Clock()
    model.fit(data, epochs=2, verbose=0, callbacks=[clock])
    print(len(x) // case.batch * case.batch / clock.seconds, flush=True)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
