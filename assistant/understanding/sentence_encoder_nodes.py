"""The nodes and constants of an ONNX graph, each under a name of its own; products in whole numbers where that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, FORMAT = 20, 10  # what onnxruntime 1.26 reads
# A weight has 7 bits, not 8: processors without VNNI add two products in 16 bits, and would overflow without a word.
MOST_WEIGHT, MOST_INPUT, MIDDLE = 63, 127, 128


class GraphNodes:
    """A graph in the making. Each method that adds a node takes the names of its inputs and gives the name of its output."""

    def __init__(self, weights: Mapping[str, np.ndarray], *, whole_numbers: bool) -> None:
        self._weights, self._whole_numbers = weights, whole_numbers
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def weight(self, name: str) -> np.ndarray:
        return self._weights[name]

    def dense(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Weights (inputs x outputs) and bias."""
        return self._weights[name + ".weight"].T, self._weights[name + ".bias"]

    def add(self, kind: str, *inputs: str, **settings) -> str:
        return self.add_named(kind, inputs, f"{kind}_{len(self._nodes)}", **settings)

    def add_named(self, kind: str, inputs: Sequence[str], *names: str, **settings) -> str:
        """A node with these outputs; the name of the first."""
        self._nodes.append(helper.make_node(kind, inputs, names, **settings))
        return names[0]

    def constant(self, value: np.ndarray) -> str:
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def number(self, value: float) -> str:
        return self.constant(np.array(value, np.float32))

    def whole(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def table(self, rows: np.ndarray, numbers: str) -> str:
        """The rows of these numbers. In half precision, unless all shall be exact: half the file."""
        kept = rows.astype(np.float16) if self._whole_numbers else rows
        return self.add("Cast", self.add("Gather", self.constant(kept), numbers), to=TensorProto.FLOAT)

    def norm(self, value: str, name: str) -> str:
        """To mean 0 and spread 1, then as the weights of that name say."""
        scale, bias = (self.constant(self.weight(f"{name}.{part}")) for part in ("weight", "bias"))
        return self.add("LayerNormalization", value, scale, bias, axis=-1, epsilon=1e-12)

    def linear(self, value: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """Times the weight, plus the bias."""
        times = self._rounded_product if self._whole_numbers else self._product
        return self.add("Add", times(value, weight), self.constant(bias))

    def _product(self, value: str, weight: np.ndarray) -> str:
        return self.add("MatMul", value, self.constant(weight))

    def _rounded_product(self, value: str, weight: np.ndarray) -> str:
        """One step for each output of the weights, and one for each word piece: so what is beside it changes nothing."""
        steps = np.abs(weight).max(axis=0) / MOST_WEIGHT
        largest = self.add("ReduceMax", self.add("Abs", value), self.whole(-1), keepdims=1)
        step = self.add("Mul", largest, self.number(1 / MOST_INPUT))
        rounded = self.add("Add", self.add("Round", self.add("Div", value, step)), self.number(MIDDLE))
        inputs = self.add("Cast", rounded, to=TensorProto.UINT8)
        weights = self.constant(np.round(weight / steps).astype(np.int8))
        product = self.add("MatMulInteger", inputs, weights, self.constant(np.array(MIDDLE, np.uint8)))
        scaled = self.add("Mul", self.add("Cast", product, to=TensorProto.FLOAT), step)
        return self.add("Mul", scaled, self.constant(steps.astype(np.float32)))

    def model(self, inputs: Sequence[str], output: str, width: int, notice: str) -> onnx.ModelProto:
        """Whole numbers (texts x pieces) in, `width` numbers for each text out. Raises onnx.checker.ValidationError."""
        taken = [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "pieces"]) for name in inputs]
        given = [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["texts", width])]
        graph = helper.make_graph(self._nodes, "sentence_encoder", taken, given, self._constants)
        opsets = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=FORMAT, doc_string=notice)
        onnx.checker.check_model(model)
        return model
