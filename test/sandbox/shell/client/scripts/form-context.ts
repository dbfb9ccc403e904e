import type { FormControl, Section, Tab } from '../../model/form';
import type { Column } from '../../model/table';
import { fieldText } from '../fields/field-text';
import {
  SAVE_MODE,
  type FormModel,
  type Level,
  type PostSaveEvent,
  type Required,
  type SaveEvent,
} from '../form/form-model';
import { isReference, type Reference, type Value } from '../form/record';
import { session } from '../platform/session';
import { collection, guarded } from './guarded';

type Handler = (context: object) => unknown;

/** GUIDs reach scripts in upper case and braces, as on the platform. */
export function scriptId(id: string | undefined): string {
  return id === undefined ? '' : `{${id.toUpperCase()}}`;
}

/**
 * What scripts see of an open form. One per form, so that a handler that was added can be removed by the same function.
 */
export class FormContext {
  private readonly wrapped = new WeakMap<Handler, Map<string, (event?: unknown) => unknown>>();
  private readonly attributes = new Map<string, object>();
  private readonly shared: Record<string, unknown> = {};
  readonly context: object;

  constructor(private readonly model: FormModel) {
    this.context = this.build();
  }

  /** The context of one event, as a handler gets it. */
  executionContext(source: object | null, event: object | null): object {
    return guarded('executionContext', {
      getFormContext: () => this.context,
      getEventSource: () => source,
      getEventArgs: () => event,
      getDepth: () => 1,
      getContext: () => undefined,
      getSharedVariable: (key: string) => this.shared[key],
      setSharedVariable: (key: string, value: unknown) => {
        this.shared[key] = value;
      },
    });
  }

  saveArguments(event: SaveEvent): object {
    let prevented = false;
    return guarded('eventArgs', {
      getSaveMode: () => event.mode,
      preventDefault: () => {
        prevented = true;
        event.prevent();
      },
      isDefaultPrevented: () => prevented,
      disableAsyncTimeout: () => undefined,
    });
  }

  postSaveArguments(event: PostSaveEvent): object {
    return guarded('eventArgs', {
      getIsSaveSuccess: () => event.succeeded,
      getSaveErrorInfo: () => event.error ?? null,
      getEntityReference: () => this.entityReference(),
    });
  }

  entity(): object {
    return (this.context as { data: { entity: object } }).data.entity;
  }

  attribute(name: string): object | null {
    const column = this.model.record.table.columns.get(name);
    if (!column || !this.model.controls().some((control) => control.column === name)) return null;
    let attribute = this.attributes.get(name);
    if (!attribute) {
      attribute = this.buildAttribute(column);
      this.attributes.set(name, attribute);
    }
    return attribute;
  }

  private entityReference(): object {
    const { record } = this.model;
    return { entityType: record.table.name, id: scriptId(record.id), name: record.name };
  }

  private build(): object {
    const { model } = this;
    const { record } = model;
    const attributes = this.attributeList();
    const controls = this.controlList();
    const attributeCollection = collection('attributes', attributes, nameOf);
    const controlCollection = collection('controls', controls, nameOf);
    const entity = guarded('formContext.data.entity', {
      attributes: attributeCollection,
      getId: () => scriptId(record.id),
      getEntityName: () => record.table.name,
      getEntityReference: () => this.entityReference(),
      getPrimaryAttributeValue: () => record.name,
      getIsDirty: () => record.isDirty(),
      isValid: () => model.problems().length === 0,
      save: (mode?: string) => {
        void model.save(
          mode === 'saveandclose'
            ? SAVE_MODE.saveAndClose
            : mode === 'saveandnew'
              ? SAVE_MODE.saveAndNew
              : SAVE_MODE.save,
        );
      },
      addOnSave: (handler: Handler) => model.onSave.add(this.saveHandler(handler)),
      removeOnSave: (handler: Handler) => model.onSave.delete(this.saveHandler(handler)),
      addOnPostSave: (handler: Handler) => model.onPostSave.add(this.postSaveHandler(handler)),
      removeOnPostSave: (handler: Handler) => model.onPostSave.delete(this.postSaveHandler(handler)),
    });
    const data = guarded('formContext.data', {
      entity,
      attributes: attributeCollection,
      getIsDirty: () => record.isDirty(),
      isValid: () => model.problems().length === 0,
      save: async (options?: { saveMode?: number }) => {
        const outcome = await model.save(options?.saveMode ?? SAVE_MODE.save);
        if (outcome === 'refused')
          throw new Error(model.shownNotifications.map((notice) => notice.text).join(' ') || 'Save refused.');
        return { savedEntityReference: this.entityReference() };
      },
      refresh: async (save?: boolean) => {
        if (save) await model.save();
        await model.refresh();
      },
      addOnLoad: (handler: Handler) => model.onLoad.add(this.plainHandler('load', handler)),
      removeOnLoad: (handler: Handler) => model.onLoad.delete(this.plainHandler('load', handler)),
    });
    return guarded('formContext', {
      data,
      ui: this.buildUi(controlCollection),
      getAttribute: (which?: unknown) => (attributeCollection as Finder).get(which),
      getControl: (which?: unknown) => (controlCollection as Finder).get(which),
    });
  }

  // --- events --------------------------------------------------------------------------------------------------

  /** The same function is wrapped once for each use, so that it can be found again to remove it. */
  private wrap(handler: Handler, use: string, make: () => (event?: unknown) => unknown): (event?: unknown) => unknown {
    const uses = this.wrapped.get(handler) ?? new Map<string, (event?: unknown) => unknown>();
    this.wrapped.set(handler, uses);
    const made = uses.get(use) ?? make();
    uses.set(use, made);
    return made;
  }

  private saveHandler(handler: Handler): (event: SaveEvent) => unknown {
    return this.wrap(
      handler,
      'save',
      () => (event) => handler(this.executionContext(this.entity(), this.saveArguments(event as SaveEvent))),
    ) as (event: SaveEvent) => unknown;
  }

  private postSaveHandler(handler: Handler): (event: PostSaveEvent) => void {
    return this.wrap(
      handler,
      'post save',
      () => (event) => handler(this.executionContext(this.entity(), this.postSaveArguments(event as PostSaveEvent))),
    ) as (event: PostSaveEvent) => void;
  }

  private plainHandler(use: string, handler: Handler, source: () => object | null = () => null): () => void {
    return this.wrap(handler, use, () => () => handler(this.executionContext(source(), null))) as () => void;
  }

  private changeHandler(column: string, handler: Handler): () => void {
    return this.plainHandler(`change ${column}`, handler, () => this.attribute(column));
  }

  // --- attributes ----------------------------------------------------------------------------------------------

  private attributeList(): object[] {
    const names = new Set(
      this.model.controls().flatMap((control) => (control.column === undefined ? [] : [control.column])),
    );
    return [...names].flatMap((name) => this.attribute(name) ?? []);
  }

  private buildAttribute(column: Column): object {
    const { model } = this;
    const { record } = model;
    const { name } = column;
    return guarded(`attribute(${name})`, {
      getName: () => name,
      getAttributeType: () => SCRIPT_TYPES[column.type] ?? column.type.toLowerCase(),
      getFormat: () =>
        column.kind === 'date' ? (column.hasTime ? 'datetime' : 'date') : (column.format?.toLowerCase() ?? null),
      getValue: () => scriptValue(record.get(name), column),
      getInitialValue: () => scriptValue(record.initial(name), column),
      setValue: (value: unknown) => model.setValue(name, formValue(value, column)),
      getIsDirty: () => record.isDirty(name),
      isValid: () => !model.fieldErrors.has(name),
      setIsValid: (valid: boolean, message?: string) => model.setFieldError(name, valid ? undefined : (message ?? '')),
      getRequiredLevel: () => model.requiredLevel(column),
      setRequiredLevel: (level: Required) => model.setRequiredLevel(name, level),
      getSubmitMode: () => 'dirty',
      getUserPrivilege: () => ({ canRead: true, canUpdate: column.canUpdate, canCreate: column.canCreate }),
      getMaxLength: () => column.maxLength ?? null,
      getMin: () => column.min ?? null,
      getMax: () => column.max ?? null,
      getPrecision: () => column.precision ?? null,
      getText: () => fieldText(record.get(name), column, session().locale, record.currency),
      getOptions: () => (column.options ?? []).map((option) => ({ text: option.label, value: option.value })),
      getOption: (value: number) => {
        const option = column.options?.find((candidate) => candidate.value === Number(value));
        return option ? { text: option.label, value: option.value } : null;
      },
      getSelectedOption: () => {
        const option = column.options?.find((candidate) => candidate.value === Number(record.get(name)));
        return option && record.get(name) !== null ? { text: option.label, value: option.value } : null;
      },
      addOnChange: (handler: Handler) => {
        const handlers = model.onChange.get(name) ?? new Set();
        model.onChange.set(name, handlers.add(this.changeHandler(name, handler)));
      },
      removeOnChange: (handler: Handler) => model.onChange.get(name)?.delete(this.changeHandler(name, handler)),
      fireOnChange: () => model.fireChange(name),
      getParent: () => this.entity(),
      controls: collection(
        `attribute(${name}).controls`,
        model
          .controls()
          .filter((control) => control.column === name)
          .map((control) => this.buildControl(control)),
        nameOf,
      ),
    });
  }

  // --- controls, tabs, sections --------------------------------------------------------------------------------

  private controlList(): object[] {
    return this.model.controls().map((control) => this.buildControl(control));
  }

  private buildControl(control: FormControl): object {
    const { model } = this;
    const column = control.column === undefined ? undefined : model.record.table.columns.get(control.column);
    return guarded(`control(${control.id})`, {
      getName: () => control.id,
      getControlType: () =>
        model.form.codeComponents.has(control.uniqueId)
          ? 'customcontrol'
          : (CONTROL_TYPES[column?.kind ?? control.kind] ?? 'standard'),
      getAttribute: () => (control.column === undefined ? null : this.attribute(control.column)),
      getLabel: () => model.overrideOf(control.id).label ?? column?.label ?? '',
      setLabel: (label: string) => model.override(control.id, { label }),
      getVisible: () => model.isVisible({ id: control.id }),
      setVisible: (visible: boolean) => model.override(control.id, { visible }),
      getDisabled: () => model.isDisabled(control, column),
      setDisabled: (disabled: boolean) => model.override(control.id, { disabled }),
      setFocus: () => model.focus(control.id),
      setNotification: (notice: string) => {
        model.override(control.id, { notice });
        return true;
      },
      clearNotification: () => {
        const { notice: _, ...rest } = model.overrideOf(control.id);
        model.override(control.id, { ...rest, notice: '' });
        return true;
      },
      getParent: () => null,
    });
  }

  private buildTab(tab: Tab): object {
    const { model } = this;
    const sections = tab.columns.flatMap((column) => column.sections);
    return guarded(`tab(${tab.name})`, {
      getName: () => tab.name,
      getLabel: () => model.labelOf(tab),
      setLabel: (label: string) => model.override(tab.id, { label }),
      getVisible: () => model.isVisible(tab),
      setVisible: (visible: boolean) => model.override(tab.id, { visible }),
      getDisplayState: () => (model.currentTab === tab.id ? 'expanded' : 'collapsed'),
      setDisplayState: (state: string) => state === 'expanded' && model.openTab(tab.id),
      setFocus: () => model.openTab(tab.id),
      sections: collection(
        `tab(${tab.name}).sections`,
        sections.map((section) => this.buildSection(section)),
        nameOf,
      ),
      addTabStateChange: (handler: Handler) => {
        const handlers = model.onTab.get(tab.id) ?? new Set();
        model.onTab.set(tab.id, handlers.add(this.plainHandler(`tab ${tab.id}`, handler)));
      },
      removeTabStateChange: (handler: Handler) =>
        model.onTab.get(tab.id)?.delete(this.plainHandler(`tab ${tab.id}`, handler)),
    });
  }

  private buildSection(section: Section): object {
    const { model } = this;
    const controls = section.cells.flatMap((cell) => (cell.control ? [this.buildControl(cell.control)] : []));
    return guarded(`section(${section.name})`, {
      getName: () => section.name,
      getLabel: () => model.labelOf(section),
      setLabel: (label: string) => model.override(section.id, { label }),
      getVisible: () => model.isVisible(section),
      setVisible: (visible: boolean) => model.override(section.id, { visible }),
      controls: collection(`section(${section.name}).controls`, controls, nameOf),
    });
  }

  private buildUi(controls: object): object {
    const { model } = this;
    return guarded('formContext.ui', {
      controls,
      tabs: collection(
        'formContext.ui.tabs',
        model.tabs.map((tab) => this.buildTab(tab)),
        nameOf,
      ),
      getFormType: () => formType(model),
      setFormNotification: (text: string, level: Level, id: string) => {
        model.notify(id, level, text);
        return true;
      },
      clearFormNotification: (id: string) => model.dismiss(id),
      refreshRibbon: () => model.changed(),
      close: () => model.navigation?.close(),
      getViewPortHeight: () => window.innerHeight,
      getViewPortWidth: () => window.innerWidth,
      setFormEntityName: () => undefined,
      addOnLoad: (handler: Handler) => model.onLoad.add(this.plainHandler('load', handler)),
      removeOnLoad: (handler: Handler) => model.onLoad.delete(this.plainHandler('load', handler)),
      formSelector: guarded('formContext.ui.formSelector', {
        getCurrentItem: () => ({
          getId: () => model.component.id,
          getLabel: () => model.component.name,
        }),
      }),
    });
  }
}

interface Finder {
  get(which?: unknown): unknown;
}

const FORM_TYPE = { create: 1, update: 2, readOnly: 3, disabled: 4 } as const;

function formType(model: FormModel): number {
  if (model.record.isNew) return FORM_TYPE.create;
  if (!model.record.isActive) return FORM_TYPE.disabled;
  return model.isReadOnly ? FORM_TYPE.readOnly : FORM_TYPE.update;
}

const SCRIPT_TYPES: Readonly<Record<string, string>> = {
  String: 'string',
  Memo: 'memo',
  Integer: 'integer',
  BigInt: 'integer',
  Decimal: 'decimal',
  Double: 'double',
  Money: 'money',
  Boolean: 'boolean',
  DateTime: 'datetime',
  Picklist: 'optionset',
  State: 'optionset',
  Status: 'optionset',
  Lookup: 'lookup',
  Customer: 'lookup',
  Owner: 'lookup',
};

const CONTROL_TYPES: Readonly<Record<string, string>> = {
  lookup: 'lookup',
  choice: 'optionset',
  boolean: 'optionset',
  subgrid: 'subgrid',
  webResource: 'webresource',
  frame: 'iframe',
  timeline: 'timelinewall',
  quickView: 'quickform',
};

function nameOf(item: object): string {
  return (item as { getName(): string }).getName();
}

function scriptValue(value: Value, column: Column): unknown {
  if (value === null) return null;
  if (isReference(value)) return [{ id: scriptId(value.id), name: value.name, entityType: value.table }];
  return column.kind === 'date' ? new Date(String(value)) : value;
}

function formValue(value: unknown, column: Column): Value {
  if (value === null || value === undefined) return null;
  if (column.kind === 'lookup') {
    const [first] = value as readonly { id: string; name?: string; entityType: string }[];
    return first ? toReference(first) : null;
  }
  if (value instanceof Date) {
    const iso = value.toISOString().replace(/\.\d+Z$/, 'Z');
    return column.behavior === 'dateOnly' ? iso.slice(0, 10) : iso;
  }
  return value as Value;
}

function toReference(lookup: { id: string; name?: string; entityType: string }): Reference {
  return { id: lookup.id.replace(/[{}]/g, '').toLowerCase(), name: lookup.name ?? '', table: lookup.entityType };
}
