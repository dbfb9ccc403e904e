import { ContextualMenu, Icon } from '@fluentui/react';
import * as React from 'react';
import { labelFor } from '../../model/labels';
import { fieldText } from '../fields/field-text';
import { Initials } from '../frame/Initials';
import { openReference } from '../pages/open';
import { session, t } from '../platform/session';
import type { FormComponent } from '../platform/components';
import type { FormModel } from './form-model';
import { isReference } from './record';

interface FormHeaderProps {
  readonly model: FormModel;
  readonly forms: readonly FormComponent[];
  readonly onForm: (form: FormComponent) => void;
}

/** Name and state of the record, the header's fields, the tabs. */
export function FormHeader({ model, forms, onForm }: FormHeaderProps): JSX.Element {
  const { record } = model;
  const name = record.isNew ? `${t('newRecord')} ${record.table.label}` : record.name || record.table.label;
  return (
    <header className="card form-header">
      <div className="form-title-row">
        <Initials name={record.isNew ? record.table.label : name} shape="square" />
        <div className="form-title">
          <h1>
            {name} <span className="save-state">- {stateText(model)}</span>
          </h1>
          <p className="form-subtitle">
            {record.table.label} · <FormSelector model={model} forms={forms} onForm={onForm} />
          </p>
        </div>
        <dl className="header-fields">
          {model.form.header.map((cell) => (
            <HeaderField
              key={cell.id}
              model={model}
              column={cell.control?.column}
              label={labelFor(cell.labels, session().locale.language)}
            />
          ))}
        </dl>
      </div>
      <Tabs model={model} />
    </header>
  );
}

function stateText(model: FormModel): string {
  if (model.saving) return t('saving');
  if (model.isReadOnly) return t('readOnly');
  return model.record.isNew || model.record.isDirty() ? t('unsaved') : t('saved');
}

function FormSelector({ model, forms, onForm }: FormHeaderProps): JSX.Element {
  const [open, setOpen] = React.useState(false);
  const button = React.useRef<HTMLButtonElement>(null);
  if (forms.length < 2) return <>{model.component.name}</>;
  return (
    <>
      <button
        ref={button}
        type="button"
        className="text-button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={`${t('switchForm')}: ${model.component.name}`}
        onClick={() => setOpen(!open)}
      >
        {model.component.name} <Icon iconName="CaretSolidDown" className="caret" />
      </button>
      {open && (
        <ContextualMenu
          target={button}
          onDismiss={() => setOpen(false)}
          items={forms.map((form) => ({
            key: form.id,
            text: form.name,
            canCheck: true,
            checked: form.id === model.component.id,
            onClick: () => onForm(form),
          }))}
        />
      )}
    </>
  );
}

interface HeaderFieldProps {
  readonly model: FormModel;
  readonly column: string | undefined;
  readonly label: string;
}

function HeaderField({ model, column: name, label }: HeaderFieldProps): JSX.Element | null {
  const column = name === undefined ? undefined : model.record.table.columns.get(name);
  if (!column) return null;
  const value = model.record.get(column.name);
  const text = fieldText(value, column, session().locale, model.record.currency) || t('noValue');
  return (
    <div className="header-field">
      <dt>{label || column.label}</dt>
      <dd>
        {isReference(value) ? (
          <a
            href="#"
            onClick={(event) => {
              event.preventDefault();
              openReference(value);
            }}
          >
            {text}
          </a>
        ) : (
          text
        )}
      </dd>
    </div>
  );
}

function Tabs({ model }: { model: FormModel }): JSX.Element {
  const tabs = model.tabs.filter((tab) => model.isVisible(tab));
  const select = (index: number): void => {
    const tab = tabs[(index + tabs.length) % tabs.length];
    if (!tab) return;
    model.openTab(tab.id);
    document.getElementById(`tab-${tab.id}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={t('tabs')}>
      {tabs.map((tab, index) => {
        const selected = tab.id === model.currentTab;
        return (
          <button
            key={tab.id}
            id={`tab-${tab.id}`}
            type="button"
            role="tab"
            className="tab"
            aria-selected={selected}
            aria-controls={`panel-${tab.id}`}
            tabIndex={selected ? 0 : -1}
            onClick={() => model.openTab(tab.id)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') select(index + 1);
              if (event.key === 'ArrowLeft') select(index - 1);
              if (event.key === 'Home') select(0);
              if (event.key === 'End') select(tabs.length - 1);
            }}
          >
            {model.labelOf(tab)}
          </button>
        );
      })}
    </div>
  );
}
