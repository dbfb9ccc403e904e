import { isMandatory } from '../business/rules';
import { type Entity, type Field, fieldNamed, symbolsOf } from '../model/entity';
import { typedValue } from '../model/typed-value';
import { emptyValue, isEmpty, type Row, type Value } from '../model/value';
import { etagOf, type StoredRow } from '../store';
import { pageAddress } from './address';
import { option, type PageContext } from './frame';
import { html, type Html } from './html';
import { isNumber, shown } from './show';

/** Fields in the order a person looks for them: those of the list, those that say something, the rest, both by name. */
function arranged(entity: Entity, values: Row): { main: Field[]; filled: Field[]; empty: Field[] } {
  const main = [...entity.key, ...entity.list.filter((name) => !entity.key.includes(name))].flatMap(
    (name) => fieldNamed(entity, name) ?? [],
  );
  const others = entity.fields
    .filter((field) => !main.includes(field))
    .sort((one, two) => one.label.localeCompare(two.label, 'en'));
  const says = (field: Field): boolean => !isEmpty(field, values[field.name] ?? '');
  return { main, filled: others.filter(says), empty: others.filter((field) => !says(field)) };
}

/** One row with all its fields. */
export function rowPage(entity: Entity, row: StoredRow, context: PageContext, more: Html | null = null): Html {
  const { main, filled, empty } = arranged(entity, row.values);
  const { address } = context;
  return html`${heading(entity, row, context)}
    <div class="bar">
      ${!entity.readOnly && html`<a class="button" href="${pageAddress({ ...address, edit: true })}">Edit</a>`}
      <p class="quiet">Version ${row.recVersion} · record ${row.recId}</p>
    </div>
    ${more} ${facts('General', main, row)} ${filled.length > 0 && facts('Details', filled, row)}
    <details class="card">
      <summary>Empty fields (${empty.length})</summary>
      <p class="quiet names">${empty.map((field) => field.label).join(' · ')}</p>
    </details>`;
}

function heading(entity: Entity, { values }: StoredRow, { address }: PageContext): Html {
  const key = entity.key.map((name) => values[name]).join(' · ');
  return html`<p class="trail"><a href="${pageAddress({ company: address.company, entity })}">${entity.label}</a></p>
    <h1>${values[entity.title] || key} <span class="key">${key}</span></h1>`;
}

function facts(title: string, fields: readonly Field[], { values }: StoredRow): Html {
  return html`<section class="card" aria-label="${title}">
    <h2>${title}</h2>
    <dl>
      ${fields.map((field) => {
        const text = shown(field, values[field.name] ?? '');
        const held = field.name === 'OnHoldStatus' && text !== 'No';
        return html`<div>
          <dt>${field.label}</dt>
          <dd>${held ? html`<span class="held">${text}</span>` : text || html`<span class="quiet">---</span>`}</dd>
        </div>`;
      })}
    </dl>
  </section>`;
}

/** A row that is to be made: its form has all fields open, the key first. */
export function newRowForm(entity: Entity, context: PageContext, typed?: URLSearchParams): Html {
  const { company } = context.address;
  const fields = entity.fields.filter((field) => !field.readOnly && field.name !== 'dataAreaId');
  const main = fields.filter(({ name }) => entity.key.includes(name) || entity.list.includes(name));
  const others = fields.filter((field) => !main.includes(field));
  const group = (some: readonly Field[]): Html =>
    html`<div class="fields">
      ${some.map((field) => input(entity, { ...field, isKey: false }, emptyValue(field), typed))}
    </div>`;
  const back = pageAddress({ company, entity });
  return html`<p class="trail"><a href="${back}">${entity.label}</a></p>
    <h1>New: ${entity.one.toLowerCase()}</h1>
    <form method="post" action="${pageAddress({ company, entity, create: true })}" autocomplete="off">
      <div class="bar">
        <button class="primary" type="submit">Save</button>
        <a class="button" href="${back}">Cancel</a>
      </div>
      <section class="card" aria-label="General">
        <h2>General</h2>
        ${group(main)}
      </section>
      ${
        others.length > 0 &&
        html`<details class="card">
          <summary>More fields (${others.length})</summary>
          ${group(others)}
        </details>`
      }
    </form>`;
}

/** A row to be changed. @param typed what was typed, when Finance refused it */
export function rowForm(entity: Entity, row: StoredRow, context: PageContext, typed?: URLSearchParams): Html {
  const { main, filled, empty } = arranged(entity, row.values);
  const { address } = context;
  const group = (fields: readonly Field[]): Html =>
    html`<div class="fields">${fields.map((field) => input(entity, field, row.values[field.name] ?? '', typed))}</div>`;
  const back = pageAddress({ ...address, edit: false });
  return html`${heading(entity, row, context)}
    <form method="post" action="${back}" autocomplete="off">
      <input type="hidden" name="@etag" value="${typed?.get('@etag') ?? etagOf(row)}" />
      <div class="bar">
        <button class="primary" type="submit">Save</button>
        <a class="button" href="${back}">Cancel</a>
      </div>
      <section class="card" aria-label="General">
        <h2>General</h2>
        ${group(main)}
      </section>
      ${
        filled.length > 0 &&
        html`<section class="card" aria-label="Details">
          <h2>Details</h2>
          ${group(filled)}
        </section>`
      }
      <details class="card">
        <summary>Empty fields (${empty.length})</summary>
        ${group(empty)}
      </details>
    </form>`;
}

/** Texts that run over several lines. */
const LONG = /^(SalesMemo|Description|CredManNotes|FullPrimaryAddress)$/;

function input(entity: Entity, field: Field, stored: Value, typed?: URLSearchParams): Html {
  const value = typed?.get(field.name) ?? editable(field, stored);
  const id = `f-${field.name}`;
  const attributes = html`id="${id}" name="${field.name}" ${(field.isKey || field.readOnly) && html`disabled`}`;
  const label = html`<label for="${id}"
    >${field.label}${isMandatory(entity, field.name) && html` <span class="must" aria-hidden="true">*</span>`}</label
  >`;
  return html`<div>${label}${control(field, value, attributes)}</div>`;
}

function control(field: Field, value: string, attributes: Html): Html {
  if (field.type === 'enum') {
    return html`<select ${attributes}>
      ${symbolsOf(field).map((symbol) => option(symbol, symbol, value))}
    </select>`;
  }
  if (LONG.test(field.name)) return html`<textarea ${attributes} rows="3">${value}</textarea>`;
  if (field.type === 'day') return html`<input type="date" ${attributes} value="${value}" />`;
  const numeric = isNumber(field) && html`inputmode="decimal" class="number"`;
  return html`<input type="text" ${attributes} ${numeric} value="${value}" />`;
}

/** A stored value as it stands in an input: empty dates and ids are blank. */
function editable(field: Field, value: Value): string {
  return ['day', 'instant', 'guid'].includes(field.type) && isEmpty(field, value) ? '' : value;
}

/** What a person typed for a new row: fields that are not left empty. */
export function readNewForm(entity: Entity, form: URLSearchParams): ReturnType<typeof readForm> {
  const blank = Object.fromEntries(entity.fields.map((field) => [field.name, emptyValue(field)]));
  const open = { ...entity, fields: entity.fields.map((field) => ({ ...field, isKey: false })) };
  return readForm(open, { recId: '', recVersion: 0, values: blank }, form);
}

/**
 * What a person changed: fields whose input differs from what the form showed.
 * @returns the changes in stored form, or what cannot be read
 */
export function readForm(
  entity: Entity,
  row: StoredRow,
  form: URLSearchParams,
): { readonly changes: Row } | { readonly problems: readonly string[] } {
  const changes: Record<string, Value> = {};
  const problems: string[] = [];
  for (const field of entity.fields) {
    const text = form.get(field.name)?.replace(/\r\n/g, '\n').trimEnd();
    const before = row.values[field.name] ?? '';
    if (text === undefined || field.isKey || field.readOnly || text === editable(field, before)) continue;
    const value = typedValue(field, text);
    if (value === null) problems.push(`'${text}' is not a value for ${field.label}.`);
    else if (value !== before) changes[field.name] = value;
  }
  return problems.length > 0 ? { problems } : { changes };
}
