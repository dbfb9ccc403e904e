import type { Transform } from '../table-map';
import type { Place } from './place';
import type { Structure } from './structure';

const ALLOWED = [
  'Default',
  'ValueMap',
  'Truncate',
  'Round',
  'Date',
  'Trim',
  'Case',
  'Prefix',
  'Suffix',
  'Join',
  'Constant',
  'DeterministicGuid',
] as const;

/** The `valueTransforms` of a field mapping: dual-write's Default, ValueMap and Truncate, and what Tandem has besides. */
export function parseTransforms(place: Place, structure: Structure, column: string): readonly Transform[] {
  return structure.optionalArray(place, 'a list of transforms').flatMap((one) => {
    structure.object(one, 'a transform');
    const transform = parseTransform(one, structure, column);
    return transform === undefined ? [] : [transform];
  });
}

function parseTransform(place: Place, structure: Structure, column: string): Transform | undefined {
  if (place.kind !== 'object') return undefined;
  const kind = structure.text(place.property('transformType'), ALLOWED.join(', '));
  switch (kind.toLowerCase()) {
    case '':
      return undefined;
    case 'default': {
      const value = place.property('defaultValue');
      if (value.scalar === undefined)
        structure.report('MISSING', value, { expected: 'a text, a number or a boolean' }, column);
      return { kind: 'default', value: value.scalar ?? null };
    }
    case 'valuemap': {
      const entries = place.property('valueMap');
      if (!entries.exists)
        structure.report('MISSING', entries, { expected: 'Finance value to Dataverse value' }, column);
      return { kind: 'valueMap', entries: structure.texts(entries) ?? {} };
    }
    case 'truncate': {
      const length = structure.optionalNumber(place.property('length'));
      return { kind: 'truncate', ...(length === undefined ? {} : { length }) };
    }
    case 'round': {
      const scale = structure.optionalNumber(place.property('scale'));
      return { kind: 'round', ...(scale === undefined ? {} : { scale }) };
    }
    case 'trim':
      return { kind: 'trim' };
    case 'case':
      return { kind: 'case', to: structure.word(place.property('to'), ['upper', 'lower'], 'upper') };
    case 'prefix':
      return { kind: 'prefix', text: structure.text(place.property('text'), 'what is put before the text') };
    case 'suffix':
      return { kind: 'suffix', text: structure.text(place.property('text'), 'what is put behind the text') };
    case 'join': {
      const columns = structure
        .array(place.property('columns'), 'the Dataverse columns, in order')
        .map((one) => structure.text(one, 'a Dataverse column or path'));
      return { kind: 'join', columns, separator: structure.optionalText(place.property('separator')) ?? '' };
    }
    case 'constant': {
      const value = place.property('value');
      if (value.scalar === undefined)
        structure.report('MISSING', value, { expected: 'a text, a number or a boolean' }, column);
      return { kind: 'constant', value: value.scalar ?? null };
    }
    case 'deterministicguid':
      return { kind: 'deterministicGuid' };
    case 'date': {
      const zone = structure.optionalText(place.property('zone'));
      const holds = structure.word(place.property('holds'), ['day', 'instant'], 'day');
      return { kind: 'date', holds, ...(zone === undefined ? {} : { zone }) };
    }
    default:
      structure.report('UNKNOWN_TRANSFORM', place, { value: kind, allowed: ALLOWED.join(', ') }, column);
      return undefined;
  }
}
