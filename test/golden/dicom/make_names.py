"""Writes core/dicom/names.json: tag to name (PS3.6) for the groups that radiographs hold, from pydicom's dictionary.

    python3 test/golden/dicom/make_names.py        (Debian's python3-pydicom)
"""

import json
import pathlib

from pydicom.datadict import DicomDictionary

groups = {0x0008, 0x0010, 0x0012, 0x0018, 0x0020, 0x0028, 0x0032, 0x0038, 0x0040, 0x0054, 0x0088, 0x2010, 0x2050, 0x4008}


def belongs(tag):
    # 0018,9xxx belongs to enhanced CT and MR.
    return tag >> 16 in groups and not (tag >> 16 == 0x0018 and tag & 0xFFFF >= 0x9000)


names = {f"{tag:08X}": entry[2] for tag, entry in sorted(DicomDictionary.items()) if belongs(tag)}
target = pathlib.Path(__file__).parents[3] / "core" / "dicom" / "names.json"
target.write_text(json.dumps(names, indent=2) + "\n")
