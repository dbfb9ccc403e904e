import { strFromU8, unzipSync } from 'fflate';
import { XMLValidator } from 'fast-xml-parser';
import { all, first, parseXml, type XmlElement } from '../../xml';
import { type Entity, ENTITIES, type Field, fieldNamed, HIDDEN_ENTITIES } from '../model/entity';
import { csvRecords } from './csv';

const NAMESPACE = 'http://schemas.microsoft.com/dynamics/2015/01/DataManagement';

/** A data package as it was uploaded: a project and the files of its entities. */
export interface DataPackage {
  /** Name of the data project. */
  readonly group: string;
  readonly entities: readonly PackagedEntity[];
}

export interface PackagedEntity {
  readonly entity: Entity;
  /** Name of the source data format. */
  readonly format: string;
  /** Rows as text, by field; in the order of the file. */
  readonly rows: readonly ReadonlyMap<Field, string>[];
  /** Why the file could not be staged. */
  readonly problem?: string;
}

/** The package cannot be taken at all. */
export class PackageRefused extends Error {}

/**
 * Reads a package: `Manifest.xml` and `PackageHeader.xml` at the root of the zip, both in Microsoft's namespace, and a file for
 * each entity, whose columns the manifest maps to fields. An entity without a map stages nothing and says nothing.
 * @throws PackageRefused
 */
export function readPackage(bytes: Uint8Array): DataPackage {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes);
  } catch {
    throw new PackageRefused('The package is not a valid zip file.');
  }
  const header = document(files, 'PackageHeader.xml', 'DataManagementPackageHeader');
  if (text(header, 'PackageType') !== 'DefinitionGroup') throw new PackageRefused('The package type is not supported.');
  const manifest = document(files, 'Manifest.xml', 'DataManagementPackageManifest');
  const list = all(first(manifest, 'PackageEntityList'), 'DataManagementPackageEntityData');
  return {
    group: text(manifest, 'DefinitionGroupName'),
    entities: list.filter((item) => text(item, 'Disable') !== 'true').map((item) => packagedEntity(files, item)),
  };
}

function document(files: Record<string, Uint8Array>, name: string, root: string): XmlElement {
  const bytes = files[name];
  if (!bytes) throw new PackageRefused(`The package has no ${name}.`);
  const xml = strFromU8(bytes).replace(/^\uFEFF/, '');
  if (XMLValidator.validate(xml) !== true) throw new PackageRefused(`${name} is not well-formed.`);
  const element = parseXml(xml);
  if (element.name !== root || element.attributes['xmlns'] !== NAMESPACE) {
    throw new PackageRefused(`${name} does not hold a ${root} of ${NAMESPACE}.`);
  }
  return element;
}

function text(element: XmlElement, name: string): string {
  return first(element, name)?.text ?? '';
}

/** By its label, which is its name in data management. */
function dataEntityNamed(name: string): Entity {
  const entity = [...HIDDEN_ENTITIES, ...ENTITIES].find((candidate) => candidate.label === name);
  if (!entity) throw new PackageRefused(`Entity ${name} does not exist in the target environment.`);
  return entity;
}

function packagedEntity(files: Record<string, Uint8Array>, item: XmlElement): PackagedEntity {
  const entity = dataEntityNamed(text(item, 'EntityName'));
  const columns = new Map<string, Field>();
  for (const map of all(first(item, 'EntityMapList'), 'EntityMap')) {
    const name = text(map, 'EntityField');
    const field = entity.fields.find((candidate) => candidate.name.toUpperCase() === name.toUpperCase());
    if (!field) throw mappingRefused(entity, name);
    columns.set(text(map, 'XMLField'), field);
  }
  const format = text(item, 'SourceFormat');
  if (columns.size === 0) return { entity, format, rows: [] };
  const bytes = files[text(item, 'InputFilePath')];
  if (!bytes) throw new PackageRefused(`The package has no file ${text(item, 'InputFilePath')}.`);
  const read = recordsOf(format, bytes, entity);
  if (typeof read === 'string') return { entity, format, rows: [], problem: read };
  return { entity, format, rows: read.map((record) => mapped(record, columns)) };
}

function mappingRefused(entity: Entity, field: string): PackageRefused {
  return new PackageRefused(`The mapping is incorrect for entity ${entity.label} and field ${field}.`);
}

/** Records by column; a text where the file is not what its format says. */
function recordsOf(format: string, bytes: Uint8Array, entity: Entity): Record<string, string>[] | string {
  switch (format) {
    case 'CSV-Unicode': {
      if (bytes[0] !== 0xff || bytes[1] !== 0xfe) return 'Selected file is not Unicode.';
      const content = new TextDecoder('utf-16le').decode(bytes);
      // Without carriage returns Finance finds no row: the columns do not fit.
      if (!content.includes('\r\n')) throw mappingRefused(entity, content.split(/[,\n]/)[0] ?? '');
      return csvRecords(content);
    }
    case 'XML-Element': {
      const xml = strFromU8(bytes).replace(/^\uFEFF/, '');
      if (XMLValidator.validate(xml) !== true) return 'The file is not well-formed XML.';
      const rows = parseXml(xml).children;
      return rows.map((row) => Object.fromEntries(row.children.map((cell) => [cell.name, cell.text])));
    }
    default:
      throw new PackageRefused(`The source data format ${format} does not exist.`);
  }
}

function mapped(record: Readonly<Record<string, string>>, columns: ReadonlyMap<string, Field>): Map<Field, string> {
  const row = new Map<Field, string>();
  for (const [column, field] of columns) {
    const value = record[column];
    if (value !== undefined) row.set(field, value);
  }
  return row;
}

/** The company comes from the import, not from the file; `dataAreaId` may stand there all the same. */
export function companyField(entity: Entity): Field | undefined {
  return entity.perCompany ? fieldNamed(entity, 'dataAreaId') : undefined;
}
