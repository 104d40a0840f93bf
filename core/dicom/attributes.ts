/** Value representations that this program reads or writes (PS3.5 section 6.2); XS is US or SS by the pixels' sign. */
export type Vr =
  | 'AS'
  | 'CS'
  | 'DA'
  | 'DS'
  | 'IS'
  | 'LO'
  | 'LT'
  | 'OB'
  | 'OW'
  | 'PN'
  | 'SH'
  | 'SQ'
  | 'ST'
  | 'TM'
  | 'UI'
  | 'US'
  | 'UT'
  | 'XS';

/** The attributes that this program reads or writes (PS3.6): keyword to tag and value representation. */
export const attributes = {
  MediaStorageSOPClassUID: ['00020002', 'UI'],
  MediaStorageSOPInstanceUID: ['00020003', 'UI'],
  TransferSyntaxUID: ['00020010', 'UI'],
  ImplementationClassUID: ['00020012', 'UI'],
  ImplementationVersionName: ['00020013', 'SH'],
  DirectoryRecordSequence: ['00041220', 'SQ'],
  RecordInUseFlag: ['00041410', 'US'],
  DirectoryRecordType: ['00041430', 'CS'],
  ReferencedFileID: ['00041500', 'CS'],
  SpecificCharacterSet: ['00080005', 'CS'],
  ImageType: ['00080008', 'CS'],
  SOPClassUID: ['00080016', 'UI'],
  SOPInstanceUID: ['00080018', 'UI'],
  StudyDate: ['00080020', 'DA'],
  AcquisitionDate: ['00080022', 'DA'],
  ContentDate: ['00080023', 'DA'],
  StudyTime: ['00080030', 'TM'],
  AccessionNumber: ['00080050', 'SH'],
  Modality: ['00080060', 'CS'],
  ConversionType: ['00080064', 'CS'],
  PresentationIntentType: ['00080068', 'CS'],
  Manufacturer: ['00080070', 'LO'],
  InstitutionName: ['00080080', 'LO'],
  ReferringPhysicianName: ['00080090', 'PN'],
  CodeValue: ['00080100', 'SH'],
  CodingSchemeDesignator: ['00080102', 'SH'],
  CodeMeaning: ['00080104', 'LO'],
  StudyDescription: ['00081030', 'LO'],
  SeriesDescription: ['0008103E', 'LO'],
  AnatomicRegionSequence: ['00082218', 'SQ'],
  PatientName: ['00100010', 'PN'],
  PatientID: ['00100020', 'LO'],
  PatientBirthDate: ['00100030', 'DA'],
  PatientSex: ['00100040', 'CS'],
  PatientAge: ['00101010', 'AS'],
  PatientSpeciesDescription: ['00102201', 'LO'],
  PatientSpeciesCodeSequence: ['00102202', 'SQ'],
  PatientBreedDescription: ['00102292', 'LO'],
  ResponsiblePerson: ['00102297', 'PN'],
  ResponsibleOrganization: ['00102299', 'LO'],
  PatientIdentityRemoved: ['00120062', 'CS'],
  DeidentificationMethod: ['00120063', 'LO'],
  DeidentificationMethodCodeSequence: ['00120064', 'SQ'],
  BodyPartExamined: ['00180015', 'CS'],
  ProtocolName: ['00181030', 'LO'],
  ImagerPixelSpacing: ['00181164', 'DS'],
  AcquisitionDeviceProcessingDescription: ['00181400', 'LO'],
  ViewPosition: ['00185101', 'CS'],
  StudyInstanceUID: ['0020000D', 'UI'],
  SeriesInstanceUID: ['0020000E', 'UI'],
  StudyID: ['00200010', 'SH'],
  SeriesNumber: ['00200011', 'IS'],
  InstanceNumber: ['00200013', 'IS'],
  PatientOrientation: ['00200020', 'CS'],
  Laterality: ['00200060', 'CS'],
  ImageLaterality: ['00200062', 'CS'],
  SamplesPerPixel: ['00280002', 'US'],
  PhotometricInterpretation: ['00280004', 'CS'],
  PlanarConfiguration: ['00280006', 'US'],
  NumberOfFrames: ['00280008', 'IS'],
  Rows: ['00280010', 'US'],
  Columns: ['00280011', 'US'],
  PixelSpacing: ['00280030', 'DS'],
  PixelAspectRatio: ['00280034', 'IS'],
  BitsAllocated: ['00280100', 'US'],
  BitsStored: ['00280101', 'US'],
  HighBit: ['00280102', 'US'],
  PixelRepresentation: ['00280103', 'US'],
  PixelPaddingValue: ['00280120', 'XS'],
  PixelPaddingRangeLimit: ['00280121', 'XS'],
  BurnedInAnnotation: ['00280301', 'CS'],
  LongitudinalTemporalInformationModified: ['00280303', 'CS'],
  WindowCenter: ['00281050', 'DS'],
  WindowWidth: ['00281051', 'DS'],
  RescaleIntercept: ['00281052', 'DS'],
  RescaleSlope: ['00281053', 'DS'],
  RescaleType: ['00281054', 'LO'],
  WindowCenterWidthExplanation: ['00281055', 'LO'],
  VOILUTFunction: ['00281056', 'CS'],
  LossyImageCompression: ['00282110', 'CS'],
  LossyImageCompressionRatio: ['00282112', 'DS'],
  LossyImageCompressionMethod: ['00282114', 'CS'],
  ModalityLUTSequence: ['00283000', 'SQ'],
  LUTDescriptor: ['00283002', 'XS'],
  LUTExplanation: ['00283003', 'LO'],
  ModalityLUTType: ['00283004', 'LO'],
  LUTData: ['00283006', 'OW'],
  VOILUTSequence: ['00283010', 'SQ'],
  PerformedProtocolCodeSequence: ['00400260', 'SQ'],
  MeasurementUnitsCodeSequence: ['004008EA', 'SQ'],
  RelationshipType: ['0040A010', 'CS'],
  ValueType: ['0040A040', 'CS'],
  ConceptNameCodeSequence: ['0040A043', 'SQ'],
  TextValue: ['0040A160', 'UT'],
  ConceptCodeSequence: ['0040A168', 'SQ'],
  MeasuredValueSequence: ['0040A300', 'SQ'],
  NumericValue: ['0040A30A', 'DS'],
  CurrentRequestedProcedureEvidenceSequence: ['0040A375', 'SQ'],
  ContentSequence: ['0040A730', 'SQ'],
  ViewCodeSequence: ['00540220', 'SQ'],
  PresentationLUTShape: ['20500020', 'CS'],
  ExtendedOffsetTable: ['7FE00001', 'OW'],
  FloatPixelData: ['7FE00008', 'OW'],
  DoubleFloatPixelData: ['7FE00009', 'OW'],
  PixelData: ['7FE00010', 'OW'],
} as const satisfies Record<string, readonly [tag: string, vr: Vr]>;

export type Keyword = keyof typeof attributes;

/** The tag of a keyword, eight upper-case hexadecimal digits: `Rows` to `00280010`. */
export function tagOf(keyword: Keyword): string {
  return attributes[keyword][0];
}

/** A tag as people read it: `00280010` to `(0028,0010)`. */
export function tagText(tag: string): string {
  return `(${tag.slice(0, 4)},${tag.slice(4)})`;
}
