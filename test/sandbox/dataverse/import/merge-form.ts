import type { XmlElement } from '../../xml';

/**
 * Puts a managed form's difference into the form that is there, as the platform merges layers: an element that exists is
 * found again by its identity and only its children are looked at; what says `Added` is put in at its ordinal,
 * `Modified` replaces attributes, `Removed` goes. What was put in before is put in once.
 * Source: "How managed solutions are merged", form merge.
 *
 * @throws Error naming an ancestor that the form has not
 */
export function mergeForm(base: XmlElement, difference: XmlElement): XmlElement {
  return mergeInto(base, difference, 'form');
}

function mergeInto(base: XmlElement, difference: XmlElement, path: string): XmlElement {
  let children = [...base.children];
  for (const change of difference.children) {
    const action = change.attributes.solutionaction;
    const at = children.findIndex((child) => isSame(child, change, base.children, difference.children));
    const found = children[at];
    const here = `${path}/${change.name}`;
    if (action === 'Removed') {
      if (found) children = children.filter((_, place) => place !== at);
    } else if (action === 'Added') {
      const clean = withoutActions(change);
      if (found) children[at] = clean;
      else children = inserted(children, clean, change.attributes.ordinalvalue);
    } else if (found === undefined) {
      if (!CONTAINERS.has(change.name)) throw new Error(`The form has no ${here} to change.`);
      children.push(withoutActions(change));
    } else {
      const merged = mergeInto(found, change, here);
      children[at] =
        action === 'Modified'
          ? { ...merged, attributes: { ...merged.attributes, ...plain(change.attributes) } }
          : merged;
    }
  }
  return { ...base, children };
}

/** There is one of each, or none. */
const CONTAINERS = new Set([
  'tabs',
  'columns',
  'sections',
  'rows',
  'events',
  'Handlers',
  'formLibraries',
  'controlDescriptions',
  'labels',
  'header',
  'footer',
  'Navigation',
  'parameters',
]);

/** What tells an element from its siblings, by attribute. */
const IDENTITIES = ['id', 'uniqueid', 'libraryUniqueId', 'handlerUniqueId', 'forControl', 'Id', 'Name'];

function isSame(
  child: XmlElement,
  change: XmlElement,
  siblings: readonly XmlElement[],
  changes: readonly XmlElement[],
): boolean {
  if (child.name !== change.name) return false;
  if (CONTAINERS.has(child.name)) return true;
  // A column of a tab has its place for identity: its index from 0, or from 1 as the server also writes it.
  if (child.name === 'column')
    return columnOf(change, changes) === siblings.filter((one) => one.name === 'column').indexOf(child);
  if (child.name === 'event')
    return (
      child.attributes.name === change.attributes.name && child.attributes.attribute === change.attributes.attribute
    );
  const identity = IDENTITIES.find((name) => change.attributes[name] !== undefined);
  if (identity === undefined) return siblings.filter((one) => one.name === child.name).indexOf(child) === 0;
  return child.attributes[identity]?.toLowerCase() === change.attributes[identity]?.toLowerCase();
}

function columnOf(change: XmlElement, changes: readonly XmlElement[]): number {
  const id = Number(change.attributes.id);
  return Number.isInteger(id) ? id : changes.filter((one) => one.name === 'column').indexOf(change);
}

/** At its ordinal among its own kind; an ordinal past the end appends. Cells count from 10000 and are appended. */
function inserted(children: XmlElement[], added: XmlElement, ordinal: string | undefined): XmlElement[] {
  const kind = children.filter((child) => child.name === added.name);
  const place = Number(ordinal);
  const before = ordinal === undefined || added.name === 'cell' ? undefined : kind[place];
  if (before === undefined) return [...children, added];
  const at = children.indexOf(before);
  return [...children.slice(0, at), added, ...children.slice(at)];
}

function withoutActions(element: XmlElement): XmlElement {
  return { ...element, attributes: plain(element.attributes), children: element.children.map(withoutActions) };
}

const plain = (attributes: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).filter(([name]) => name !== 'solutionaction' && name !== 'ordinalvalue'),
  );
