"""Eight-bit weights for an ONNX graph, with answers that do not depend on the batch.

ONNX Runtime's own dynamic quantiser scales activations by the least and largest number of the
whole batch, so what a pair scores depends on what is scored beside it: the same article would
get other numbers alone than in a folder. Here every token has its own range,

    x . W  ~  s (q . Q) t + low (1 . Q) t      q = round((x - low) / s),  s = (high - low) / 255

with low, high and s per token, and t = max|W[:, j]| / 64 per output channel. It costs about the
same and strays from single precision a fifth as far. Weights use seven of their eight bits:
processors without VNNI add two products in sixteen bits, and 255 * 64 * 2 is the largest sum
that fits, so every processor gives the same integers.

Weights that already lie on this grid (`on_grid`) are kept as they are, and then only the
activations are rounded.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Smaller tables and matrices stay as they are; they would save nothing.
_LEAST_SIZE = 4096
_ACTIVATION_STEPS = 255
_WEIGHT_STEPS = 64
_TABLE_STEPS = 127
_TINY = 1e-12
_RUNTIME = "com.microsoft"


def quantize(source: Path | str, target: Path | str) -> Path:
    """The path of the eight-bit twin of an fp32 graph.

    Multiplications by constant matrices and look-ups in constant tables (word embeddings) are
    quantised; products of activations, normalisation and the last multiplication, which decides
    every logit and weighs next to nothing, stay in single precision.

    Args:
        source: An ONNX file with its weights inside.
        target: The file to write; needs ONNX Runtime to run.
    """
    import onnx

    model = onnx.load(str(source))
    _Rewriter(model).run()
    model.opset_import.append(onnx.helper.make_opsetid(_RUNTIME, 1))
    onnx.save(model, str(target))
    return Path(target)


class _Rewriter:
    """One pass over a graph, node by node in its own order."""

    def __init__(self, model: Any) -> None:
        self._graph = model.graph
        self._weights = {item.name: item for item in model.graph.initializer}
        self._uses = Counter(name for node in model.graph.node for name in node.input)
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}
        self._scaled: set[str] = set()

    def run(self) -> None:
        head = _last_product(self._graph.node)
        for node in self._graph.node:
            if node.op_type == "Gather" and self._is_weight(node.input[0]):
                self._table(node)
            elif node is not head and self._is_product(node):
                self._product(node)
            else:
                self._nodes.append(node)
        kept = [
            item for name, item in self._weights.items() if self._uses[name] or name in self._names
        ]
        del self._graph.node[:]
        self._graph.node.extend(self._nodes)
        del self._graph.initializer[:]
        self._graph.initializer.extend([*kept, *self._constants.values()])

    @property
    def _names(self) -> set[str]:
        return {item.name for item in self._graph.output}

    def _is_weight(self, name: str) -> bool:
        item = self._weights.get(name)
        return (
            item is not None
            and len(item.dims) == 2
            and _is_float(item)
            and (item.dims[0] * item.dims[1] >= _LEAST_SIZE)
        )

    def _is_product(self, node: Any) -> bool:
        if node.op_type == "MatMul":
            return self._is_weight(node.input[1])
        if node.op_type != "Gemm" or not self._is_weight(node.input[1]):
            return False
        stated = _attributes(node)
        plain = stated.get("alpha", 1.0) == 1.0 and stated.get("beta", 1.0) == 1.0
        return plain and not stated.get("transA", 0)

    def _table(self, node: Any) -> None:
        """A look-up in a table of bytes with one scale per row."""
        name, place, output = node.input[0], node.input[1], node.output[0]
        rows, scale = stepped(self._take(name), axis=1)
        table = self._constant(f"{name}_int8", rows)
        scales = self._constant(f"{name}_scale", scale)
        self._add("Gather", [table, place], f"{output}_int8")
        self._add("Gather", [scales, place], f"{output}_scale")
        self._add("Cast", [f"{output}_int8"], f"{output}_steps", to=1)
        self._add("Mul", [f"{output}_steps", f"{output}_scale"], output)

    def _product(self, node: Any) -> None:
        name, output = node.input[1], node.output[0]
        weight = self._take(name)
        if _attributes(node).get("transB", 0):
            weight = weight.T
        steps, scale = stepped(weight, axis=0)
        scale = scale.reshape(-1)
        whole, row_scale, low = self._activations(node.input[0])
        inputs = [
            whole,
            self._constant(f"{name}_int8", steps),
            self._constant("one", np.array(1, dtype=np.float32)),
            self._constant(f"{name}_scale", scale),
        ]
        self._add("MatMulIntegerToFloat", inputs, f"{output}_steps", domain=_RUNTIME)
        self._add("Mul", [f"{output}_steps", row_scale], f"{output}_above")
        sums = (steps.sum(axis=0, dtype=np.int64) * scale).astype(np.float32)
        self._add("Mul", [low, self._constant(f"{name}_sums", sums)], f"{output}_base")
        bias = node.input[2] if node.op_type == "Gemm" and len(node.input) > 2 else None
        product = f"{output}_product" if bias else output
        self._add("Add", [f"{output}_above", f"{output}_base"], product)
        if bias:
            self._add("Add", [product, bias], output)

    def _activations(self, name: str) -> tuple[str, str, str]:
        """Bytes, scale and least value per row; made once, however many products share them."""
        whole, scale, low = f"{name}_uint8", f"{name}_row_scale", f"{name}_low"
        if name not in self._scaled:
            self._scaled.add(name)
            last = self._constant("last_axis", np.array([-1], dtype=np.int64))
            step = self._constant("step", np.array(1 / _ACTIVATION_STEPS, dtype=np.float32))
            tiny = self._constant("tiny", np.array(_TINY, dtype=np.float32))
            one = self._constant("one", np.array(1, dtype=np.float32))
            zero = self._constant("zero", np.array(0, dtype=np.uint8))
            self._add("ReduceMin", [name, last], low, keepdims=1)
            self._add("ReduceMax", [name, last], f"{name}_high", keepdims=1)
            self._add("Sub", [f"{name}_high", low], f"{name}_range")
            self._add("Mul", [f"{name}_range", step], f"{name}_exact_scale")
            self._add("Max", [f"{name}_exact_scale", tiny], scale)
            self._add("Sub", [name, low], f"{name}_raised")
            self._add("Div", [f"{name}_raised", scale], f"{name}_scaled")
            self._add("QuantizeLinear", [f"{name}_scaled", one, zero], whole)
        return whole, scale, low

    def _take(self, name: str) -> NDArray[np.float32]:
        """A weight's numbers; its last use removes it from the graph."""
        import onnx

        self._uses[name] -= 1
        array: NDArray[np.float32] = onnx.numpy_helper.to_array(self._weights[name])
        return array

    def _constant(self, name: str, array: NDArray[Any]) -> str:
        import onnx

        full = f"quantized/{name}"
        if full not in self._constants:
            self._constants[full] = onnx.numpy_helper.from_array(np.ascontiguousarray(array), full)
        return full

    def _add(
        self, kind: str, inputs: list[str], output: str, *, domain: str = "", **attributes: int
    ) -> None:
        import onnx

        name = f"quantized/{kind}/{output}"
        self._nodes.append(
            onnx.helper.make_node(kind, inputs, [output], name=name, domain=domain, **attributes)
        )


def _last_product(nodes: Any) -> Any:
    products = [node for node in nodes if node.op_type in {"MatMul", "Gemm"}]
    return products[-1] if products else None


def _is_float(item: Any) -> bool:
    import onnx

    return bool(item.data_type == onnx.TensorProto.FLOAT)


def _attributes(node: Any) -> dict[str, Any]:
    import onnx

    return {item.name: onnx.helper.get_attribute_value(item) for item in node.attribute}


def stepped(
    weight: NDArray[np.float32], *, axis: int
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Whole steps and the size of a step, one for each slice along `axis`.

    Args:
        weight: A matrix for products (inputs, outputs), axis 0; a table of rows, axis 1.
        axis: The axis that shares a step.
    """
    count = _WEIGHT_STEPS if axis == 0 else _TABLE_STEPS
    largest = np.abs(weight).max(axis=axis, keepdims=True)
    scale = np.maximum(largest / count, _TINY).astype(np.float32)
    return np.rint(weight / scale).astype(np.int8), scale


def on_grid(weight: NDArray[np.float32], *, axis: int) -> NDArray[np.float32]:
    """The weight as its eight-bit twin has it; doing it twice changes nothing more.

    Args:
        weight: As for `stepped`; tables and matrices too small to be quantised come back as is.
        axis: The axis that shares a step.

    >>> grid = on_grid(np.linspace(-1, 1, 8192, dtype=np.float32).reshape(64, 128), axis=0)
    >>> bool(np.allclose(on_grid(grid, axis=0), grid, atol=1e-7))
    True
    """
    if weight.size < _LEAST_SIZE:
        return weight
    steps, scale = stepped(weight, axis=axis)
    return steps * scale
