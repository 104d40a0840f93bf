"""Expected values of CheXbert's network and tokenizer, from PyTorch and the rules of BERT's own tokenizer.

    /usr/bin/python3 test/golden/chexbert/make_golden.py      (Debian: python3-torch)

A small encoder with random weights (../bert.py) under the names that CheXbert's authors use (DataParallel's `module.` in
front, an optimiser beside), saved as both kinds of PyTorch files.
"""

import json
import os
import sys

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(HERE))

from bert import Encoder, piece_ids

WIDTH, HEADS, LAYERS, INNER, POSITIONS = 32, 4, 2, 48, 40
SIZES = [4] * 13 + [2]

WORDS = """the there is no a of left right small large pleural effusion pneumothorax heart size normal lungs are clear
consolidation edema cardiomegaly atelectasis may represent possible with and in base lobe lower upper un ##changed
##s ##ly ##thorax pneumo ##monia ##edi ##um mediast ##in ##al e ##dem ##a naive cafe 1 2 3 ##5 . , - ( ) / : ; ' % ? o ##x""".split()
VOCABULARY = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + WORDS + ["肺"]

TEXTS = [
    "No pleural effusion or pneumothorax.",
    "There is a small LEFT pleural effusion;   heart size is normal.\nLungs are clear, unchanged.",
    "Pneumonia (possible) in the right lower lobe - 2.5 mediastinal edema?",
    "naïve café 肺 pneumothorax/effusions \t atelectasis's",
    "",
    "   ",
    "effusion " * 60,
    "x" * 120 + " is normal",
    "heart\u00a0size\u200b normal\ufffd 100%",
]


def encode(text):
    ids = piece_ids(" ".join(text.strip().split()), VOCABULARY)
    whole = [VOCABULARY.index("[CLS]")] + ids + [VOCABULARY.index("[SEP]")]
    return whole if len(whole) <= POSITIONS else whole[: POSITIONS - 1] + [VOCABULARY.index("[SEP]")]


class Labeller(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder(len(VOCABULARY), POSITIONS, WIDTH, HEADS, LAYERS, INNER)
        self.heads = torch.nn.ModuleList(torch.nn.Linear(WIDTH, size) for size in SIZES)

    def forward(self, ids):
        first = self.encoder(ids)[0]
        return torch.cat([head(first) for head in self.heads])


def official(model):
    state = model.encoder.official("bert.")
    for head, layer in enumerate(model.heads):
        state[f"linear_heads.{head}.weight"] = layer.weight.detach()
        state[f"linear_heads.{head}.bias"] = layer.bias.detach()
    return {f"module.{name}": value for name, value in state.items()}


torch.manual_seed(5)
model = Labeller().eval()
with torch.no_grad():
    for parameter in model.parameters():
        parameter.normal_(0, 0.3)
    optimiser = torch.optim.Adam(model.heads.parameters())
checkpoint = {
    "epoch": 7,
    "model_state_dict": official(model),
    "optimizer_state_dict": optimiser.state_dict(),
    "loss": 0.25,
}
torch.save(checkpoint, os.path.join(HERE, "chexbert.pth"))
torch.save(checkpoint, os.path.join(HERE, "chexbert-older.pth"), _use_new_zipfile_serialization=False)
with open(os.path.join(HERE, "vocab.txt"), "w", encoding="utf-8") as file:
    file.write("\n".join(VOCABULARY) + "\n")
with open(os.path.join(HERE, "config.json"), "w") as file:
    json.dump({"model_type": "bert", "num_attention_heads": HEADS}, file)
rows = []
for text in TEXTS:
    ids = encode(text)
    with torch.no_grad():
        logits = model(torch.tensor(ids)).tolist()
    classes, start = [], 0
    for size in SIZES:
        part = logits[start : start + size]
        classes.append(part.index(max(part)))
        start += size
    rows.append({"text": text, "ids": ids, "logits": [round(x, 6) for x in logits], "classes": classes})
with open(os.path.join(HERE, "expected.json"), "w", encoding="utf-8") as file:
    json.dump({"torch": torch.__version__, "rows": rows}, file, ensure_ascii=False)
    file.write("\n")
