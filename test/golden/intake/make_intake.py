"""Makes reports and a medium by dcmtk and pydicom, with what those read back.

    python3 test/golden/intake/make_intake.py

Needs Debian's python3-pydicom, python3-numpy and dcmtk. Writes
  basic-text.dcm     a Basic Text SR by dcmtk's xml2dsr, in UTF-8, with sections, a code and a measurement
  enhanced.dcm       an Enhanced SR by pydicom in ISO 8859-1, texts under no container
  latin-2.dcm        the same kind in ISO 8859-2
  disc/              a medium: two films and the report, and the DICOMDIR that dcmtk's dcmmkdir wrote of them
  intake.json        the items of each report as pydicom walks them, and the paths of the DICOMDIR as it lists them
"""

import json
import pathlib
import shutil
import subprocess
import tempfile

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.fileset import FileSet
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

here = pathlib.Path(__file__).parent
STUDY = "2.25.1001"


def code(value, scheme, meaning):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return Sequence([item])


def content(kind, name, relation="CONTAINS", **values):
    item = Dataset()
    item.RelationshipType, item.ValueType = relation, kind
    if name:
        item.ConceptNameCodeSequence = code(*name)
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return item


def header(instance, sop_class, modality):
    data = Dataset()
    data.SOPClassUID, data.SOPInstanceUID = sop_class, f"2.25.{instance}"
    data.StudyInstanceUID, data.SeriesInstanceUID = STUDY, f"2.25.2{instance}"
    data.Modality, data.PatientName, data.PatientID = modality, "Nobody^Golden", "GOLD-17"
    data.PatientBirthDate, data.PatientSex, data.StudyDate, data.StudyTime = "19500101", "F", "20200203", "101500"
    data.StudyID, data.AccessionNumber, data.ReferringPhysicianName = "7", "ACC-90210", ""
    data.SeriesNumber, data.InstanceNumber, data.StudyDescription = 1, instance, "CHEST"
    return data


def save(data, path):
    data.file_meta = FileMetaDataset()
    data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID
    data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.is_little_endian, data.is_implicit_VR = True, False
    data.save_as(path, write_like_original=False)


def film(instance, path):
    data = header(instance, "1.2.840.10008.5.1.4.1.1.1.1", "DX")
    data.ViewPosition, data.BodyPartExamined, data.PatientAge = ["PA", "LL"][instance % 2], "CHEST", "070Y"
    data.ImageType, data.SamplesPerPixel, data.PhotometricInterpretation = ["ORIGINAL", "PRIMARY"], 1, "MONOCHROME2"
    data.Rows = data.Columns = 16
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 12, 11, 0
    data.PixelData = ((np.arange(256) * instance) % 4096).astype("<u2").tobytes()
    save(data, path)


def enhanced(path, charset, words):
    data = header(31, "1.2.840.10008.5.1.4.1.1.88.22", "SR")
    data.SpecificCharacterSet = charset
    data.ContentDate, data.ContentTime, data.CompletionFlag, data.VerificationFlag = "20200203", "110000", "COMPLETE", "UNVERIFIED"
    data.ValueType, data.ContinuityOfContent = "CONTAINER", "SEPARATE"
    data.ConceptNameCodeSequence = code("18748-4", "LN", "Diagnostic imaging report")
    measured = Dataset()
    measured.NumericValue, measured.MeasurementUnitsCodeSequence = "4.5", code("cm", "UCUM", "centimeter")
    data.ContentSequence = Sequence(
        [
            content("PNAME", ("121008", "DCM", "Person Observer Name"), "HAS OBS CONTEXT", PersonName="Observer^Olga"),
            content("TEXT", ("121060", "DCM", "History"), TextValue=words[0]),
            content("TEXT", ("121071", "DCM", "Finding"), TextValue=words[1]),
            content("NUM", ("410668003", "SCT", "Length"), MeasuredValueSequence=Sequence([measured])),
            content("TEXT", ("121073", "DCM", "Impression"), TextValue=words[2]),
        ]
    )
    save(data, path)


BASIC = """<?xml version="1.0" encoding="UTF-8"?>
<report type="Basic Text SR">
 <sopclass uid="1.2.840.10008.5.1.4.1.1.88.11">BasicTextSR</sopclass>
 <charset>ISO_IR 192</charset><modality>SR</modality>
 <patient><name><last>Nobody</last><first>Golden</first></name><birthday><date>1950-01-01</date></birthday><id>GOLD-17</id><sex>F</sex></patient>
 <study uid="2.25.1001"><id>7</id><date>2020-02-03</date><time>10:15:00</time><accession><number>ACC-90210</number></accession></study>
 <series uid="2.25.2041"><number>9</number></series>
 <instance uid="2.25.41"><number>1</number><creation><date>2020-02-03</date><time>11:00:00</time></creation></instance>
 <document><preliminary flag="FINAL"/>
  <completion flag="COMPLETE"/><verification flag="UNVERIFIED"/>
  <content><date>2020-02-03</date><time>11:00:00</time>
   <container flag="SEPARATE"><concept><value>11528-7</value><scheme><designator>LN</designator></scheme><meaning>Radiology Report</meaning></concept>
    <code><relationship>HAS CONCEPT MOD</relationship><concept><value>121049</value><scheme><designator>DCM</designator></scheme><meaning>Language</meaning></concept><value>en</value><scheme><designator>RFC5646</designator></scheme><meaning>English</meaning></code>
    <pname><relationship>HAS OBS CONTEXT</relationship><concept><value>121008</value><scheme><designator>DCM</designator></scheme><meaning>Person Observer Name</meaning></concept><value><last>Observer</last><first>Olga</first></value></pname>
    <container flag="SEPARATE"><relationship>CONTAINS</relationship><concept><value>121060</value><scheme><designator>DCM</designator></scheme><meaning>History</meaning></concept>
     <text><relationship>CONTAINS</relationship><concept><value>121060</value><scheme><designator>DCM</designator></scheme><meaning>History</meaning></concept><value>Cough, naïve to treatment.</value></text>
    </container>
    <container flag="SEPARATE"><relationship>CONTAINS</relationship><concept><value>121070</value><scheme><designator>DCM</designator></scheme><meaning>Findings</meaning></concept>
     <text><relationship>CONTAINS</relationship><concept><value>121071</value><scheme><designator>DCM</designator></scheme><meaning>Finding</meaning></concept><value>Opacity in the right lower zone, ≥ 2 cm.</value></text>
     <code><relationship>CONTAINS</relationship><concept><value>121071</value><scheme><designator>DCM</designator></scheme><meaning>Finding</meaning></concept><value>233604007</value><scheme><designator>SCT</designator></scheme><meaning>Pneumonia</meaning></code>
    </container>
    <container flag="SEPARATE"><relationship>CONTAINS</relationship><concept><value>121076</value><scheme><designator>DCM</designator></scheme><meaning>Conclusions</meaning></concept>
     <text><relationship>CONTAINS</relationship><concept><value>121077</value><scheme><designator>DCM</designator></scheme><meaning>Conclusion</meaning></concept><value>Right lower lobe pneumonia.</value></text>
    </container>
   </container>
  </content>
 </document>
</report>
"""


def items(path):
    """Every text, code and number of the tree, in order, with the heading that it stands under."""
    found = []

    def walk(parent, heading):
        for item in parent.get("ContentSequence", []):
            name = item.ConceptNameCodeSequence[0].CodeMeaning
            if item.ValueType == "CONTAINER":
                walk(item, name)
            elif item.RelationshipType == "CONTAINS":
                if item.ValueType == "TEXT":
                    found.append([heading or name, item.TextValue])
                elif item.ValueType == "CODE":
                    found.append([heading or name, item.ConceptCodeSequence[0].CodeMeaning])
                elif item.ValueType == "NUM":
                    value = item.MeasuredValueSequence[0]
                    found.append([heading or name, f"{value.NumericValue} {value.MeasurementUnitsCodeSequence[0].CodeValue}"])

    data = pydicom.dcmread(path)
    data.decode()
    walk(data, None)
    return found


basic, western, eastern = here / "basic-text.dcm", here / "enhanced.dcm", here / "latin-2.dcm"
with tempfile.TemporaryDirectory() as place:
    xml = pathlib.Path(place) / "basic.xml"
    xml.write_text(BASIC, encoding="utf-8")
    subprocess.run(["xml2dsr", str(xml), str(basic)], check=True)
enhanced(western, "ISO_IR 100", ["Fièvre", "Épanchement à droite, 3 µm.", "Épanchement."])
enhanced(eastern, "ISO_IR 101", ["Kaszel", "Zagęszczenia w prawym płucu.", "Zapalenie płuc."])

disc = here / "disc"
shutil.rmtree(disc, ignore_errors=True)
(disc / "FILMS").mkdir(parents=True)
film(2, disc / "FILMS" / "IM0001")
film(3, disc / "FILMS" / "IM0002")
shutil.copy(basic, disc / "REPORT")
subprocess.run(["dcmmkdir", "--general-purpose", "--recurse", "+id", ".", "--no-resolution-check"], check=True, cwd=disc)

listed = FileSet(str(disc / "DICOMDIR"))
expected = {
    "reports": {path.name: items(path) for path in (basic, western, eastern)},
    "directory": [pathlib.Path(each.path).relative_to(disc).as_posix() for each in listed],
}
(here / "intake.json").write_text(json.dumps(expected, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
