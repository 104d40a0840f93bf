"""Expected values of CheXbert's network and tokenizer, from PyTorch and the rules of BERT's own tokenizer.

    /usr/bin/python3 test/golden/chexbert/make_golden.py      (Debian: python3-torch)

A small encoder with random weights, built of torch.nn.TransformerEncoderLayer, under the names that CheXbert's authors
use (DataParallel's `module.` in front, an optimiser beside), saved as both kinds of PyTorch files. Tokens by BERT's
BasicTokenizer and WordpieceTokenizer, written down here from their description (Devlin et al. 2018, tokenization.py).
"""

import json
import os
import unicodedata

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
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


def is_punctuation(sign):
    code = ord(sign)
    if 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126:
        return True
    return unicodedata.category(sign).startswith("P")


def is_chinese(code):
    ranges = [(0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0xF900, 0xFAFF)]
    return any(low <= code <= high for low, high in ranges)


def basic(text):
    cleaned = ""
    for sign in text:
        category = unicodedata.category(sign)
        if sign in ("\0", "\ufffd") or (category.startswith("C") and sign not in "\t\n\r"):
            continue
        if sign in " \t\n\r" or category == "Zs":
            cleaned += " "
        elif is_chinese(ord(sign)):
            cleaned += " " + sign + " "
        else:
            cleaned += sign
    words = []
    for word in cleaned.split():
        word = "".join(s for s in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(s) != "Mn")
        part = ""
        for sign in word:
            if is_punctuation(sign):
                words += [part, sign] if part else [sign]
                part = ""
            else:
                part += sign
        if part:
            words.append(part)
    return words


def pieces(word):
    if len(word) > 100:
        return ["[UNK]"]
    found, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in VOCABULARY:
                found.append(piece)
                start = end
                break
        else:
            return ["[UNK]"]
    return found


def encode(text):
    text = " ".join(text.strip().split())
    ids = [VOCABULARY.index(piece) for word in basic(text) for piece in pieces(word)]
    whole = [VOCABULARY.index("[CLS]")] + ids + [VOCABULARY.index("[SEP]")]
    return whole if len(whole) <= POSITIONS else whole[: POSITIONS - 1] + [VOCABULARY.index("[SEP]")]


class Labeller(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.words = torch.nn.Embedding(len(VOCABULARY), WIDTH)
        self.places = torch.nn.Embedding(POSITIONS, WIDTH)
        self.types = torch.nn.Embedding(2, WIDTH)
        self.norm = torch.nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = torch.nn.ModuleList(
            torch.nn.TransformerEncoderLayer(
                WIDTH, HEADS, INNER, dropout=0, activation="gelu", layer_norm_eps=1e-12, batch_first=True
            )
            for _ in range(LAYERS)
        )
        self.heads = torch.nn.ModuleList(torch.nn.Linear(WIDTH, size) for size in SIZES)

    def forward(self, ids):
        state = self.words(ids) + self.places.weight[: len(ids)] + self.types.weight[0]
        state = self.norm(state)[None]
        for layer in self.layers:
            state = layer(state)
        return torch.cat([head(state[0, 0]) for head in self.heads])


def official(model):
    own = model.state_dict()
    state = {
        "bert.embeddings.position_ids": torch.arange(POSITIONS)[None],
        "bert.embeddings.word_embeddings.weight": own["words.weight"],
        "bert.embeddings.position_embeddings.weight": own["places.weight"],
        "bert.embeddings.token_type_embeddings.weight": own["types.weight"],
        "bert.embeddings.LayerNorm.weight": own["norm.weight"],
        "bert.embeddings.LayerNorm.bias": own["norm.bias"],
        "bert.pooler.dense.weight": torch.zeros(WIDTH, WIDTH),
        "bert.pooler.dense.bias": torch.zeros(WIDTH),
    }
    for layer in range(LAYERS):
        base, source = f"bert.encoder.layer.{layer}", f"layers.{layer}"
        for kind in ("weight", "bias"):
            parts = own[f"{source}.self_attn.in_proj_{kind}"].chunk(3)
            for name, part in zip(("query", "key", "value"), parts):
                state[f"{base}.attention.self.{name}.{kind}"] = part
            state[f"{base}.attention.output.dense.{kind}"] = own[f"{source}.self_attn.out_proj.{kind}"]
            state[f"{base}.attention.output.LayerNorm.{kind}"] = own[f"{source}.norm1.{kind}"]
            state[f"{base}.intermediate.dense.{kind}"] = own[f"{source}.linear1.{kind}"]
            state[f"{base}.output.dense.{kind}"] = own[f"{source}.linear2.{kind}"]
            state[f"{base}.output.LayerNorm.{kind}"] = own[f"{source}.norm2.{kind}"]
    for head in range(len(SIZES)):
        for kind in ("weight", "bias"):
            state[f"linear_heads.{head}.{kind}"] = own[f"heads.{head}.{kind}"]
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
