"""libmlp through ctypes, as the tests use it: the functions of mlp.h with their types."""

import ctypes
import pathlib

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "build/library/libmlp.so.1"

OK, ARGUMENT, FILE, MODEL, IDENTITY, MEMORY, ENVIRONMENT = range(7)

_SIGNATURES = {
    "mlp_abi_version": (ctypes.c_uint32,),
    "mlp_library_version": (ctypes.c_char_p,),
    "mlp_last_error": (ctypes.c_char_p,),
    "mlp_model_open": (ctypes.c_int32, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p),
    "mlp_model_read": (ctypes.c_int32, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_void_p),
    "mlp_model_free": (None, ctypes.c_void_p),
    "mlp_model_input_count": (ctypes.c_size_t, ctypes.c_void_p),
    "mlp_model_output_count": (ctypes.c_size_t, ctypes.c_void_p),
    "mlp_model_label_count": (ctypes.c_size_t, ctypes.c_void_p),
    "mlp_model_weight_count": (ctypes.c_size_t, ctypes.c_void_p),
    "mlp_model_task": (ctypes.c_int32, ctypes.c_void_p),
    "mlp_model_feature_name": (ctypes.c_char_p, ctypes.c_void_p, ctypes.c_size_t),
    "mlp_model_label": (ctypes.c_char_p, ctypes.c_void_p, ctypes.c_size_t),
    "mlp_model_identity": (ctypes.c_char_p, ctypes.c_void_p),
    "mlp_model_feature_origin": (ctypes.c_double, ctypes.c_void_p, ctypes.c_size_t),
    "mlp_model_imputes": (ctypes.c_int32, ctypes.c_void_p),
    "mlp_model_verified_row_count": (ctypes.c_size_t, ctypes.c_void_p),
    "mlp_session_create": (ctypes.c_int32, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p),
    "mlp_session_free": (None, ctypes.c_void_p),
    "mlp_predict": (ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p),
    "mlp_predict_logits": (ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p),
    "mlp_predict_classes": (ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p),
}


def load(path=LIBRARY):
    library = ctypes.CDLL(str(path))
    for name, (result, *arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def names():
    return sorted(_SIGNATURES)


def address(array):
    """Where an array's numbers are; it has to outlive the call."""
    return array.ctypes.data_as(ctypes.c_void_p)


def handle():
    return ctypes.c_void_p()


def rows(count, inputs, seed=1):
    return np.random.default_rng(seed).normal(3, 2, (count, inputs)).astype(np.float32)
