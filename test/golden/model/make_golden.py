#!/usr/bin/env python3
"""Golden values of a small CheXagent-2 with random weights, by an implementation of its own in PyTorch (float64).

Debian: apt-get install python3-torch python3-numpy. Run in this folder; writes golden.json and golden.bin.
The weights come from a hash of name, seed and index, the same as in test/tools/weights.ts; the tensors are rounded to
float32 (as stored) and everything is then computed in float64. Nothing here is shared with the program under test.
"""

import json
import math

import numpy as np
import torch

torch.set_grad_enabled(False)

SEED = 7
D = dict(layers=2, hidden=320, heads=4, size=80, rotary=32, theta=10000.0, inner=1280, vocab=512, eps=1e-5)
V = dict(layers=2, width=64, heads=4, inner=256, patch=16, image=64, eps=1e-6)
BRIDGE = 1280
TOKENS = (V["image"] // V["patch"]) ** 2
IMAGE_START, IMAGE_END, USED = 347, 348, 420


def hashed(name, count, base, scale):
    """`count` values in [base - scale, base + scale), float32."""
    key = 0x811C9DC5
    for letter in name.encode():
        key = ((key ^ letter) * 0x01000193) & 0xFFFFFFFF
    key = (key + SEED * 0x9E3779B9) & 0xFFFFFFFF
    h = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(key)
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    h = h ^ (h >> np.uint32(16))
    return (base + scale * ((h >> np.uint32(8)).astype(np.float64) / 8388608 - 1)).astype(np.float32)


def tensor(name, shape, base, scale):
    return torch.from_numpy(hashed(name, math.prod(shape), base, scale).astype(np.float64)).reshape(shape)


class Linear:
    def __init__(self, name, outputs, inputs):
        self.weight = tensor(name + ".weight", (outputs, inputs), 0, math.sqrt(3 / inputs))
        self.bias = tensor(name + ".bias", (outputs,), 0, 0.05)

    def __call__(self, x):
        return x @ self.weight.T + self.bias


class Norm:
    def __init__(self, name, width, eps):
        self.weight = tensor(name + ".weight", (width,), 1, 0.1)
        self.bias = tensor(name + ".bias", (width,), 0, 0.05)
        self.eps = eps

    def __call__(self, x):
        return torch.nn.functional.layer_norm(x, x.shape[-1:], self.weight, self.bias, self.eps)


def gelu_tanh(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def heads(x, count):
    return x.reshape(x.shape[0], count, -1).transpose(0, 1)


def merged(x):
    return x.transpose(0, 1).reshape(x.shape[1], -1)


class Tower:
    def __init__(self):
        w, p = V["width"], "model.visual.model."
        fan = 3 * V["patch"] ** 2
        self.patch = tensor(p + "embeddings.patch_embedding.weight", (w, 3, V["patch"], V["patch"]), 0, math.sqrt(3 / fan))
        self.patch_bias = tensor(p + "embeddings.patch_embedding.bias", (w,), 0, 0.05)
        self.position = tensor(p + "embeddings.position_embedding.weight", (TOKENS, w), 0, 0.3)
        self.layers = []
        for n in range(V["layers"]):
            q = f"{p}encoder.layers.{n}."
            part = {name: Linear(f"{q}self_attn.{name}", w, w) for name in ("q_proj", "k_proj", "v_proj", "out_proj")}
            part["norm1"], part["norm2"] = Norm(q + "layer_norm1", w, V["eps"]), Norm(q + "layer_norm2", w, V["eps"])
            part["fc1"], part["fc2"] = Linear(q + "mlp.fc1", V["inner"], w), Linear(q + "mlp.fc2", w, V["inner"])
            self.layers.append(part)

    def __call__(self, pixels):
        x = torch.nn.functional.conv2d(pixels[None], self.patch, self.patch_bias, stride=V["patch"])
        x = x[0].flatten(1).T + self.position
        for part in self.layers:
            n = part["norm1"](x)
            q, k, v = (heads(part[name](n), V["heads"]) for name in ("q_proj", "k_proj", "v_proj"))
            a = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(V["width"] // V["heads"]), -1) @ v
            x = x + part["out_proj"](merged(a))
            x = x + part["fc2"](gelu_tanh(part["fc1"](part["norm2"](x))))
        return x


class Bridge:
    def __init__(self):
        w, h, p = V["width"], D["hidden"], "model.visual."
        self.table = self.sines(w)
        self.first, self.second = Linear(p + "attn_pool.0", BRIDGE, w), Linear(p + "attn_pool.2", h, BRIDGE)
        self.norm = Norm(p + "ln_post", h, 1e-6)
        self.proj = tensor(p + "proj", (h, h), 0, math.sqrt(3 / h))

    @staticmethod
    def sines(width):
        side, quarter = V["image"] // V["patch"], width // 4
        place = torch.arange(TOKENS, dtype=torch.float64)
        rate = 10000 ** (-torch.arange(quarter, dtype=torch.float64) / quarter)
        column, row = (place % side)[:, None] * rate, torch.div(place, side, rounding_mode="floor")[:, None] * rate
        table = torch.cat([column.sin(), column.cos(), row.sin(), row.cos()], 1)
        return table.float().double()

    def __call__(self, x):
        x = self.second(torch.nn.functional.gelu(self.first(x + self.table)))
        return self.norm(x) @ self.proj


class Decoder:
    def __init__(self):
        h = D["hidden"]
        self.embedding = tensor("model.embed_tokens.weight", (D["vocab"], h), 0, 1)
        self.layers = []
        for n in range(D["layers"]):
            q = f"model.layers.{n}."
            part = {name: Linear(f"{q}self_attn.{name}", h, h) for name in ("q_proj", "k_proj", "v_proj", "dense")}
            part["norm"] = Norm(q + "input_layernorm", h, D["eps"])
            part["fc1"], part["fc2"] = Linear(q + "mlp.fc1", D["inner"], h), Linear(q + "mlp.fc2", h, D["inner"])
            self.layers.append(part)
        self.norm = Norm("model.final_layernorm", h, D["eps"])
        self.head = Linear("lm_head", D["vocab"], h)

    @staticmethod
    def rotate(x, start):
        """Rotary positions on the first channels; channel i pairs with i + rotary / 2."""
        half = D["rotary"] // 2
        place = torch.arange(start, start + x.shape[1], dtype=torch.float64)
        angle = place[:, None] * D["theta"] ** (-2 * torch.arange(half, dtype=torch.float64) / D["rotary"])
        cos, sin = angle.cos(), angle.sin()
        a, b, rest = x[..., :half], x[..., half : 2 * half], x[..., 2 * half :]
        return torch.cat([a * cos - b * sin, b * cos + a * sin, rest], -1)

    def __call__(self, x, cache):
        """Logits of the rows of x; the cache (a list of [keys, values] a layer) grows by them."""
        past = cache[0][0].shape[1] if cache else 0
        rows = x.shape[0]
        hidden = torch.ones(rows, past + rows, dtype=torch.bool).triu(past + 1)
        for n, part in enumerate(self.layers):
            normed = part["norm"](x)
            q, k, v = (heads(part[name](normed), D["heads"]) for name in ("q_proj", "k_proj", "v_proj"))
            q, k = self.rotate(q, past), self.rotate(k, past)
            if len(cache) > n:
                k, v = torch.cat([cache[n][0], k], 1), torch.cat([cache[n][1], v], 1)
                cache[n] = [k, v]
            else:
                cache.append([k, v])
            scores = (q @ k.transpose(1, 2) / math.sqrt(D["size"])).masked_fill(hidden, -math.inf)
            attended = part["dense"](merged(torch.softmax(scores, -1) @ v))
            x = x + attended + part["fc2"](gelu_tanh(part["fc1"](normed)))
        return self.head(self.norm(x))


def main():
    tower, bridge, decoder = Tower(), Bridge(), Decoder()
    image = V["image"]
    pictures = [bridge(tower(tensor(f"pixels {n}", (3, image, image), 0, 1))) for n in (1, 2)]

    def embedded(parts):
        """Ids and pictures in order; each picture stands between its two marker tokens."""
        return torch.cat([decoder.embedding[part] if isinstance(part, list) else part for part in parts])

    one = [[5, 99, 300, IMAGE_START], pictures[0], [IMAGE_END, 198, 31, 77, 12, 260]]
    two = [[44, 8, IMAGE_START], pictures[0], [IMAGE_END, 7, IMAGE_START], pictures[1], [IMAGE_END, 250, 33, 301]]
    cache = []
    prefill = decoder(embedded(one), cache)
    steps, ids, last = [], [], prefill[-1]
    for _ in range(4):
        ids.append(int(last[:USED].argmax()))
        last = decoder(decoder.embedding[[ids[-1]]], cache)[0]
        steps.append(last)
    whole = decoder(embedded(one + [ids]), [])
    assert (whole[-4:] - torch.stack(steps)).abs().max() < 1e-9, "the cache changes the result"
    parts = {
        "image1": pictures[0],
        "image2": pictures[1],
        "prefill": prefill,
        "steps": torch.stack(steps),
        "twoImages": decoder(embedded(two), []),
    }

    layout, chunks, offset = {}, [], 0
    for name, values in parts.items():
        data = values.numpy().astype("<f4").tobytes()
        layout[name] = {"shape": list(values.shape), "offset": offset}
        chunks.append(data)
        offset += len(data)
    plain = lambda sequence: [part if isinstance(part, list) else "image" for part in sequence]
    about = {
        "made": f"make_golden.py, PyTorch {torch.__version__}, float64",
        "one": plain(one),
        "stepIds": ids,
        "two": plain(two),
        "parts": layout,
    }
    with open("golden.json", "w", encoding="utf-8") as file:
        json.dump(about, file, indent=2)
        file.write("\n")
    with open("golden.bin", "wb") as file:
        file.write(b"".join(chunks))


main()
