import * as React from 'react';
import type { Route } from '../../model/route';
import { CommandBar } from '../commands/CommandBar';
import type { Command } from '../commands/command';
import { shown, useRibbon } from '../commands/use-ribbon';
import type { CommandPlace } from '../commands/ribbon-commands';
import { FormBody } from '../form/FormBody';
import { FormHeader } from '../form/FormHeader';
import { FormModel, SAVE_MODE, type Level } from '../form/form-model';
import { FormRecord, isReference, type Value } from '../form/record';
import { useModel } from '../form/use-model';
import { ask, confirmDialog } from '../frame/dialogs';
import { MessageBar, type Severity } from '../frame/MessageBar';
import { remember } from '../frame/recent';
import { readForms, type FormComponent } from '../platform/components';
import { mayUse } from '../platform/privileges';
import { session, t } from '../platform/session';
import { tableNamed } from '../platform/tables';
import { guardLeaving, navigate, rename } from '../router';
import type { FormContext } from '../scripts/form-context';
import { scriptId } from '../scripts/form-context';
import { scriptHost } from '../scripts/script-host';
import { FailurePage, LoadingPage } from './states';

type RecordRoute = Extract<Route, { page: 'record' }>;

interface Opened {
  readonly model: FormModel;
  readonly forms: readonly FormComponent[];
  readonly context: FormContext;
}

/** A record on its form. */
export function FormPage({ route }: { route: RecordRoute }): JSX.Element {
  const [opened, setOpened] = React.useState<Opened>();
  const [failure, setFailure] = React.useState<string>();
  const [attempt, setAttempt] = React.useState(0);
  React.useEffect(() => {
    let stale = false;
    let context: FormContext | undefined;
    setOpened(undefined);
    setFailure(undefined);
    open(route).then(
      (next) => {
        context = next.context;
        if (stale) scriptHost.closeForm(next.context);
        else setOpened(next);
      },
      (error: unknown) => !stale && setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      stale = true;
      if (context) scriptHost.closeForm(context);
    };
  }, [route.table, route.id, route.form, attempt]);
  if (failure !== undefined) return <FailurePage message={failure} onRetry={() => setAttempt(attempt + 1)} />;
  if (!opened) return <LoadingPage text={t('loadingRecord')} />;
  return <OpenForm route={route} {...opened} />;
}

async function open(route: RecordRoute): Promise<Opened> {
  const [table, forms] = await Promise.all([tableNamed(route.table), readForms(route.table)]);
  const component = forms.find((form) => form.id === route.form) ?? forms[0];
  if (!component) throw new Error(`${table.label}: there is no form.`);
  const record = new FormRecord(table, route.id);
  await record.read();
  const model = new FormModel(component, record);
  if (record.isNew) await startNew(record, route.defaults ?? {});
  else remember({ table: table.name, id: record.id ?? '', name: record.name });
  const context = await scriptHost.openForm(model);
  return { model, forms, context };
}

/** Values of a new record: those that the opener gave; the owner is set by the server. */
async function startNew(record: FormRecord, defaults: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(defaults)) {
    const column = record.table.columns.get(name);
    if (!column) continue;
    const value: Value =
      column.kind === 'lookup'
        ? {
            id: text.replace(/[{}]/g, '').toLowerCase(),
            name: defaults[`${name}name`] ?? '',
            table: defaults[`${name}type`] ?? column.targets?.[0] ?? '',
          }
        : column.kind === 'text' || column.kind === 'memo' || column.kind === 'date'
          ? text
          : column.kind === 'boolean'
            ? text === 'true'
            : Number(text);
    record.set(name, value);
  }
}

function OpenForm({ route, model, forms, context }: Opened & { route: RecordRoute }): JSX.Element {
  useModel(model);
  const { record } = model;
  const list: Route = { page: 'list', app: route.app, table: route.table };
  const close = (): void => void (history.length > 1 ? history.back() : navigate(list, { unguarded: true }));
  React.useEffect(() => {
    document.title = `${record.name || record.table.label} - ${t('product')}`;
  });
  React.useEffect(() => {
    model.navigation = {
      close,
      openNew: () => void navigate({ page: 'record', app: route.app, table: route.table }, { unguarded: true }),
      afterCreate: (id) => {
        rename({ page: 'record', app: route.app, table: route.table, id });
        remember({ table: route.table, id, name: record.name });
      },
    };
    model.focus = (id) => document.getElementById(`field-${id}`)?.focus();
    const stopGuarding = guardLeaving(() => mayLeave(model));
    const warn = (event: BeforeUnloadEvent): void => {
      if (record.isDirty()) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      stopGuarding();
      window.removeEventListener('beforeunload', warn);
    };
  }, [model]);
  React.useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
        event.preventDefault();
        (document.activeElement as HTMLElement | null)?.blur();
        void model.save();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [model]);
  const locations = { new: `Mscrm.Form.${model.record.table.name}.NewRecord` };
  const ribbon = useRibbon(commandPlace(model, context), `${record.id}/${record.isDirty()}/${model.generation}`);
  return (
    <>
      <CommandBar
        commands={[
          ...shown(ownCommands(model, route, close), ribbon, locations),
          ...(ribbon?.added ?? []),
          shareCommand(),
        ]}
      />
      <FormHeader
        model={model}
        forms={forms}
        onForm={(form) =>
          void navigate({ ...route, ...(record.id === undefined ? {} : { id: record.id }), form: form.id })
        }
      />
      <FormNotifications model={model} />
      <FormBody model={model} />
    </>
  );
}

async function mayLeave(model: FormModel): Promise<boolean> {
  if (!model.record.isDirty()) return true;
  const answer = await ask(t('leaveTitle'), t('leaveText'), [
    { text: t('saveAndContinue'), answer: 'save', primary: true },
    { text: t('discard'), answer: 'discard' },
  ]);
  if (answer === 'save') return (await model.save()) !== 'refused';
  if (answer === 'discard') model.record.forget();
  return answer === 'discard';
}

function ownCommands(model: FormModel, route: RecordRoute, close: () => void): readonly Command[] {
  const { record } = model;
  const table = record.table.name;
  const back: Command = { id: 'back', label: '', toolTip: t('back'), icon: 'Back', run: () => history.back() };
  const writing: Command[] = model.isReadOnly
    ? []
    : [
        {
          id: 'save',
          label: t('save'),
          icon: 'Save',
          startsGroup: true,
          disabled: model.saving,
          run: () => void model.save(),
        },
        {
          id: 'save-close',
          label: t('saveClose'),
          icon: 'SaveAndClose',
          disabled: model.saving,
          run: () => void model.save(SAVE_MODE.saveAndClose),
        },
      ];
  const fresh: Command[] = mayUse(table, 'Create')
    ? [{ id: 'new', label: t('new'), icon: 'Add', run: () => void navigate({ page: 'record', app: route.app, table }) }]
    : [];
  if (record.isNew) return [back, ...writing];
  const remove: Command[] = record.mayDelete
    ? [{ id: 'delete', label: t('delete'), icon: 'Delete', run: () => void deleteRecord(model, close) }]
    : [];
  const refresh: Command = { id: 'refresh', label: t('refresh'), icon: 'Refresh', run: () => void refreshForm(model) };
  return [back, ...writing, ...fresh, ...remove, refresh];
}

async function refreshForm(model: FormModel): Promise<void> {
  if (!(await mayLeave(model))) return;
  await model.refresh().catch((error: unknown) => model.notify('save', 'ERROR', String((error as Error).message)));
}

async function deleteRecord(model: FormModel, close: () => void): Promise<void> {
  if (!(await confirmDialog(t('deleteTitle'), t('deleteOne', model.record.table.label), { yes: t('delete') }))) return;
  try {
    await model.record.delete();
    model.record.forget();
    close();
  } catch (error) {
    model.notify('save', 'ERROR', error instanceof Error ? error.message : String(error));
  }
}

function shareCommand(): Command {
  return {
    id: 'share',
    label: t('share'),
    icon: 'Share',
    far: true,
    run: () => void navigator.clipboard?.writeText(location.href),
  };
}

function commandPlace(model: FormModel, context: FormContext): CommandPlace {
  const { record } = model;
  return {
    bar: 'Form',
    table: record.table.name,
    situation: {
      formState: record.isNew ? 'Create' : !record.isActive ? 'Disabled' : model.isReadOnly ? 'ReadOnly' : 'Existing',
      table: record.table.name,
      selected: record.isNew ? 0 : 1,
      hasPrivilege: mayUse,
      valueOf: (column) => {
        const value = record.get(column);
        return isReference(value) ? value.id : value;
      },
    },
    parameter: (name) => {
      switch (name) {
        case 'PrimaryControl':
          return context.context;
        case 'PrimaryEntityTypeName':
          return record.table.name;
        case 'FirstPrimaryItemId':
          return scriptId(record.id);
        case 'PrimaryItemIds':
          return record.isNew ? [] : [scriptId(record.id)];
        case 'UserLcid':
          return session().locale.language;
        case 'OrgLcid':
          return 1033;
        default:
          throw new Error(`The command parameter ${name} is not offered on forms.`);
      }
    },
    failed: (message) => model.notify('command', 'ERROR', message),
  };
}

const SEVERITIES: Readonly<Record<Level, Severity>> = { ERROR: 'error', WARNING: 'warning', INFO: 'info' };

function FormNotifications({ model }: { model: FormModel }): JSX.Element {
  return (
    <div role="region" aria-label={t('notifications')} className="form-notifications">
      {model.shownNotifications.map((notice) => (
        <MessageBar key={notice.id} severity={SEVERITIES[notice.level]} onDismiss={() => model.dismiss(notice.id)}>
          {notice.text}
        </MessageBar>
      ))}
    </div>
  );
}
