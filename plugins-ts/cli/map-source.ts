import { existsSync } from 'node:fs';
import { readTableMaps } from '../dataverse';
import { parseTableMap, type Finding, type TableMap } from '../maps';
import { SHIPPED_MAPS } from '../project-operations';
import type { Connected } from './connect';
import { EXIT, Failure, FAILURES } from './failure';
import { unknownMap } from './unknown-map';

/** Where a command takes a table map from. */
export interface MapPlace {
  readonly readText: (file: string) => string;
  /** Only asked where the environment is meant. */
  readonly signIn: () => Promise<Connected>;
}

export type MapSource =
  { readonly kind: 'file'; readonly file: string } | { readonly kind: 'shipped' | 'environment'; readonly key: string };

/** What stands there is no table map: its findings say why. */
export class UnreadableMap extends Failure {
  constructor(
    named: string,
    readonly findings: readonly Finding[],
  ) {
    super(
      EXIT.wrongInput,
      FAILURES.MAP_TO_FIX,
      `${named} is no table map: ${findings.find(({ severity }) => severity === 'error')?.message ?? 'it cannot be read'}`,
      `tandem map check says everything that is wrong with it.`,
    );
  }
}

/**
 * `shipped:projects-v2`, `environment:projects-v2`, or a file. A bare key means `otherwise`.
 */
export function mapSource(text: string, otherwise: 'shipped' | 'environment'): MapSource {
  const [, kind, key] = /^(shipped|environment):(.*)$/.exec(text) ?? [];
  if (kind !== undefined && key !== undefined) return { kind: kind as 'shipped' | 'environment', key: key.trim() };
  const isKey = /^[a-z0-9-]+$/.test(text) && !existsSync(text);
  return isKey ? { kind: otherwise, key: text } : { kind: 'file', file: text };
}

/** @throws Failure for what is not there, UnreadableMap for what is no map */
export async function readMap(source: MapSource, place: MapPlace): Promise<TableMap> {
  switch (source.kind) {
    case 'file': {
      const { map, findings } = parseTableMap(place.readText(source.file), source.file);
      if (map === null) throw new UnreadableMap(source.file, findings);
      return map;
    }
    case 'shipped': {
      const map = SHIPPED_MAPS.find(({ key }) => key === source.key);
      if (map === undefined) {
        const known = SHIPPED_MAPS.map(({ key }) => key);
        throw unknownMap(source.key, known, 'shipped');
      }
      return map;
    }
    case 'environment': {
      const rows = await readTableMaps((await place.signIn()).dataverse);
      const row = rows.find(({ key }) => key === source.key);
      if (row === undefined) {
        const known = rows.map(({ key }) => key);
        throw unknownMap(source.key, known);
      }
      if (row.stored === null) throw new UnreadableMap(`${source.key} of the environment`, row.findings);
      return row.stored.map;
    }
  }
}

export const spellSource = (source: MapSource): string =>
  source.kind === 'file' ? source.file : `${source.key} (${source.kind})`;
