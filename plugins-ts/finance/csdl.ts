import { XMLParser } from 'fast-xml-parser';
import { isEnumType, toEntity, type EntityFacts, type FieldFacts, type FinanceEntity } from './entity';

/**
 * One entity out of a `$metadata` document. The document has thousands of types: the few that are wanted are cut out as
 * text, and only those are parsed.
 *
 * @returns null where the document has no such entity set.
 */
export function readCsdl(document: string, entitySet: string): FinanceEntity | null {
  const set = findSet(document, entitySet);
  if (set === null) return null;
  const type = element(document, 'EntityType', bareName(set.type));
  if (type === null) return null;
  const facts = readFacts(set.name, type);
  return toEntity(facts, (enumType) => {
    const found = element(document, 'EnumType', bareName(enumType));
    return found === null ? undefined : readMembers(found);
  });
}

const bareName = (type: string): string => type.slice(type.lastIndexOf('.') + 1);

interface Xml {
  readonly [name: string]: unknown;
}

const LISTS = new Set(['Property', 'PropertyRef', 'Member', 'Annotation']);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  isArray: (name) => LISTS.has(name),
});

function findSet(document: string, wanted: string): { name: string; type: string } | null {
  let otherCase: { name: string; type: string } | null = null;
  for (const [tag] of document.matchAll(/<EntitySet\s[^>]*>/g)) {
    const name = attribute(tag, 'Name');
    const type = attribute(tag, 'EntityType');
    if (name === null || type === null) continue;
    if (name === wanted) return { name, type };
    if (name.toLowerCase() === wanted.toLowerCase()) otherCase = { name, type };
  }
  return otherCase;
}

const attribute = (tag: string, name: string): string | null =>
  new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1] ?? null;

/** Types do not nest: an element ends at the next closing tag of its kind. */
function element(document: string, kind: 'EntityType' | 'EnumType', name: string): Xml | null {
  const start = new RegExp(`<${kind}\\s(?:[^>]*\\s)?Name\\s*=\\s*["']${name}["']`).exec(document)?.index;
  if (start === undefined) return null;
  const close = `</${kind}>`;
  const end = document.indexOf(close, start);
  if (end < 0) return null;
  const parsed = parser.parse(document.slice(start, end + close.length)) as Xml;
  return parsed[kind] as Xml;
}

function readFacts(entitySet: string, type: Xml): EntityFacts {
  const key = listOf((type['Key'] as Xml | undefined)?.['PropertyRef']).map((ref) => String(ref['Name']));
  return {
    entitySet,
    key,
    readOnly: false,
    fields: listOf(type['Property']).map((property): FieldFacts => {
      const field = String(property['Type']);
      const allowed = (term: string) => annotation(property, term) !== 'false';
      return {
        name: String(property['Name']),
        type: field,
        required: annotation(property, 'IsRequired') === 'true' || key.includes(String(property['Name'])),
        canCreate: allowed('AllowEditOnCreate'),
        canUpdate: allowed('AllowEdit'),
        ...whole('maxLength', property['MaxLength']),
        ...(isEnumType(field) ? {} : whole('scale', property['Scale'])),
      };
    }),
  };
}

/** Finance marks its fields with terms of its own namespace (`Microsoft.Dynamics.OData.Core.V1.AllowEdit`). */
function annotation(property: Xml, term: string): string | null {
  const found = listOf(property['Annotation']).find((entry) => String(entry['Term']).endsWith(`.${term}`));
  const value = found?.['Bool'];
  return value === undefined ? null : String(value).toLowerCase();
}

const whole = (name: 'maxLength' | 'scale', value: unknown): Partial<FieldFacts> =>
  typeof value === 'string' && /^\d+$/.test(value) ? { [name]: Number(value) } : {};

function readMembers(type: Xml): readonly string[] {
  return listOf(type['Member'])
    .map((member, place) => ({ name: String(member['Name']), value: Number(member['Value'] ?? place) }))
    .sort((a, b) => a.value - b.value)
    .map(({ name }) => name);
}

const listOf = (value: unknown): readonly Xml[] => (Array.isArray(value) ? (value as readonly Xml[]) : []);
