import { expect, test } from 'vitest';
import { elements, everywhere, type XmlElement } from '../../../solution/build/xml';
import { manifests } from './packed';

const LANGUAGES = ['1033', '1036'];

/** Elements that hold one text per language. */
const LISTS = [
  'LocalizedNames',
  'LocalizedCollectionNames',
  'Descriptions',
  'displaynames',
  'labels',
  'CustomLabels',
  'Titles',
];

const { solution, customizations } = manifests();
const MICROSOFT_FORM = '{105ef076-a72a-4382-bde5-35e3c3d9db40}';

/** Every list of texts below, with the way to it; names that Microsoft's own form keeps are left out. */
function textLists(root: XmlElement, way: string): { way: string; list: XmlElement }[] {
  return elements(root).flatMap((node) => {
    const id =
      node.attributes['Name'] ?? node.attributes['Id'] ?? node.attributes['id'] ?? node.attributes['name'] ?? '';
    const here = `${way}/${node.name}${id}`;
    const isForeignForm = node.name === 'systemform' && JSON.stringify(node).includes(MICROSOFT_FORM);
    const below = isForeignForm
      ? elements(node, 'form').flatMap((form) => textLists(form, here))
      : textLists(node, here);
    return LISTS.includes(node.name) && elements(node).length > 0 ? [{ way: here, list: node }, ...below] : below;
  });
}

const lists = [...textLists(solution, ''), ...textLists(customizations, '')];

test('every label is there in English and in French', () => {
  expect(lists.length).toBeGreaterThan(500);
  const wrong = lists.filter(({ list }) => {
    const languages = elements(list).map((text) => text.attributes['languagecode'] ?? text.attributes['LCID']);
    const texts = elements(list).map((text) => text.attributes['description'] ?? text.attributes['Title'] ?? '');
    const filled = texts.filter((text) => text !== '').length;
    return languages.join() !== LANGUAGES.join() || (filled !== 0 && filled !== LANGUAGES.length);
  });
  expect(wrong.map(({ way }) => way)).toEqual([]);
});

test('only descriptions may be empty', () => {
  const empty = lists.filter(({ list }) =>
    elements(list).some((text) => (text.attributes['description'] ?? text.attributes['Title']) === ''),
  );
  expect(empty.filter(({ list }) => list.name !== 'Descriptions').map(({ way }) => way)).toEqual([]);
});

test('the languages are announced, the base language first', () => {
  expect(everywhere(customizations, 'Language').flatMap((language) => language.children)).toEqual(LANGUAGES);
});
