/**
 * What is refused before it is read. A mapping column of Dataverse holds 1,048,576 characters; the customizations of the
 * largest first-party solutions are tens of megabytes.
 */
export const LIMITS = {
  /** Bytes of a file. */
  file: 64 * 1024 * 1024,
  /** Bytes of the customizations once unpacked. */
  customizations: 128 * 1024 * 1024,
  /** Characters of one mapping. */
  mapping: 4 * 1024 * 1024,
  /** Field mappings of one map; a Dataverse table has at most about 1,700 columns. */
  fieldMappings: 5000,
  /** Findings of one list, after which it is not read on. */
  examples: 50,
  /** How often JSON may be encoded inside JSON. */
  encodedTimes: 5,
} as const;

/** `4 MB`, for people. */
export const megabytes = (size: number): string => `${Math.ceil(size / (1024 * 1024))} MB`;
