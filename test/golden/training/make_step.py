"""One training step of a tiny network by PyTorch: writes step.json beside this file.

    OPENBLAS_CORETYPE=SKYLAKEX /usr/bin/python3 make_step.py      (Debian's python3-torch)

Two sequences with one image and two questions each; loss on some tokens only; gradient clipped to a norm of 1; AdamW.
Weights come from a formula that the test knows too: no file of weights is needed.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

D, TOWER, DECODER, HEADS, PATCH, TOKENS, BRIDGE, VOCAB, USED = 16, 1, 2, 2, 4, 4, 24, 32, 23
HEAD, ROTARY = D // HEADS, D // HEADS // 2
STRETCHES, SLOTS, BATCH = [3, 1], [6, 4], 2
TEXT = sum(STRETCHES) + sum(SLOTS)


def linear(name, out, inputs):
    return {f"{name}.weight": (out, inputs), f"{name}.bias": (out,)}


def norm(name, width=D):
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


def shapes():
    all_ = {"model.embed_tokens.weight": (VOCAB, D)}
    for n in range(DECODER):
        p = f"model.layers.{n}."
        all_ |= norm(p + "input_layernorm")
        for q in ("q_proj", "k_proj", "v_proj", "dense"):
            all_ |= linear(p + "self_attn." + q, D, D)
        all_ |= linear(p + "mlp.fc1", 4 * D, D) | linear(p + "mlp.fc2", D, 4 * D)
    all_ |= norm("model.final_layernorm") | linear("lm_head", VOCAB, D)
    t = "model.visual.model."
    all_ |= {t + "embeddings.patch_embedding.weight": (D, 3, PATCH, PATCH), t + "embeddings.patch_embedding.bias": (D,)}
    all_[t + "embeddings.position_embedding.weight"] = (TOKENS, D)
    for n in range(TOWER):
        p = f"{t}encoder.layers.{n}."
        all_ |= norm(p + "layer_norm1") | norm(p + "layer_norm2")
        for q in ("q_proj", "k_proj", "v_proj", "out_proj"):
            all_ |= linear(p + "self_attn." + q, D, D)
        all_ |= linear(p + "mlp.fc1", 4 * D, D) | linear(p + "mlp.fc2", D, 4 * D)
    v = "model.visual."
    all_[v + "pos_embed"] = (TOKENS, D)
    all_ |= linear(v + "attn_pool.0", BRIDGE, D) | linear(v + "attn_pool.2", D, BRIDGE) | norm(v + "ln_post")
    all_[v + "proj"] = (D, D)
    return all_


def formula(count, tensor, scale, base):
    return torch.tensor([base + scale * math.sin(1.7 * i + 3.1 * tensor + 0.5) for i in range(count)])


W = {}
for k, name in enumerate(sorted(shapes())):
    shape = shapes()[name]
    is_norm = "norm" in name and name.endswith(".weight") or name.endswith("ln_post.weight")
    W[name] = formula(math.prod(shape), k, 0.1 if len(shape) == 1 else 0.3, 1.0 if is_norm else 0.0)
    W[name] = W[name].reshape(shape).requires_grad_()
FROZEN = "model.visual.pos_embed"
W[FROZEN].requires_grad_(False)


def lin(x, name):
    return x @ W[name + ".weight"].T + W[name + ".bias"]


def layer_norm(x, name, eps):
    return F.layer_norm(x, x.shape[-1:], W[name + ".weight"], W[name + ".bias"], eps)


def tanh_gelu(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def heads(x):
    return x.reshape(*x.shape[:-1], HEADS, HEAD).transpose(-2, -3)


def rotate(x, places):
    half = ROTARY // 2
    angle = places[:, None] * (10000.0 ** (-torch.arange(half) / half))[None]
    a, b, rest = x[..., :half], x[..., half:ROTARY], x[..., ROTARY:]
    return torch.cat([a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin(), rest], -1)


def attend(q, k, v, mask):
    scores = q @ k.transpose(-1, -2) / math.sqrt(HEAD)
    out = (scores if mask is None else scores.masked_fill(~mask, -1e9)).softmax(-1) @ v
    return out.transpose(-2, -3).reshape(*out.shape[:-3], out.shape[-2], D)


def tower(patches):
    t = "model.visual.model."
    weight = W[t + "embeddings.patch_embedding.weight"].sum(1).reshape(D, -1)
    x = patches @ weight.T + W[t + "embeddings.patch_embedding.bias"] + W[t + "embeddings.position_embedding.weight"]
    for n in range(TOWER):
        p = f"{t}encoder.layers.{n}."
        y = layer_norm(x, p + "layer_norm1", 1e-6)
        q, k, v = (heads(lin(y, p + "self_attn." + each)) for each in ("q_proj", "k_proj", "v_proj"))
        x = x + lin(attend(q, k, v, None), p + "self_attn.out_proj")
        x = x + lin(tanh_gelu(lin(layer_norm(x, p + "layer_norm2", 1e-6), p + "mlp.fc1")), p + "mlp.fc2")
    return x


def bridge(x):
    v = "model.visual."
    y = lin(F.gelu(lin(x + W[FROZEN], v + "attn_pool.0")), v + "attn_pool.2")
    return layer_norm(y, v + "ln_post", 1e-6) @ W[v + "proj"]


def decoder(x, places, mask):
    for n in range(DECODER):
        p = f"model.layers.{n}."
        y = layer_norm(x, p + "input_layernorm", 1e-5)
        q, k, v = (heads(lin(y, p + "self_attn." + each)) for each in ("q_proj", "k_proj", "v_proj"))
        mixed = lin(attend(rotate(q, places), rotate(k, places), v, mask), p + "self_attn.dense")
        x = x + mixed + lin(tanh_gelu(lin(y, p + "mlp.fc1")), p + "mlp.fc2")
    return lin(layer_norm(x, "model.final_layernorm", 1e-5), "lm_head")


patches = torch.tensor([math.sin(0.37 * i) for i in range(BATCH * TOKENS * PATCH**2)]).reshape(BATCH, TOKENS, PATCH**2)
ids = torch.tensor([(7 * i + 3) % USED for i in range(BATCH * TEXT)]).reshape(BATCH, TEXT)
targets = torch.tensor([(5 * i + 1) % USED for i in range(BATCH * sum(SLOTS))])
weights = torch.tensor([(i % 3) / 20 for i in range(BATCH * sum(SLOTS))])

common = sum(STRETCHES) + TOKENS
slot_of = torch.tensor([-1] * common + [s for s, n in enumerate(SLOTS) for _ in range(n)])
places = torch.tensor(list(range(common)) + [common + r for n in SLOTS for r in range(n)], dtype=torch.float64)
rows = torch.arange(len(slot_of))
mask = (rows[None] <= rows[:, None]) & ((rows[None] < common) | (slot_of[None] == slot_of[:, None]))

text = W["model.embed_tokens.weight"][ids]
x = torch.cat([text[:, : STRETCHES[0]], bridge(tower(patches)), text[:, STRETCHES[0] :]], 1)
logits = decoder(x, places, mask)[:, common:].reshape(-1, VOCAB)
loss = (F.cross_entropy(logits, targets, reduction="none") * weights).sum()

trained = [p for p in W.values() if p.requires_grad]
loss.backward()
norm_ = torch.nn.utils.clip_grad_norm_(trained, 1.0)
groups = [
    {"params": [p for p in trained if p.dim() > 1], "weight_decay": 0.05},
    {"params": [p for p in trained if p.dim() == 1], "weight_decay": 0.0},
]
torch.optim.AdamW(groups, lr=1e-2, betas=(0.9, 0.98), eps=1e-6).step()

golden = {
    "loss": loss.item(),
    "norm": norm_.item(),
    # The first entries of each tensor after the step, and the sum of all.
    "after": {name: [*p.detach().reshape(-1)[:3].tolist(), p.detach().sum().item()] for name, p in sorted(W.items())},
}
pathlib.Path(__file__).with_name("step.json").write_text(json.dumps(golden, indent=1) + "\n")
print(loss.item(), norm_.item())
