"""Persons' names by a token classifier in a folder of the user's, such as CAMeL-Lab/bert-base-arabic-camelbert-mix-ner.

The folder has the layout of the Hugging Face hub: ``config.json`` (with ``id2label``), ``vocab.txt`` or
``tokenizer.json``, and the weights: ``model.onnx``, run by onnxruntime, or ``model.safetensors`` or
``pytorch_model.bin``, run by torch (``kg.ner_torch``). None of these packages comes with rawabit, nothing is ever
downloaded. Words are given as the article writes them, and a word's label is that of its first piece, as
``camel_tools.ner`` does it; that module itself is not used, since to import it is to download its catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import orjson

from kg.errors import ModelError
from kg.second_opinion import TokenSpan

_BATCH = 8  # sentences; more gain nothing on one core
_PERSON = frozenset({"PERS", "PER", "PERSON"})
_ONNX = ("model.onnx", "onnx/model.onnx")
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_LAYOUT = (
    "--ner needs the folder of a token classifier: config.json, vocab.txt or tokenizer.json, model.onnx or weights"
)


class Engine(Protocol):
    """What runs a model."""

    def logits(self, ids: Any, mask: Any) -> Any:
        """Scores (sentences, pieces, labels) for arrays of piece numbers and of ones where there is a piece."""
        ...


class PersonTagger:
    """A ``kg.second_opinion.NameOracle``: the model of one folder, run on one core."""

    def __init__(self, folder: Path) -> None:
        """Load the model. Raises ModelError, naming the file or the package that is missing."""
        config, self._tags, weights = check(folder)
        self._tokenizer = _tokenizer(folder)
        self._padding = int(config.get("pad_token_id") or 0)
        self._limit = int(config.get("max_position_embeddings") or 512)
        self._engine = _engine(weights)
        digest = hashlib.sha256((folder / "config.json").read_bytes())
        with weights.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
        self._version = f"ner{digest.hexdigest()[:12]}"

    @property
    def version(self) -> str:
        """A short hash over the configuration and the weights."""
        return self._version

    def persons(self, sentences: Sequence[Sequence[str]]) -> list[list[TokenSpan]]:
        """The names in each sentence; a sentence longer than the model takes is read in parts."""
        tags = [["O"] * len(words) for words in sentences]
        parts = [(n, *part) for n, words in enumerate(sentences) for part in self._parts(words, 0)]
        parts.sort(key=lambda part: len(part[2].ids))  # little padding
        for at in range(0, len(parts), _BATCH):
            batch = parts[at : at + _BATCH]
            for (n, offset, pieces), labels in zip(batch, self._labels([p for _, _, p in batch]), strict=True):
                word_before = None
                for word, label in zip(pieces.word_ids, labels, strict=False):
                    if word is not None and word != word_before:
                        tags[n][offset + word] = self._tags[label]
                    word_before = word
        return [spans(of_sentence) for of_sentence in tags]

    def _parts(self, words: Sequence[str], offset: int) -> Iterator[tuple[int, Any]]:
        """The pieces of a sentence with the number of their first word: the whole, or halves until each one fits."""
        if not words:
            return
        pieces = self._tokenizer.encode(list(words), is_pretokenized=True)
        if len(pieces.ids) <= self._limit:
            yield offset, pieces
        elif len(words) > 1:
            half = len(words) // 2
            yield from self._parts(words[:half], offset)
            yield from self._parts(words[half:], offset + half)

    def _labels(self, batch: list[Any]) -> Any:
        """The best label of each piece."""
        import numpy

        ids = numpy.full((len(batch), max(len(pieces.ids) for pieces in batch)), self._padding, dtype=numpy.int64)
        mask = numpy.zeros_like(ids)
        for row, pieces in enumerate(batch):
            ids[row, : len(pieces.ids)] = pieces.ids
            mask[row, : len(pieces.ids)] = 1
        scores = self._engine.logits(ids, mask)
        if scores.shape != (*ids.shape, len(self._tags)):
            raise ModelError(f"the model gives {scores.shape[-1]} scores a word, config.json names {len(self._tags)}")
        return scores.argmax(axis=-1).tolist()


def spans(tags: Sequence[str]) -> list[TokenSpan]:
    """The runs of B and I; an I without a B before it begins a name."""
    out: list[TokenSpan] = []
    first: int | None = None
    for i, tag in enumerate([*tags, "O"]):
        if first is not None and tag != "I":
            out.append((first, i))
            first = None
        if tag != "O" and first is None:
            first = i
    return out


# ---------------------------------------------------------------- the folder


def _config(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    if not folder.is_dir():
        raise ModelError(f"{folder}: no such folder; {_LAYOUT}")
    try:
        config = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); {_LAYOUT}") from None
    except orjson.JSONDecodeError as error:
        raise ModelError(f"{path}: not valid JSON ({error})") from None
    if not isinstance(config, dict):
        raise ModelError(f"{path}: must hold an object")
    return config


def _tags(config: dict[str, Any], path: Path) -> list[str]:
    """B, I or O for each label of the model."""
    try:
        named = {int(number): str(label) for number, label in config["id2label"].items()}
        labels = [named[number] for number in range(len(named))]
    except (KeyError, AttributeError, ValueError):
        raise ModelError(f'{path}: "id2label" must name the labels 0, 1, 2, …') from None
    tags = []
    for label in labels:
        position, _, kind = label.rpartition("-")
        tags.append((position or "I") if kind.upper() in _PERSON and position in {"", "B", "I"} else "O")
    if "B" not in tags and "I" not in tags:
        raise ModelError(f"{path}: no label for persons (B-PERS, I-PERS) among {', '.join(labels[:12])}")
    return tags


def _tokenizer(folder: Path) -> Any:
    """The folder's WordPiece tokenizer. Only files of the folder are read."""
    from tokenizers import BertWordPieceTokenizer, Tokenizer

    whole, vocabulary, settings = (folder / name for name in ("tokenizer.json", "vocab.txt", "tokenizer_config.json"))
    try:
        if whole.is_file():
            tokenizer = Tokenizer.from_file(str(whole))
            tokenizer.no_padding()
            tokenizer.no_truncation()
            return tokenizer
        if not vocabulary.is_file():
            raise ModelError(f"{folder}: neither tokenizer.json nor vocab.txt; {_LAYOUT}")
        told = orjson.loads(settings.read_bytes()) if settings.is_file() else {}
        return BertWordPieceTokenizer(str(vocabulary), lowercase=bool(told.get("do_lower_case", True)))
    except ModelError:
        raise
    except Exception as error:  # what the package raises has no class of its own
        raise ModelError(f"{folder}: the tokenizer cannot be loaded ({_first_line(error)})") from None


def check(folder: Path) -> tuple[dict[str, Any], list[str], Path]:
    """The configuration, the meaning of each label, and the file of the weights, which is not opened yet.

    Raises ModelError, naming what is missing, where the folder is no model or its packages are not installed.
    """
    config = _config(folder)
    tags = _tags(config, folder / "config.json")
    onnx = _first_file(folder, _ONNX)
    packages: tuple[str, ...]
    if onnx and (find_spec("onnxruntime") or not _first_file(folder, _WEIGHTS) or not find_spec("torch")):
        weights, packages = onnx, ("onnxruntime", "tokenizers")
    else:
        weights, packages = torch_weights(folder), ("torch", "transformers", "tokenizers")
    for package in packages:
        if find_spec(package) is None:
            raise ModelError(
                f"{weights} is run by {packages[0]}: {package} is not installed "
                f"(pip install {package}; see «A second opinion» in the README)"
            )
    return config, tags, weights


def _engine(weights: Path) -> Engine:
    if weights.suffix == ".onnx":
        return OnnxEngine(weights)
    from kg.ner_torch import TorchEngine

    return TorchEngine(weights)


def torch_weights(folder: Path) -> Path:
    """The file of the weights that torch reads. Raises ModelError where there is none."""
    path = _first_file(folder, _WEIGHTS)
    if path is None:
        raise ModelError(f"{folder}: no weights; {_LAYOUT}")
    return path


def _first_file(folder: Path, names: Sequence[str]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_file()), None)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


class OnnxEngine:
    """A model in the ONNX format."""

    def __init__(self, path: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # what the package raises has no class of its own
            raise ModelError(f"{path}: onnxruntime cannot load it ({_first_line(error)})") from None
        self._inputs = {put.name for put in self._session.get_inputs()}
        if unknown := self._inputs - {"input_ids", "attention_mask", "token_type_ids"}:
            raise ModelError(f"{path}: no token classifier, it asks for {', '.join(sorted(unknown))}")

    def logits(self, ids: Any, mask: Any) -> Any:
        """See ``Engine``."""
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": ids * 0}
        return self._session.run(None, {name: given[name] for name in self._inputs})[0]
