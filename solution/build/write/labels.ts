import { LANGUAGES, type Words } from '../../model/words';
import { element, type XmlElement } from '../xml';

/**
 * A text in every language, one element each.
 * `labels('displaynames', 'displayname', …)` → `<displaynames><displayname description="…" languagecode="1033"/>…`.
 */
export function labels(list: string, item: string, words: Words): XmlElement {
  return element(
    list,
    {},
    LANGUAGES.map((language, index) => element(item, { description: words[index], languagecode: language })),
  );
}

export const localizedNames = (words: Words): XmlElement => labels('LocalizedNames', 'LocalizedName', words);
export const descriptions = (words: Words): XmlElement => labels('Descriptions', 'Description', words);
export const displayNames = (words: Words): XmlElement => labels('displaynames', 'displayname', words);
export const plainLabels = (words: Words): XmlElement => labels('labels', 'label', words);
/** Ribbon and site map write languages in their own ways. */
export const ribbonTitles = (words: Words): XmlElement => labels('Titles', 'Title', words);
export const siteMapTitles = (words: Words): XmlElement =>
  element(
    'Titles',
    {},
    LANGUAGES.map((language, index) => element('Title', { LCID: language, Title: words[index] })),
  );

/** The text of a component that has nothing more to say. */
export const NOTHING: Words = ['', ''];
