"""What crosses into the compiled kernel: sizes and structures, as fused/abi.h has them."""

from __future__ import annotations

from ctypes import POINTER, Structure, c_double, c_float, c_int32, c_int64, c_void_p

from ..mlp.space import ACTIVATIONS

MAX_INPUTS, MAX_OUTPUTS, MAX_WIDTH, MAX_DEPTH = 64, 8, 16, 6
MAX_MOMENT_ROWS = 16
PREDICT, SQUARED_ERROR, PULL_BACK, MOMENTS = 0, 1, 2, 3


class Shape(Structure):
    """`Shape` of fused/abi.h."""

    _fields_ = (
        ("inputs", c_int32),
        ("outputs", c_int32),
        ("width", c_int32),
        ("depth", c_int32),
        ("bias", c_int32),
        ("activation_count", c_int32),
        ("activations", c_int32 * len(ACTIVATIONS)),
        ("output_activation", c_int32),
        ("parameters", c_int32),
        ("weight_starts", c_int32 * (MAX_DEPTH + 1)),
        ("bias_starts", c_int32 * (MAX_DEPTH + 1)),
        ("leaky_slope", c_float),
    )


class Job(Structure):
    """`Job` of fused/abi.h."""

    _fields_ = (
        ("shape", POINTER(Shape)),
        ("networks", c_int64),
        ("samples", c_int64),
        ("parameters", c_void_p),
        ("choices", c_void_p),
        ("x", c_void_p),
        ("target", c_void_p),
        ("target_stride", c_int64),
        ("target_of", c_void_p),
        ("targets", c_int64),
        ("output", c_void_p),
        ("value", c_void_p),
        ("gradient", c_void_p),
        ("choice_gradient", c_void_p),
        ("moments", c_void_p),
        ("purpose", c_int32),
        ("target_rows", c_int32),
        ("threads", c_int32),
        ("largest_x", c_float),
        ("step", c_int32),
    )


class SlopesJob(Structure):
    """`SlopesJob` of fused/abi.h."""

    _fields_ = (
        ("shape", POINTER(Shape)),
        ("networks", c_int64),
        ("samples", c_int64),
        ("parameters", c_void_p),
        ("choices", c_void_p),
        ("x", c_void_p),
        ("x_stride", c_int64),
        ("emitted", c_void_p),
        ("slopes", c_void_p),
        ("answers", c_void_p),
        ("threads", c_int32),
    )


class GramJob(Structure):
    """`GramJob` of fused/abi.h."""

    _fields_ = (
        ("networks", c_int64),
        ("samples", c_int64),
        ("links", c_int64),
        ("factors", c_int64),
        ("emitted_rows", c_int64),
        ("bent_rows", c_int64),
        ("emitted", c_void_p),
        ("bent", c_void_p),
        ("counts", c_void_p),
        ("sources", c_void_p),
        ("targets", c_void_p),
        ("matrix", c_void_p),
        ("threads", c_int32),
    )


class SolveJob(Structure):
    """`SolveJob` of fused/abi.h."""

    _fields_ = (
        ("networks", c_int64),
        ("links", c_int64),
        ("matrix", c_void_p),
        ("diagonal", c_void_p),
        ("right", c_void_p),
        ("move", c_void_p),
        ("threads", c_int32),
    )


class RegressJob(Structure):
    """`RegressJob` of fused/abi.h."""

    _fields_ = (
        ("networks", c_int64),
        ("features", c_int64),
        ("outputs", c_int64),
        ("sums", c_void_p),
        ("scales", c_void_p),
        ("relative", c_double),
        ("least", c_double),
        ("found", c_void_p),
        ("threads", c_int32),
    )


class InverseJob(Structure):
    """`InverseJob` of fused/abi.h."""

    _fields_ = (
        ("networks", c_int64),
        ("links", c_int64),
        ("matrix", c_void_p),
        ("diagonal", c_void_p),
        ("volume", c_void_p),
        ("spread", c_void_p),
        ("inverse", c_void_p),
        ("threads", c_int32),
    )
