"""SHA-256 of real radiographs after Pillow's conversion to grey and bicubic resize to 512 x 512, as names and digests only.

    /usr/bin/python3 test/golden/model/image/real.py ../shared/data/cxr-images > test/golden/model/image/real.json
    (Debian 12: python3-pil 9.4.0; 8-bit PNG files, grey ones and colour ones)
"""
import hashlib
import json
import pathlib
import sys

from PIL import Image

digests = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.png")):
    image = Image.open(file)
    if image.mode not in ("L", "RGB"):
        print(f"{file.name}: mode {image.mode} left out", file=sys.stderr)
        continue
    data = image.resize((512, 512), Image.BICUBIC).tobytes()
    digests[file.name] = hashlib.sha256(data).hexdigest()
print(json.dumps(digests, indent=1))
