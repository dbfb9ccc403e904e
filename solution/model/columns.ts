import type { Column } from './table';
import type { Words } from './words';

type Name = `tandem_${string}`;
interface Rest {
  readonly required?: boolean;
  readonly description?: Words;
}

/** Shorthands in which the tables beside are written: schema name, shape, label in both languages. */
export const text = (name: Name, length: number, english: string, french: string, rest: Rest = {}): Column => ({
  type: 'text',
  name,
  length,
  label: [english, french],
  ...rest,
});

export const memo = (name: Name, length: number, english: string, french: string, rest: Rest = {}): Column => ({
  type: 'memo',
  name,
  length,
  label: [english, french],
  ...rest,
});

export const whole = (name: Name, english: string, french: string, rest: Rest = {}): Column => ({
  type: 'whole',
  name,
  label: [english, french],
  ...rest,
});

export const dateTime = (name: Name, english: string, french: string, rest: Rest = {}): Column => ({
  type: 'dateTime',
  name,
  label: [english, french],
  ...rest,
});

export const yesNo = (name: Name, english: string, french: string, rest: Rest = {}): Column => ({
  type: 'yesNo',
  name,
  label: [english, french],
  ...rest,
});

export const choice = (
  name: Name,
  of: Name,
  english: string,
  french: string,
  rest: Rest & { readonly preset?: number } = {},
): Column => ({ type: 'choice', name, choice: of, label: [english, french], ...rest });

export const lookup = (
  name: Name,
  target: Name,
  english: string,
  french: string,
  collectionLabel: Words,
  rest: Rest = {},
): Column => ({ type: 'lookup', name, target, label: [english, french], collectionLabel, ...rest });
