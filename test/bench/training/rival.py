"""The step of bench.ts by PyTorch, fp32. Reads one line a step from stdin, answers with wall and CPU seconds and loss.

Arguments: JSON of the sizes. Debian's python3-torch; run with OPENBLAS_CORETYPE=SKYLAKEX OMP_WAIT_POLICY=passive.
"""

import json
import math
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

S = json.loads(sys.argv[1])
torch.set_num_threads(S["threads"])
torch.manual_seed(1)
D, HEADS, TOKENS, VOCAB = S["width"], S["heads"], S["tokens"], S["vocab"]
HEAD, BATCH = D // HEADS, S["batch"]
ROTARY = HEAD // 2


class Block(nn.Module):
    """Both kinds: x + attention + MLP from one norm (language), or one after the other (vision)."""

    def __init__(self, parallel):
        super().__init__()
        self.parallel = parallel
        self.norm1, self.norm2 = nn.LayerNorm(D), None if parallel else nn.LayerNorm(D)
        self.qkv, self.out = nn.Linear(D, 3 * D), nn.Linear(D, D)
        self.up, self.down = nn.Linear(D, 4 * D), nn.Linear(4 * D, D)

    def attend(self, x, order):
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, HEAD).permute(2, 0, 3, 1, 4)
        if order is not None:
            q, k = rotate(q, *order[:2]), rotate(k, *order[:2])
        scores = (q * HEAD**-0.5) @ k.transpose(-1, -2)
        shares = (scores if order is None else scores + order[2]).softmax(-1)
        return self.out((shares @ v).transpose(1, 2).reshape(b, t, D))

    def mlp(self, x):
        return self.down(F.gelu(self.up(x), approximate="tanh"))

    def forward(self, x, order=None):
        if self.parallel:
            y = self.norm1(x)
            return x + self.attend(y, order) + self.mlp(y)
        x = x + self.attend(self.norm1(x), None)
        return x + self.mlp(self.norm2(x))


def rotate(x, cos, sin):
    half = ROTARY // 2
    a, b, rest = x[..., :half], x[..., half:ROTARY], x[..., ROTARY:]
    return torch.cat([a * cos - b * sin, b * cos + a * sin, rest], -1)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Linear(S["patch"] ** 2, D)
        self.position = nn.Parameter(torch.randn(TOKENS, D) * 0.02)
        self.tower = nn.ModuleList(Block(False) for _ in range(S["towerLayers"]))
        self.bridge = nn.Sequential(
            nn.Linear(D, S["bridge"]), nn.GELU(), nn.Linear(S["bridge"], D), nn.LayerNorm(D), nn.Linear(D, D, bias=False)
        )
        self.embedding = nn.Embedding(VOCAB, D)
        self.decoder = nn.ModuleList(Block(True) for _ in range(S["decoderLayers"]))
        self.norm, self.head = nn.LayerNorm(D), nn.Linear(D, VOCAB)

    def forward(self, patches, ids, order, common):
        x = self.patch(patches) + self.position
        for block in self.tower:
            x = block(x)
        text = self.embedding(ids)
        first = S["stretches"][0]
        x = torch.cat([text[:, :first], self.bridge(x), text[:, first:]], 1)
        for block in self.decoder:
            x = block(x, order)
        return self.head(self.norm(x[:, common:]))


common = sum(S["stretches"]) + TOKENS
slot_of = torch.tensor([-1] * common + [s for s, n in enumerate(S["slots"]) for _ in range(n)])
places = torch.tensor(list(range(common)) + [common + r for n in S["slots"] for r in range(n)], dtype=torch.float32)
rows = torch.arange(len(slot_of))
sees = (rows[None] <= rows[:, None]) & ((rows[None] < common) | (slot_of[None] == slot_of[:, None]))
angle = places[:, None] * (10000.0 ** (-torch.arange(ROTARY // 2) / (ROTARY // 2)))[None]
order = (angle.cos(), angle.sin(), torch.where(sees, 0.0, -1e9))

model = Model()
optimiser = torch.optim.AdamW(model.parameters(), 1e-3, betas=(0.9, 0.98), weight_decay=0.05)
text, last = sum(S["stretches"]) + sum(S["slots"]), sum(S["slots"])
patches = torch.randn(BATCH, TOKENS, S["patch"] ** 2)
ids = torch.randint(0, VOCAB, (BATCH, text))
targets = torch.randint(0, VOCAB, (BATCH * last,))

for _ in sys.stdin:
    wall, cpu = time.perf_counter(), time.process_time()
    loss = F.cross_entropy(model(patches, ids, order, common).reshape(-1, VOCAB), targets)
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    answer = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "loss": loss.item()}
    print(json.dumps(answer | {"parameters": sum(p.numel() for p in model.parameters())}), flush=True)
