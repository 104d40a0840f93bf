"""Pictures and what Pillow's bicubic resize makes of them. The pictures are written by the same few lines in
test/models/chexagent/image.test.ts; here only their recipe and the resized bytes (base64 of zlib) are kept.

    /usr/bin/python3 test/golden/model/image/resize.py > test/golden/model/image/resize.json
    (Debian 12: python3-pil 9.4.0)
"""
import base64
import json
import zlib

from PIL import Image

CASES = [
    # kind, channels, columns, rows, to columns, to rows
    ("noise", 1, 700, 900, 128, 128),
    ("noise", 1, 1400, 611, 64, 64),
    ("noise", 1, 2048, 2500, 64, 64),
    ("noise", 1, 100, 60, 128, 128),
    ("noise", 1, 129, 127, 128, 128),
    ("noise", 1, 128, 300, 128, 64),
    ("noise", 1, 300, 128, 64, 128),
    ("noise", 1, 7, 5, 64, 64),
    ("noise", 1, 1, 1, 16, 16),
    ("noise", 1, 64, 64, 64, 64),
    ("noise", 3, 333, 222, 64, 64),
    ("edges", 1, 1000, 800, 256, 256),
    ("edges", 1, 90, 70, 256, 256),
    ("ramp", 1, 1777, 1231, 512, 512),
    ("ramp", 1, 300, 2000, 512, 512),
]


def picture(kind, channels, columns, rows):
    if kind == "noise":
        state, data = 12345, bytearray()
        for _ in range(rows * columns * channels):
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF
            data.append(state >> 16 & 255)
        return bytes(data)
    if kind == "edges":
        return bytes(255 if (x // 37 + y // 23) % 2 else 0 for y in range(rows) for x in range(columns))
    return bytes((x * 3 + y * 2) // 8 % 256 for y in range(rows) for x in range(columns))


def resized(kind, channels, columns, rows, to_columns, to_rows):
    mode = "L" if channels == 1 else "RGB"
    image = Image.frombytes(mode, (columns, rows), picture(kind, channels, columns, rows))
    data = image.resize((to_columns, to_rows), Image.BICUBIC).tobytes()
    return base64.b64encode(zlib.compress(data, 9)).decode()


keys = ("kind", "channels", "columns", "rows", "toColumns", "toRows")
print("[\n" + ",\n".join(json.dumps({**dict(zip(keys, c)), "data": resized(*c)}) for c in CASES) + "\n]")
