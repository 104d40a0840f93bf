"""What the golden networks that read reports have in common: BERT's tokenizer and encoder, written down here from their
description (Devlin et al. 2018, tokenization.py), the encoder of torch.nn.TransformerEncoderLayer."""

import unicodedata

import torch


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


def pieces(word, vocabulary):
    if len(word) > 100:
        return ["[UNK]"]
    found, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in vocabulary:
                found.append(piece)
                start = end
                break
        else:
            return ["[UNK]"]
    return found


def piece_ids(text, vocabulary):
    return [vocabulary.index(piece) for word in basic(text) for piece in pieces(word, vocabulary)]


class Encoder(torch.nn.Module):
    def __init__(self, vocabulary, positions, width, heads, layers, inner):
        super().__init__()
        self.words = torch.nn.Embedding(vocabulary, width)
        self.places = torch.nn.Embedding(positions, width)
        self.types = torch.nn.Embedding(2, width)
        self.norm = torch.nn.LayerNorm(width, eps=1e-12)
        self.layers = torch.nn.ModuleList(
            torch.nn.TransformerEncoderLayer(
                width, heads, inner, dropout=0, activation="gelu", layer_norm_eps=1e-12, batch_first=True
            )
            for _ in range(layers)
        )

    def forward(self, ids):
        state = self.words(ids) + self.places.weight[: len(ids)] + self.types.weight[0]
        state = self.norm(state)[None]
        for layer in self.layers:
            state = layer(state)
        return state[0]

    def official(self, prefix):
        """The state under the names that the transformers library gives a BertModel."""
        own = self.state_dict()
        width = self.words.weight.shape[1]
        state = {
            "embeddings.position_ids": torch.arange(self.places.weight.shape[0])[None],
            "embeddings.word_embeddings.weight": own["words.weight"],
            "embeddings.position_embeddings.weight": own["places.weight"],
            "embeddings.token_type_embeddings.weight": own["types.weight"],
            "embeddings.LayerNorm.weight": own["norm.weight"],
            "embeddings.LayerNorm.bias": own["norm.bias"],
            "pooler.dense.weight": torch.zeros(width, width),
            "pooler.dense.bias": torch.zeros(width),
        }
        for layer in range(len(self.layers)):
            base, source = f"encoder.layer.{layer}", f"layers.{layer}"
            for kind in ("weight", "bias"):
                parts = own[f"{source}.self_attn.in_proj_{kind}"].chunk(3)
                for name, part in zip(("query", "key", "value"), parts):
                    state[f"{base}.attention.self.{name}.{kind}"] = part
                state[f"{base}.attention.output.dense.{kind}"] = own[f"{source}.self_attn.out_proj.{kind}"]
                state[f"{base}.attention.output.LayerNorm.{kind}"] = own[f"{source}.norm1.{kind}"]
                state[f"{base}.intermediate.dense.{kind}"] = own[f"{source}.linear1.{kind}"]
                state[f"{base}.output.dense.{kind}"] = own[f"{source}.linear2.{kind}"]
                state[f"{base}.output.LayerNorm.{kind}"] = own[f"{source}.norm2.{kind}"]
        return {prefix + name: value for name, value in state.items()}
