"""Models of names as a user has them: folders made here, loaded and run by the packages of the extras.

``make test-ner`` installs the packages and runs these; elsewhere they are skipped. The model for onnxruntime is one
table from pieces to labels, so that what it must say is known; the one for torch is a tiny BERT of random weights.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from kg.cli import app
from kg.errors import ModelError
from kg.ner import PersonTagger
from kg.resources import samples_dir

LABELS = ["B-LOC", "B-MISC", "B-ORG", "B-PERS", "I-LOC", "I-MISC", "I-ORG", "I-PERS", "O"]
WORDS = {
    "حازم": "B-PERS", "فؤاد": "I-PERS", "سامر": "B-PERS", "القاهرة": "B-LOC", "استقبل": "O", "زق": "B-PERS",
    "##طور": "O", "##ه": "B-PERS", "Anna": "B-PERS", "O": "I-PERS", "'": "I-PERS", "##eil": "O", "##N": "O", "،": "O",
}  # fmt: skip
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def needs(*packages: str) -> pytest.MarkDecorator:
    """Skip without ``packages``; under ``make test-ner`` only those that it was not asked to install may be missing."""
    missing = [package for package in packages if find_spec(package) is None]
    promised = os.environ.get("RAWABIT_NER_PACKAGES", "").split()
    assert not set(missing) & set(promised), f"not installed: {missing}"
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} not installed (make test-ner)")


NEEDS_ONNX = needs("onnx", "onnxruntime", "tokenizers")
NEEDS_TORCH = needs("torch", "transformers", "onnxscript", "onnxruntime", "tokenizers")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a connection was tried")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def written(folder: Path, **more: Any) -> Path:
    """The files of a model but for the weights."""
    folder.mkdir(exist_ok=True)
    config = {
        "architectures": ["BertForTokenClassification"],
        "model_type": "bert",
        "id2label": {str(n): label for n, label in enumerate(LABELS)},
        "label2id": {label: n for n, label in enumerate(LABELS)},
        "max_position_embeddings": 12,
        "pad_token_id": 0,
        "vocab_size": len(SPECIAL) + len(WORDS),
    }
    (folder / "config.json").write_text(json.dumps(config | more), "utf-8")
    (folder / "vocab.txt").write_text("\n".join([*SPECIAL, *WORDS]) + "\n", "utf-8")
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": false}', "utf-8")
    return folder


def table_model(
    path: Path, labels: int = len(LABELS), inputs: tuple[str, ...] = ("input_ids", "attention_mask")
) -> None:
    """A model whose scores for a piece are a row of a table: its own label, whatever stands around it."""
    import numpy
    from onnx import TensorProto, checker, helper, numpy_helper, save

    table = numpy.zeros((len(SPECIAL) + len(WORDS), labels), dtype=numpy.float32)
    for row, label in enumerate(["O"] * len(SPECIAL) + list(WORDS.values())):
        table[row, min(LABELS.index(label), labels - 1)] = 1
    axes = ["sentences", "pieces"]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", inputs[0]], ["logits"])],
        "table",
        [helper.make_tensor_value_info(name, TensorProto.INT64, axes) for name in inputs],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [*axes, labels])],
        [numpy_helper.from_array(table, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    checker.check_model(model)
    path.parent.mkdir(exist_ok=True)
    save(model, str(path))


# ---------------------------------------------------------------- onnxruntime


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    table_model(written(tmp_path / "model") / "model.onnx")
    return tmp_path / "model"


@NEEDS_ONNX
def test_a_word_has_the_label_of_its_first_piece(folder: Path) -> None:
    tagger = PersonTagger(folder)
    sentences = [
        ["استقبل", "حازم", "فؤاد", "سامر", "،", "القاهرة"],
        [],
        ["زقطور", "حازمه"],
        ["Anna", "O'Neil"],  # pieces that the tokenizer parts by itself are one word here
        ["مجهول", "\u200f", "حازم"],
    ]
    assert tagger.persons(sentences) == [[(1, 3), (3, 4)], [], [(0, 1), (1, 2)], [(0, 2)], [(2, 3)]]
    assert tagger.persons([]) == []


@NEEDS_ONNX
def test_long_sentences_are_read_in_parts(folder: Path) -> None:
    sentence = ["استقبل"] * 40 + ["حازم", "فؤاد"] + ["القاهرة"] * 41
    assert PersonTagger(folder).persons([sentence] * 20) == [[(40, 42)]] * 20
    assert PersonTagger(folder).persons([["زق" + "طور" * 30, "حازم"]]) == [[(1, 2)]]  # a word too long for the model


@NEEDS_ONNX
def test_case_is_kept_unless_the_folder_says_otherwise(folder: Path) -> None:
    assert PersonTagger(folder).persons([["ANNA"], ["Anna"]]) == [[], [(0, 1)]]
    (folder / "tokenizer_config.json").unlink()  # then capitals are lowered, and no piece has any
    assert PersonTagger(folder).persons([["Anna"]]) == [[]]


@NEEDS_ONNX
def test_the_version_changes_with_the_model(folder: Path) -> None:
    one = PersonTagger(folder).version
    assert one == PersonTagger(folder).version
    assert one.isalnum()
    written(folder, note="another")
    assert PersonTagger(folder).version != one


@NEEDS_ONNX
def test_a_tokenizer_json_is_read_first(folder: Path) -> None:
    from tokenizers import BertWordPieceTokenizer

    tokenizer = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=False)
    tokenizer.enable_padding(length=64)  # settings of whoever saved it
    tokenizer.enable_truncation(3)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "vocab.txt").unlink()
    assert PersonTagger(folder).persons([["استقبل", "حازم", "فؤاد"]]) == [[(1, 3)]]


@NEEDS_ONNX
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: (folder / "model.onnx").write_bytes(b"no model"), "onnxruntime cannot load it"),
        (lambda folder: table_model(folder / "model.onnx", labels=4), "gives 4 scores a word, config.json names 9"),
        (lambda folder: table_model(folder / "model.onnx", inputs=("pixels",)), "it asks for pixels"),
        (lambda folder: (folder / "vocab.txt").unlink(), "neither tokenizer.json nor vocab.txt"),
        (lambda folder: (folder / "tokenizer.json").write_text("{"), "the tokenizer cannot be loaded"),
        (lambda folder: (folder / "tokenizer_config.json").write_text("{"), "the tokenizer cannot be loaded"),
    ],
)
def test_a_spoilt_model_is_told_in_one_line(folder: Path, spoil: Any, says: str) -> None:
    spoil(folder)
    with pytest.raises(ModelError) as caught:
        PersonTagger(folder).persons([["حازم"]])
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@NEEDS_ONNX
def test_the_command_hears_the_model(folder: Path, tmp_path: Path) -> None:
    told = []
    for workers in ("1", "2"):
        out = tmp_path / f"{workers}.jsonl"
        inputs = ["extract", str(samples_dir() / "articles.jsonl"), "--out", str(out)]
        app([*inputs, "--ner", str(folder), "--workers", workers], standalone_mode=False)
        told.append(out.read_text("utf-8"))
    assert told[0] == told[1]
    [first, *_] = map(json.loads, told[0].splitlines())
    names = {p["name"]: p.get("opinion") for e in first["encounters"] for p in e["parties"]}
    # the table knows only the first two words of this name, and the first of the other; known names are not cut
    assert names["حازم فؤاد المنياوي"] in {"differs", "agreed"}
    assert set(names.values()) <= {"agreed", "refined", "differs", "unconfirmed", None}


# ---------------------------------------------------------------- torch


@pytest.fixture
def bert(tmp_path: Path) -> Path:
    """A tiny BERT with random weights, saved as the hub has it."""
    import torch
    import transformers

    folder = written(
        tmp_path / "bert", hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=37
    )
    torch.manual_seed(3)
    config = transformers.BertConfig.from_pretrained(folder, initializer_range=0.9)
    torch.save(transformers.BertForTokenClassification(config).state_dict(), folder / "pytorch_model.bin")
    return folder


SENTENCES = [["استقبل", "حازم", "فؤاد", "القاهرة"] * n + ["سامر"] for n in range(1, 12)]


@NEEDS_TORCH
def test_torch_and_onnxruntime_say_the_same(bert: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from kg.ner_torch import main

    by_torch = PersonTagger(bert)
    found = by_torch.persons(SENTENCES)
    assert any(found)
    assert main([str(bert)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(bert / "model.onnx")
    (bert / "pytorch_model.bin").unlink()
    by_onnx = PersonTagger(bert)
    assert by_onnx.persons(SENTENCES) == found
    assert by_onnx.version != by_torch.version
    assert not list(bert.glob("*.part"))


@NEEDS_TORCH
def test_weights_of_another_model_are_refused(bert: Path) -> None:
    import torch

    weights = torch.load(bert / "pytorch_model.bin", weights_only=True)
    torch.save({k: v for k, v in weights.items() if "classifier" not in k}, bert / "pytorch_model.bin")
    with pytest.raises(ModelError, match="lacks weights of a token classifier"):
        PersonTagger(bert)
    (bert / "pytorch_model.bin").write_bytes(b"no weights")
    with pytest.raises(ModelError, match="transformers cannot load it"):
        PersonTagger(bert)


@NEEDS_TORCH
def test_the_writer_tells_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from kg.ner_torch import main

    assert main([]) == 2
    assert main([str(written(tmp_path / "none"))]) == 1
    assert "no weights" in capsys.readouterr().err


def test_no_package_of_the_extras_is_loaded_without_need() -> None:
    import subprocess

    names = "('torch', 'transformers', 'onnxruntime', 'tokenizers', 'numpy')"
    code = f"import sys, kg.cli, kg.pipeline, kg.ner; print([m for m in {names} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
