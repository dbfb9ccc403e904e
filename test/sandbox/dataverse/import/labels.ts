import { all, first, type XmlElement } from '../../xml';
import type { Labels } from '../schema/table';

/** Texts per language from elements with `description` and `languagecode`, the way solution files write them. */
export function labelsOf(element: XmlElement | undefined, ...path: readonly string[]): Labels {
  const holder = path.length === 0 ? element : first(element, ...path);
  const labels: Record<string, string> = {};
  for (const { attributes } of holder?.children ?? []) {
    const { description, languagecode } = attributes;
    if (languagecode !== undefined && description) labels[languagecode] = description;
  }
  return labels;
}

/** Text of a child element; empty where there is none. */
export const textOf = (element: XmlElement | undefined, ...path: readonly string[]): string =>
  first(element, ...path)?.text ?? '';

export const isTrue = (element: XmlElement | undefined, name: string): boolean =>
  ['1', 'true'].includes(textOf(element, name).toLowerCase());

export { all, first };
