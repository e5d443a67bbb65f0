"""A token classifier run by torch, and written for onnxruntime once: ``python -m kg.ner_torch FOLDER``.

onnxruntime needs a seventh of the room that torch and transformers need, and runs the same model more than twice as
fast; whoever uses a model often writes it once. Only files of the folder are read.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import torch
import transformers

from kg.errors import ModelError

_TOLERANCE = 1e-3  # of a score, between torch and what was written
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class TorchEngine:
    """A model in the format of transformers, on one core."""

    def __init__(self, path: Path) -> None:
        """Load the model of the folder that holds the weights ``path``. Raises ModelError."""
        torch.set_num_threads(1)
        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        try:
            self.model, told = transformers.AutoModelForTokenClassification.from_pretrained(
                path.parent, local_files_only=True, output_loading_info=True
            )
        except Exception as error:  # of many classes: a wrong format, a wrong shape, a broken file
            first = next(iter(str(error).splitlines()), type(error).__name__)
            raise ModelError(f"{path}: transformers cannot load it ({first})") from None
        if told["missing_keys"]:
            raise ModelError(f"{path}: lacks weights of a token classifier ({sorted(told['missing_keys'])[0]}, …)")
        self.model.eval()

    def logits(self, ids: Any, mask: Any) -> Any:
        """See ``kg.ner.Engine``."""
        with torch.inference_mode():
            put = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
            return self.model(**put).logits.numpy()


def write_onnx(folder: Path) -> Path:
    """Write the model of ``folder`` as ``model.onnx`` beside its weights, and compare the two. Raises ModelError."""
    from kg.ner import OnnxEngine, torch_weights

    engine = TorchEngine(torch_weights(folder))
    out, draft = folder / "model.onnx", folder / "model.onnx.part"

    class Scores(torch.nn.Module):  # type: ignore[misc]
        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            put = dict(zip(_INPUTS, (input_ids, attention_mask, token_type_ids), strict=True))
            return self.model(**put).logits

        def __init__(self) -> None:
            super().__init__()
            self.model = engine.model

    size = engine.model.config.vocab_size
    ids = torch.arange(2 * 11).reshape(2, 11) % size
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0
    axes = {0: torch.export.Dim("sentences"), 1: torch.export.Dim("pieces")}
    try:
        torch.onnx.export(
            Scores().eval(),
            (ids, mask, torch.zeros_like(ids)),
            str(draft),
            input_names=list(_INPUTS),
            output_names=["logits"],
            dynamic_shapes=dict.fromkeys(_INPUTS, axes),
            external_data=False,
            dynamo=True,
            verbose=False,
        )
        more = (torch.arange(3 * 5).reshape(3, 5) % size).numpy()
        written = OnnxEngine(draft).logits(more, more * 0 + 1)
        if abs(written - engine.logits(more, more * 0 + 1)).max() > _TOLERANCE:
            raise ModelError(f"{out}: not written, its scores are not those of the model")
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    return out


def main(arguments: list[str]) -> int:
    """Write the model of the one folder that ``arguments`` names."""
    if len(arguments) != 1:
        print("usage: python -m kg.ner_torch FOLDER  (writes FOLDER/model.onnx)", file=sys.stderr)
        return 2
    try:
        print(write_onnx(Path(arguments[0])))
    except (ModelError, ImportError) as error:
        print(f"rawabit: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
