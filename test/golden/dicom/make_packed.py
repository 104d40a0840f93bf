"""Makes small compressed images by the encoders of dcmtk and GDCM, with the values that their decoders give.

    python3 test/golden/dicom/make_packed.py

Needs Debian's python3-pydicom, python3-numpy, python3-gdcm, dcmtk and libgdcm-tools. Writes
  packed/*.dcm   images of odd sizes in the compressed transfer syntaxes
  packed.json    the stored values of each, all frames, pixel by pixel: from dcmtk where it decodes, else from GDCM;
                 where decoders may not differ at all, the SHA-256 of the values as 32-bit little endian integers
"""

import hashlib
import json
import pathlib
import subprocess
import tempfile

import numpy as np
import pydicom
from make_grey import image
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

here = pathlib.Path(__file__).parent
random = np.random.default_rng(5)


def scene(rows, columns, greatest, frames=1):
    """Shapes, ramps and noise, so that every part of a codec has something to do."""
    y, x = np.mgrid[0:rows, 0:columns]
    frame = (x / columns * 0.6 + 0.3 * ((x // 5 + y // 4) % 2)) * greatest
    noisy = [np.clip(frame + random.integers(-9, 10, frame.shape) + number * 3, 0, greatest) for number in range(frames)]
    return np.array(noisy).round().astype("u2")


def grey(rows, columns, bits, frames=1, signed=False):
    values = scene(rows, columns, 2**bits - 1, frames).astype("i8") - (2 ** (bits - 1) if signed else 0)
    data = image(values, bits, signed)
    data.Rows, data.Columns = rows, columns
    if frames > 1:
        data.NumberOfFrames = frames
    return data


def colour(rows, columns):
    data = image(np.stack([scene(rows, columns, 255)[0] for _ in range(3)], axis=-1), 8)
    data.Rows, data.Columns = rows, columns
    data.SamplesPerPixel, data.PhotometricInterpretation, data.PlanarConfiguration = 3, "RGB", 0
    return data


def write(data, path):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = data.SOPClassUID
    meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = FileDataset(str(path), data, file_meta=meta, preamble=b"\0" * 128)
    file.is_little_endian, file.is_implicit_VR = True, False
    plain = data.values.tobytes()
    file.add_new(0x7FE00010, "OB" if data.BitsAllocated == 8 else "OW", plain + b"\0" * (len(plain) % 2))
    file.save_as(path, write_like_original=False)


jpeg = ["dcmcjpeg", "+un"]
made = {
    "jpeg-baseline-grey": (grey(37, 29, 8), [*jpeg, "+eb", "+q", "80"]),
    "jpeg-baseline-colour-444": (colour(37, 29), [*jpeg, "+eb", "+s4", "+q", "80"]),
    "jpeg-baseline-colour-422": (colour(37, 29), [*jpeg, "+eb", "+n2", "+q", "80"]),
    "jpeg-baseline-colour-411": (colour(37, 29), [*jpeg, "+eb", "+n1", "+q", "80"]),
    "jpeg-baseline-colour-rgb": (colour(37, 29), [*jpeg, "+eb", "+cr", "+q", "80"]),
    "jpeg-extended-12-bit": (grey(37, 29, 12), [*jpeg, "+ee", "+q", "90"]),
    "jpeg-extended-12-bit-frames": (grey(21, 18, 12, 3), [*jpeg, "+ee", "+q", "90", "+fs", "1"]),
    **{f"jpeg-lossless-selection-{value}": (grey(19, 23, 16), [*jpeg, "+el", "+sv", str(value)]) for value in range(1, 8)},
    "jpeg-lossless-8-bit": (grey(19, 23, 8), [*jpeg, "+e1"]),
    "jpeg-lossless-12-bit-signed": (grey(19, 23, 12, 2, True), [*jpeg, "+e1"]),
    "jpeg-lossless-colour": (colour(19, 23), [*jpeg, "+e1"]),
    "jpeg-ls": (grey(19, 23, 12, 2), ["dcmcjpls", "+un"]),
    "jpeg-ls-fragments": (grey(60, 70, 12, 2), ["dcmcjpls", "+un", "+fs", "1"]),
    "jpeg-ls-near-lossless": (grey(19, 23, 12), ["dcmcjpls", "+un", "+en"]),
    "jpeg-ls-colour-line": (colour(19, 23), ["dcmcjpls", "+un", "+il"]),
    "jpeg-ls-colour-sample": (colour(19, 23), ["dcmcjpls", "+un", "+is"]),
    "jpeg-ls-colour-plane": (colour(19, 23), ["dcmcjpls", "+un", "+in"]),
    "jpeg-2000": (grey(40, 33, 12), ["gdcmconv", "--j2k"]),
    "jpeg-2000-signed": (grey(40, 33, 16, 1, True), ["gdcmconv", "--j2k"]),
    "jpeg-2000-colour": (colour(40, 33), ["gdcmconv", "--j2k"]),
    "rle": (grey(19, 23, 12, 2), ["dcmcrle", "+un"]),
    "rle-signed": (grey(19, 23, 16, 1, True), ["dcmcrle", "+un"]),
    "rle-colour": (colour(19, 23), ["dcmcrle", "+un"]),
}


def stored_values(path, folder):
    """From dcmtk's own decoders, without colour conversion; from GDCM for JPEG 2000, which Debian's dcmtk lacks."""
    plain = folder / "plain.dcm"
    for command in (["dcmdjpeg", "+cn"], ["dcmdjpls"], ["dcmdrle"]):
        if subprocess.run([*command, str(path), str(plain)], capture_output=True).returncode == 0:
            return pydicom.dcmread(plain).pixel_array
    return pydicom.dcmread(path).pixel_array


def main():
    target = here / "packed"
    target.mkdir(exist_ok=True)
    result = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for name, (data, command) in made.items():
            write(data, folder / "source.dcm")
            path = target / f"{name}.dcm"
            subprocess.run([*command, str(folder / "source.dcm"), str(path)], check=True, capture_output=True)
            values = stored_values(path, folder)
            if "baseline" in name or "extended" in name:
                result[name] = values.ravel().tolist()
                continue
            assert "near" in name or np.array_equal(values.ravel(), data.values.ravel()), name
            result[name] = hashlib.sha256(values.astype("<i4").tobytes()).hexdigest()
    (here / "packed.json").write_text(json.dumps(result, separators=(",", ":")).replace('],"', '],\n"') + "\n")


if __name__ == "__main__":
    main()
