import type { Form, FormControl, Handler, Section, Tab } from '../../model/form';
import { labelFor } from '../../model/labels';
import type { Column } from '../../model/table';
import { session, t } from '../platform/session';
import type { FormComponent } from '../platform/components';
import { WebApiError } from '../platform/web-api';
import type { FormRecord, Value } from './record';

export type Level = 'ERROR' | 'WARNING' | 'INFO';

export interface Notification {
  readonly id: string;
  readonly level: Level;
  readonly text: string;
}

export type Required = 'none' | 'recommended' | 'required';

/** Save modes of the platform. */
export const SAVE_MODE = { save: 1, saveAndClose: 2, saveAndNew: 59 } as const;

/** What happened to a save; `refused` when a handler, a missing value or the server stopped it. */
export type SaveOutcome = 'saved' | 'nothing' | 'refused';

/** Arguments of the events around a save. */
export interface SaveEvent {
  readonly mode: number;
  readonly prevent: () => void;
}

export interface PostSaveEvent {
  readonly succeeded: boolean;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Who runs the scripts that a form names: the script host. */
export interface Scripts {
  handle(handlers: readonly Handler[], event: unknown): void;
}

/** What can be changed of a control, section or tab at run time, over what the form definition says. */
interface Override {
  label?: string;
  visible?: boolean;
  disabled?: boolean;
  notice?: string;
}

/**
 * One open form: its definition, the record on it, and what scripts and people did to it. React draws it anew after
 * each `changed()`; form scripts see it through `formContext`.
 */
export class FormModel {
  private readonly listeners = new Set<() => void>();
  private readonly overrides = new Map<string, Override>();
  private readonly levels = new Map<string, Required>();
  private notifications: Notification[] = [];
  /** What is wrong with the text in a field, by column. */
  readonly fieldErrors = new Map<string, string>();
  readonly onSave = new Set<(event: SaveEvent) => unknown>();
  readonly onPostSave = new Set<(event: PostSaveEvent) => void>();
  readonly onChange = new Map<string, Set<() => void>>();
  readonly onLoad = new Set<() => void>();
  readonly onTab = new Map<string, Set<() => void>>();
  currentTab: string;
  saving = false;
  /** Grows with every refresh, so that sub-grids and code components read anew. */
  generation = 0;
  /** What the shell does after a save or on request; set by the page. */
  navigation: { close(): void; openNew(): void; afterCreate(id: string): void } | undefined;
  /** Set by the page: puts the cursor into a field. */
  focus: (controlId: string) => void = () => undefined;

  constructor(
    readonly component: FormComponent,
    readonly record: FormRecord,
  ) {
    this.currentTab = this.tabs.find((tab) => this.isVisible(tab))?.id ?? '';
  }

  get form(): Form {
    return this.component.form;
  }

  get tabs(): readonly Tab[] {
    return this.form.tabs;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  changed(): void {
    this.listeners.forEach((listener) => listener());
  }

  // --- what the form shows -------------------------------------------------------------------------------------

  get isReadOnly(): boolean {
    return !this.record.mayWrite;
  }

  controls(): readonly FormControl[] {
    const body = this.tabs.flatMap((tab) => tab.columns.flatMap((column) => column.sections.flatMap((s) => s.cells)));
    return [...this.form.header, ...body].flatMap((cell) => (cell.control ? [cell.control] : []));
  }

  labelOf(part: Tab | Section): string {
    return this.overrides.get(part.id)?.label ?? labelFor(part.labels, session().locale.language);
  }

  isVisible(part: { readonly id: string; readonly visible?: boolean }): boolean {
    return this.overrides.get(part.id)?.visible ?? part.visible ?? true;
  }

  override(id: string, change: Override): void {
    this.overrides.set(id, { ...this.overrides.get(id), ...change });
    this.changed();
  }

  overrideOf(id: string): Override {
    return this.overrides.get(id) ?? {};
  }

  isDisabled(control: FormControl, column: Column | undefined): boolean {
    if (this.isReadOnly || this.saving) return true;
    if (column && !(this.record.isNew ? column.canCreate : column.canUpdate)) return true;
    return this.overrides.get(control.id)?.disabled ?? control.disabled;
  }

  requiredLevel(column: Column): Required {
    return this.levels.get(column.name) ?? (column.required ? 'required' : 'none');
  }

  setRequiredLevel(column: string, level: Required): void {
    this.levels.set(column, level);
    this.changed();
  }

  // --- notifications -------------------------------------------------------------------------------------------

  get shownNotifications(): readonly Notification[] {
    return this.notifications;
  }

  notify(id: string, level: Level, text: string): void {
    this.notifications = [...this.notifications.filter((notice) => notice.id !== id), { id, level, text }];
    this.changed();
  }

  dismiss(id: string): boolean {
    const before = this.notifications.length;
    this.notifications = this.notifications.filter((notice) => notice.id !== id);
    this.changed();
    return this.notifications.length < before;
  }

  // --- values --------------------------------------------------------------------------------------------------

  /** A person's change: dirty at once, and change handlers run. */
  enter(column: string, value: Value): void {
    this.record.set(column, value);
    this.fireChange(column);
    this.changed();
  }

  /** A script's change: no change handler runs. */
  setValue(column: string, value: Value): void {
    this.record.set(column, value);
    this.fieldErrors.delete(column);
    this.changed();
  }

  fireChange(column: string): void {
    this.onChange.get(column)?.forEach((handler) => handler());
  }

  setFieldError(column: string, error: string | undefined): void {
    if (error === undefined) this.fieldErrors.delete(column);
    else this.fieldErrors.set(column, error);
    this.changed();
  }

  openTab(id: string): void {
    if (this.currentTab === id) return;
    this.currentTab = id;
    this.onTab.get(id)?.forEach((handler) => handler());
    this.changed();
  }

  // --- saving --------------------------------------------------------------------------------------------------

  /** What keeps the record from being saved: fields without a required value, fields with text that is no value. */
  problems(): readonly string[] {
    const shown = new Set(this.controls().flatMap((control) => (control.column === undefined ? [] : [control.column])));
    const missing = [...this.record.table.columns.values()].filter((column) => {
      const value = this.record.get(column.name);
      return shown.has(column.name) && this.requiredLevel(column) === 'required' && (value === null || value === '');
    });
    const writable = missing.filter((column) => (this.record.isNew ? column.canCreate : column.canUpdate));
    return [
      ...writable.map((column) => t('requiredField', column.label)),
      ...[...this.fieldErrors].map(
        ([name, error]) => `${this.record.table.columns.get(name)?.label ?? name}: ${error}`,
      ),
    ];
  }

  async save(mode: number = SAVE_MODE.save): Promise<SaveOutcome> {
    if (this.saving) return 'refused';
    const problems = this.problems();
    if (problems.length > 0) {
      this.notify('required', 'ERROR', problems.join(' '));
      return 'refused';
    }
    this.dismiss('required');
    this.dismiss('save');
    if (this.wasPrevented(mode)) return 'refused';
    return this.write(mode);
  }

  /** Runs the handlers before a save; each may call it off. A promise that one returns is not waited for. */
  private wasPrevented(mode: number): boolean {
    let prevented = false;
    this.onSave.forEach((handler) => handler({ mode, prevent: () => (prevented = true) }));
    return prevented;
  }

  private async write(mode: number): Promise<SaveOutcome> {
    const wasNew = this.record.isNew;
    this.saving = true;
    this.changed();
    try {
      const written = await this.record.write();
      await this.record.read();
      this.saving = false;
      this.generation += 1;
      this.changed();
      if (wasNew && mode === SAVE_MODE.save) this.navigation?.afterCreate(this.record.id ?? '');
      this.onPostSave.forEach((handler) => handler({ succeeded: true }));
      if (mode === SAVE_MODE.saveAndClose) this.navigation?.close();
      if (mode === SAVE_MODE.saveAndNew) this.navigation?.openNew();
      return written ? 'saved' : 'nothing';
    } catch (error) {
      this.saving = false;
      const message = error instanceof Error ? error.message : String(error);
      const code = error instanceof WebApiError ? error.code : '';
      this.notify('save', 'ERROR', message);
      this.onPostSave.forEach((handler) => handler({ succeeded: false, error: { code, message } }));
      return 'refused';
    }
  }

  async refresh(): Promise<void> {
    await this.record.read();
    this.fieldErrors.clear();
    this.dismiss('save');
    this.dismiss('required');
    this.generation += 1;
    this.changed();
  }
}
