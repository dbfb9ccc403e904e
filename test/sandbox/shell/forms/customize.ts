import type { Organization } from '../../dataverse/organization';
import { parseManifest, type Manifest } from '../model/manifest';
import { first, parseXml, writeXml, type XmlElement } from '../model/xml';
import { stableId } from './form-xml';
import { FORMS } from './forms';

const CONTROL = 'tandem_Tandem.SyncStatus';
const LIBRARY = 'tandem_/scripts/form.js';
const ON_LOAD = 'Tandem.Form.onLoad';
const TEXT_CLASS = '{4273EDBD-AC1D-40D3-9FB2-095C621B552D}';

/** Forms that the solution does not change by itself: an admin puts the control on them by hand, as its docs say. */
const CUSTOMIZED = ['account', 'salesorder'];

/**
 * Does what an admin does in the form designer: puts the control Sync status on top of the last column of the forms of
 * account and project contract, with its library and handler. Does nothing where the control is not installed, or is on
 * the form already.
 * @returns the tables whose form was changed
 */
export function customizeForms(organization: Organization): readonly string[] {
  const [control] = organization.rows('customcontrol', { name: CONTROL });
  if (!control) return [];
  const manifest = parseManifest(String(control['manifest']));
  const hasLibrary = organization.rows('webresource', { name: LIBRARY }).length > 0;
  return FORMS.filter((form) => CUSTOMIZED.includes(form.table)).flatMap((form) => {
    const row = organization.row('systemform', form.id);
    const before = String(row?.['formxml'] ?? '');
    if (before === '' || before.includes(CONTROL)) return [];
    const { primaryName } = organization.catalog.table(form.table);
    const after = withControl(before, { form: form.id, column: primaryName, manifest, hasLibrary });
    organization.put('systemform', { formid: form.id, formxml: after });
    return [form.table];
  });
}

interface Placement {
  readonly form: string;
  /** Text column to which the control is bound. */
  readonly column: string;
  readonly manifest: Manifest;
  readonly hasLibrary: boolean;
}

/** FormXml with the control in a section of its own. */
export function withControl(formXml: string, placement: Placement): string {
  const id = (part: string): string => `{${stableId(placement.form, 'sync status', part)}}`;
  const form = parseXml(formXml);
  const tab = first(form, 'tabs', 'tab');
  const column = first(tab, 'columns')?.children.at(-1);
  const sections = first(column, 'sections');
  if (!sections) throw new Error('The form has no column to put the control into.');
  const added = parseXml(
    `<section name="tandem_finance" id="${id('section')}" showlabel="true" showbar="false" columns="1"><labels><label description="Finance" languagecode="1033"/><label description="Finance" languagecode="1036"/></labels><rows><row><cell id="${id('cell')}" showlabel="false" colspan="1" rowspan="1"><labels><label description="Sync status" languagecode="1033"/><label description="État de synchronisation" languagecode="1036"/></labels><control id="${placement.column}1" classid="${TEXT_CLASS}" datafieldname="${placement.column}" disabled="false" uniqueid="${id('control')}"/></cell></row></rows></section>`,
  );
  const description = parseXml(descriptionXml(id('control'), placement));
  let result = replace(form, sections, { ...sections, children: [added, ...sections.children] });
  result = append(result, 'controlDescriptions', description);
  if (!placement.hasLibrary) return writeXml(result);
  result = append(result, 'formLibraries', parseXml(`<Library name="${LIBRARY}" libraryUniqueId="${id('library')}"/>`));
  const handler = `<Handler functionName="${ON_LOAD}" libraryName="${LIBRARY}" handlerUniqueId="${id('handler')}" enabled="true" parameters="" passExecutionContext="true"/>`;
  return writeXml(withHandler(result, parseXml(handler)));
}

function descriptionXml(uniqueId: string, { column, manifest }: Placement): string {
  const parameters = manifest.properties
    .filter((property) => property.usage === 'bound')
    .map(
      ({ name, type }) => `<${name} type="${type}">${type.startsWith('DateAndTime') ? 'modifiedon' : column}</${name}>`,
    )
    .join('');
  const factors = [0, 1, 2].map(
    (factor) =>
      `<customControl formFactor="${factor}" name="${CONTROL}"><parameters>${parameters}</parameters></customControl>`,
  );
  return `<controlDescription forControl="${uniqueId}"><customControl id="${TEXT_CLASS}"><parameters><datafieldname>${column}</datafieldname></parameters></customControl>${factors.join('')}</controlDescription>`;
}

function replace(root: XmlElement, old: XmlElement, next: XmlElement): XmlElement {
  if (root === old) return next;
  return { ...root, children: root.children.map((child) => replace(child, old, next)) };
}

/** Adds a child to a child of the form, which is made where it is missing. */
function append(form: XmlElement, container: string, added: XmlElement): XmlElement {
  const there = first(form, container);
  if (there) return replace(form, there, { ...there, children: [...there.children, added] });
  return { ...form, children: [...form.children, { name: container, attributes: {}, children: [added], text: '' }] };
}

function withHandler(form: XmlElement, handler: XmlElement): XmlElement {
  const onLoad = first(form, 'events')?.children.find((event) => event.attributes['name'] === 'onload');
  const handlers = first(onLoad, 'Handlers');
  if (handlers) return replace(form, handlers, { ...handlers, children: [...handlers.children, handler] });
  const made = parseXml('<event name="onload" application="false" active="false"><Handlers/></event>');
  const empty = made.children[0];
  if (!empty) return form;
  return append(form, 'events', replace(made, empty, { ...empty, children: [handler] }));
}
