/** The properties that Tandem reads, by where they stand. All others are kept as they came. */
export const KNOWN = {
  map: ['legs', 'tandem'],
  leg: ['sourceSchema', 'destinationSchema', 'sourceFilter', 'reversedSourceFilter', 'fieldMappings'],
  tandem: ['key', 'name', 'names', 'version', 'order', 'dataverse', 'finance', 'integrationKey', 'policies'],
  dataverse: ['table', 'filter', 'filterInferred'],
  finance: ['entity', 'companyField', 'page', 'filter', 'filterInferred'],
  policies: ['conflict', 'onDelete', 'insertOnce', 'releaseGroup', 'transport', 'feed'],
  column: ['syncDirection', 'sourceField', 'destinationField', 'valueTransforms', 'tandem'],
  columnTandem: ['inferred', 'conflict', 'answer'],
  transform: ['transformType', 'defaultValue', 'valueMap', 'length', 'holds', 'zone'],
} as const;
