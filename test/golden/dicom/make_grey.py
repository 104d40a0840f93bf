"""Makes the test vectors and the golden display values of the grey pipeline.

    python3 test/golden/dicom/make_grey.py [FOLDER OF REAL DICOM FILES]

Needs Debian's python3-pydicom, python3-numpy, dcmtk, and for the real files python3-gdcm. Writes
  vectors/*.dcm   16 x 16 images without a patient, one for each kind of modality and VOI transformation
  grey.json       display greys of pydicom and of dcmtk (dcm2pnm): every pixel of the vectors, 64 pixels of each real
                  file (numbers only). Without the folder the values of the real files are kept as they are.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.pixel_data_handlers.util import apply_modality_lut, apply_voi, apply_windowing
from pydicom.sequence import Sequence
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent


def image(values, bits_stored, signed=False, photometric="MONOCHROME2", **attributes):
    """A data set of 16 x 16 samples."""
    data = Dataset()
    data.SOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    data.SOPInstanceUID = "2.25.1"
    data.StudyInstanceUID = "2.25.2"
    data.SeriesInstanceUID = "2.25.3"
    data.PatientName = "Vector"
    data.PatientID = "V"
    data.Modality = "OT"
    data.ConversionType = "SYN"
    data.SamplesPerPixel = 1
    data.PhotometricInterpretation = photometric
    data.Rows = data.Columns = 16
    data.BitsAllocated = 8 if bits_stored <= 8 else 16
    data.BitsStored = bits_stored
    data.HighBit = bits_stored - 1
    data.PixelRepresentation = int(signed)
    for keyword, value in attributes.items():
        setattr(data, keyword, value)
    kind = {(8, False): "u1", (8, True): "i1", (16, False): "u2", (16, True): "i2"}[(data.BitsAllocated, signed)]
    data.values = np.asarray(values).astype(kind)
    return data


def ramp(least, greatest):
    return np.linspace(least, greatest, 256).round()


def table(first, values, bits, vr="US", **more):
    item = Dataset()
    item.add_new(0x00283002, vr, [len(values), first, bits])
    item.LUTExplanation = "TEST"
    for keyword, value in more.items():
        setattr(item, keyword, value)
    item.add_new(0x00283006, "OW", np.asarray(values, "<u2").tobytes())
    return Sequence([item])


# 16 bits: pydicom 2.3 reads Modality LUT entries of 8 and 16 bits only.
curve = [round(65535 * (step / 255) ** 0.5) for step in range(256)]
falling = [round(255 * (1 - step / 999) ** 2) for step in range(1000)]

vectors = {
    "linear": image(ramp(0, 4095), 12, WindowCenter="2048", WindowWidth="1024"),
    "linear-monochrome1": image(ramp(0, 4095), 12, photometric="MONOCHROME1", WindowCenter="1500.5", WindowWidth="777"),
    "linear-width-1": image(ramp(0, 255), 8, WindowCenter="128", WindowWidth="1"),
    "linear-exact": image(ramp(0, 1023), 10, WindowCenter="512", WindowWidth="300", VOILUTFunction="LINEAR_EXACT"),
    "sigmoid": image(ramp(0, 4095), 12, WindowCenter="2000", WindowWidth="1000", VOILUTFunction="SIGMOID"),
    "sigmoid-monochrome1": image(
        ramp(0, 65535), 16, photometric="MONOCHROME1", WindowCenter="30000", WindowWidth="40000", VOILUTFunction="SIGMOID"
    ),
    "several-windows": image(
        ramp(0, 16383),
        14,
        WindowCenter=["8000", "4000", "12000"],
        WindowWidth=["16000", "2000", "800"],
        WindowCenterWidthExplanation=["NORMAL", "SOFTER", "Dr Smith"],
    ),
    "rescale-signed": image(
        ramp(-1000, 3000), 16, True, RescaleSlope="2", RescaleIntercept="-1024", WindowCenter="40", WindowWidth="4000"
    ),
    "rescale-falling": image(ramp(0, 4095), 12, RescaleSlope="-1", RescaleIntercept="4095", WindowCenter="2048", WindowWidth="4096"),
    "modality-lut": image(
        ramp(0, 255), 8, WindowCenter="32768", WindowWidth="48000", ModalityLUTSequence=table(0, curve, 16, ModalityLUTType="US")
    ),
    "modality-lut-offset": image(
        ramp(-300, 300),
        12,
        True,
        WindowCenter="32768",
        WindowWidth="65536",
        ModalityLUTSequence=table(-100, curve, 16, "SS", ModalityLUTType="US"),
    ),
    "voi-lut": image(ramp(0, 1500), 12, VOILUTSequence=table(200, falling, 8)),
    "voi-lut-negative": image(
        ramp(0, 2000), 12, photometric="MONOCHROME1", RescaleSlope="1", RescaleIntercept="-1024", VOILUTSequence=table(-500, falling, 8, "SS")
    ),
    "voi-lut-16-bit": image(ramp(0, 255), 8, VOILUTSequence=table(0, [step * 257 for step in range(256)], 16)),
    "voi-lut-and-window": image(
        ramp(0, 1500), 12, VOILUTSequence=table(200, falling, 8), WindowCenter="700", WindowWidth="500"
    ),
    "none": image(ramp(100, 900), 10),
    "none-monochrome1": image(ramp(0, 255), 8, photometric="MONOCHROME1"),
    "none-signed-8-bit": image(ramp(-128, 127), 8, True),
}


def write(data, path, syntax):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = data.SOPClassUID
    meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID
    meta.TransferSyntaxUID = syntax
    meta.ImplementationClassUID = "2.25.111706786752839592204646482257887780371"
    file = FileDataset(str(path), data, file_meta=meta, preamble=b"\0" * 128)
    file.is_little_endian = syntax != ExplicitVRBigEndian
    file.is_implicit_VR = syntax == ImplicitVRLittleEndian
    order = "<" if file.is_little_endian else ">"
    file.add_new(0x7FE00010, "OW", data.values.astype(data.values.dtype.newbyteorder(order)).tobytes())
    file.save_as(path, write_like_original=False)


def pydicom_greys(data, look):
    """Display greys after pydicom's transformations; `look` is 'lut', 'range', or the number of a window."""
    pixels = data.pixel_array
    pixels = pixels[0] if pixels.ndim == 3 else pixels
    values = apply_modality_lut(pixels, data)
    if look == "lut":
        shade = apply_voi(values.astype("i8"), data) / (2 ** data.VOILUTSequence[0].LUTDescriptor[2] - 1)
    elif look == "range":
        least, greatest = float(values.min()), float(values.max())
        shade = (values - least) / (greatest - least)
    else:
        windowed = apply_windowing(values, data, look)
        black, white = (apply_windowing(np.array([end]), data, look)[0] for end in (-1e9, 1e9))
        shade = (windowed - black) / (white - black)
    greys = np.floor(255 * shade + 0.5).astype(int)
    return 255 - greys if data.PhotometricInterpretation == "MONOCHROME1" else greys


def dcmtk_greys(path, look):
    option = {"lut": ["+Wl", "1"], "range": ["+Wm"]}.get(look) or ["+Wi", str(look + 1)]
    output = subprocess.run(["dcm2pnm", "-q", "-O", *option, str(path)], capture_output=True, check=True).stdout
    magic, size, _, pixels = output.split(b"\n", 3)
    columns, rows = map(int, size.split())
    assert magic == b"P5" and len(pixels) == rows * columns, path
    return np.frombuffer(pixels, "u1").reshape(rows, columns).astype(int)


def looks(data):
    """The default first, then the other windows."""
    windows = list(range(data["WindowCenter"].VM)) if data.get("WindowCenter") not in (None, "") else []
    return (["lut"] if data.get("VOILUTSequence") else []) + windows or ["range"]


def golden(path, plain=None, positions=None):
    """Greys of both programs under every look; dcmtk reads `plain` where it can't read the original."""
    data = pydicom.dcmread(path, force=True)
    result = []
    for look in looks(data):
        values = {"pydicom": pydicom_greys(data, look), "dcmtk": dcmtk_greys(plain or path, look)}
        picked = {name: greys.ravel()[positions if positions is not None else slice(None)] for name, greys in values.items()}
        result.append({"look": look, **{name: greys.tolist() for name, greys in picked.items()}})
    return result


def sampled(path):
    """64 pixels, spread evenly over the first frame."""
    data = pydicom.dcmread(path, force=True)
    size = data.Rows * data.Columns
    step = size // 64
    positions = [index * step + step // 2 for index in range(64)]
    if not data.file_meta.get("TransferSyntaxUID") or not data.file_meta.TransferSyntaxUID.is_compressed:
        return golden(path, None, positions)
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder) / "plain.dcm"
        signed = data.PixelRepresentation
        pixels = data.pixel_array.tobytes()
        del data.PixelData
        data.add_new(0x7FE00010, "OW", pixels)
        data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        data.is_little_endian, data.is_implicit_VR = True, False
        # GDCM takes the sign from the codestream; the header's is meant. dcmtk skips values that are marked UN.
        data.PixelRepresentation = signed
        for keyword in ("WindowCenter", "WindowWidth", "RescaleSlope", "RescaleIntercept"):
            if keyword in data:
                data[keyword].VR = "DS"
        data.save_as(plain)
        return golden(path, plain, positions)


def is_grey(path):
    try:
        data = pydicom.dcmread(path, force=True)
        return data.PhotometricInterpretation.startswith("MONOCHROME") and data.BitsAllocated <= 16 and data.pixel_array is not None
    except Exception:
        return False


def main():
    folder = here / "vectors"
    folder.mkdir(exist_ok=True)
    target = here / "grey.json"
    result = json.loads(target.read_text()) if target.exists() else {"real": {}}
    result["vectors"] = {}
    for name, data in vectors.items():
        path = folder / f"{name}.dcm"
        write(data, path, ExplicitVRLittleEndian)
        result["vectors"][name] = golden(path)
    plain = vectors["several-windows"]
    write(plain, folder / "several-windows-implicit.dcm", ImplicitVRLittleEndian)
    write(plain, folder / "several-windows-big-endian.dcm", ExplicitVRBigEndian)
    write(plain, folder / "several-windows-deflated.dcm", DeflatedExplicitVRLittleEndian)
    if len(sys.argv) > 1:
        # Its codestream is damaged, and GDCM gives memory that it never filled.
        skipped = {"JPEG2000-embedded-sequence-delimiter.dcm"}
        paths = sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if path.name not in skipped)
        result["real"] = {path.name: sampled(path) for path in paths if is_grey(path)}
    target.write_text(json.dumps(result, separators=(",", ":")).replace('},{"look"', '},\n{"look"').replace('],"', '],\n"') + "\n")


if __name__ == "__main__":
    main()
