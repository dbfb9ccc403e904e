import { all, type XmlElement } from './xml';

/** Text per language code (LCID). */
export type Labels = ReadonlyMap<number, string>;

const BASE_LANGUAGE = 1033;

/** The text for a language, else for the base language, else whatever there is; empty when there is nothing. */
export function labelFor(labels: Labels, language: number): string {
  return labels.get(language) ?? labels.get(BASE_LANGUAGE) ?? [...labels.values()][0] ?? '';
}

/** `<labels><label description= languagecode=/></labels>` and its siblings of other names, as the platform writes them. */
export function labelsIn(parent: XmlElement | undefined, element: string): Labels {
  return new Map(
    all(parent, element).map((label) => {
      const { description, languagecode, Title, LCID } = label.attributes;
      return [Number(languagecode ?? LCID ?? BASE_LANGUAGE), description ?? Title ?? ''];
    }),
  );
}
