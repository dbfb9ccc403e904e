import { v5 } from 'uuid';

/** Name space of all ids that are made from names. Never change it: components are known by these ids once installed. */
const TANDEM = 'c3a2c1b4-5a38-5f27-8f5e-2f0b0a6c9d11';

/** The id of a component, made from where it stands: `idOf('view', 'tandem_syncrecord', 'all')`. */
export function idOf(...path: readonly string[]): string {
  return v5(path.join('/'), TANDEM);
}

/** The same in braces, as forms, views and roles write it. */
export function bracedIdOf(...path: readonly string[]): string {
  return `{${idOf(...path)}}`;
}
