import * as React from 'react';
import type { Cell, FormControl } from '../../model/form';
import { labelFor } from '../../model/labels';
import type { Column } from '../../model/table';
import { CodeComponentHost } from '../controls/CodeComponentHost';
import { ChoiceField } from '../fields/ChoiceField';
import { DateField } from '../fields/DateField';
import { fieldText } from '../fields/field-text';
import { LookupField } from '../fields/LookupField';
import { NumberField } from '../fields/NumberField';
import { TextField } from '../fields/TextField';
import { openReference } from '../pages/open';
import { session, t } from '../platform/session';
import type { FormModel } from './form-model';
import { SubGrid } from './SubGrid';
import { Timeline } from './Timeline';
import { isReference, type Value } from './record';
import { WebResourceFrame } from '../pages/WebResourceFrame';

const MEMO_LINE_ROWS = 1;

/** One cell of a section: label and control. */
export function FormCell({ model, cell }: { model: FormModel; cell: Cell }): JSX.Element | null {
  const place = {
    gridRow: `${cell.row} / span ${cell.rowSpan}`,
    gridColumn: `${cell.column} / span ${cell.columnSpan}`,
  };
  const { control } = cell;
  if (!control) return <div className="cell spacer" style={place} aria-hidden="true" />;
  if (!cell.visible || !model.isVisible({ id: control.id })) return null;
  const column = control.column === undefined ? undefined : model.record.table.columns.get(control.column);
  const given = model.overrideOf(control.id).label ?? labelFor(cell.labels, session().locale.language);
  const label = given || column?.label || control.id;
  const inputId = `field-${control.id}`;
  const required = column !== undefined && model.requiredLevel(column) === 'required';
  const wide = control.kind !== 'field' || !cell.showLabel;
  const error = column && model.fieldErrors.get(column.name);
  const notice = model.overrideOf(control.id).notice;
  return (
    <div className={wide ? 'cell wide' : 'cell'} style={place} data-control={control.id}>
      {cell.showLabel && control.kind === 'field' && (
        <label className="cell-label" htmlFor={inputId}>
          {label}
          {required && (
            <span className="required" aria-hidden="true">
              *
            </span>
          )}
        </label>
      )}
      <div className="cell-control">
        <ControlBody model={model} cell={cell} control={control} column={column} label={label} inputId={inputId} />
        {(error ?? notice) && (
          <p className="field-error" id={`${inputId}-error`} role="alert">
            {error ?? notice}
          </p>
        )}
      </div>
    </div>
  );
}

interface BodyProps {
  readonly model: FormModel;
  readonly cell: Cell;
  readonly control: FormControl;
  readonly column: Column | undefined;
  readonly label: string;
  readonly inputId: string;
}

function ControlBody({ model, cell, control, column, label, inputId }: BodyProps): JSX.Element {
  const component = model.form.codeComponents.get(control.uniqueId);
  if (component) return <CodeComponentHost model={model} control={control} component={component} label={label} />;
  switch (control.kind) {
    case 'subgrid':
      return <SubGrid model={model} parameters={control.parameters} label={label} />;
    case 'timeline':
      return <Timeline label={label} />;
    case 'webResource':
    case 'frame':
      return <WebResourceFrame url={frameUrl(model, control)} title={label} rows={cell.rowSpan} />;
    case 'quickView':
      return <p className="quiet">{t('notOffered')}</p>;
    case 'field':
      if (!column) return <p className="field-error">{control.column}</p>;
      return (
        <ColumnField model={model} cell={cell} control={control} column={column} label={label} inputId={inputId} />
      );
  }
}

function frameUrl(model: FormModel, control: FormControl): string {
  const url = control.parameters['Url'] ?? '';
  const path = url.replace(/^\$webresource:/i, '/WebResources/');
  if (control.parameters['PassParameters'] !== 'true') return path;
  const query = new URLSearchParams({
    typename: model.record.table.name,
    type: String(model.record.table.objectTypeCode),
    id: model.record.id ?? '',
    userlcid: String(session().locale.language),
    orglcid: '1033',
    orgname: session().organizationName,
    data: control.parameters['Data'] ?? '',
  });
  return `${path}?${query.toString()}`;
}

interface ColumnFieldProps extends Omit<BodyProps, 'column'> {
  readonly column: Column;
}

function ColumnField({ model, cell, control, column, label, inputId }: ColumnFieldProps): JSX.Element {
  const value = model.record.get(column.name);
  const disabled = model.isDisabled(control, column);
  const enter = (entered: Value): void => model.enter(column.name, entered);
  const common = {
    id: inputId,
    label,
    disabled,
    required: model.requiredLevel(column) === 'required',
    error: model.fieldErrors.get(column.name),
    onError: (error: string | undefined) => model.setFieldError(column.name, error),
  };
  if (column.kind === 'lookup') {
    return (
      <div className={disabled ? 'field-box read-only' : 'field-box'}>
        <LookupField
          {...common}
          column={column}
          value={isReference(value) ? value : null}
          onValue={enter}
          onOpen={openReference}
        />
      </div>
    );
  }
  if (disabled) return <ReadOnlyText id={inputId} label={label} value={value} column={column} model={model} />;
  return (
    <div className="field-box">
      {column.kind === 'choice' || column.kind === 'boolean' ? (
        <ChoiceField
          {...common}
          column={column}
          value={value === null ? null : Number(value)}
          onValue={(chosen) => enter(column.kind === 'boolean' && chosen !== null ? chosen === 1 : chosen)}
        />
      ) : column.kind === 'date' ? (
        <DateField {...common} column={column} value={value === null ? null : String(value)} onValue={enter} />
      ) : column.kind === 'whole' || column.kind === 'decimal' || column.kind === 'money' ? (
        <NumberField
          {...common}
          column={column}
          value={value === null ? null : Number(value)}
          text={fieldText(value, column, session().locale, model.record.currency)}
          onValue={enter}
        />
      ) : (
        <TextField
          {...common}
          value={value === null ? '' : String(value)}
          maxLength={column.maxLength}
          rows={column.kind === 'memo' ? Math.max(MEMO_LINE_ROWS, cell.rowSpan) : 1}
          onDone={(text) => enter(text === '' ? null : text)}
        />
      )}
    </div>
  );
}

interface ReadOnlyProps {
  readonly id: string;
  readonly label: string;
  readonly value: Value;
  readonly column: Column;
  readonly model: FormModel;
}

/** A value that cannot be changed. It can still be reached by keyboard and is read with its label. */
function ReadOnlyText({ id, label, value, column, model }: ReadOnlyProps): JSX.Element {
  const text = fieldText(value, column, session().locale, model.record.currency) || t('noValue');
  if (column.kind === 'memo') {
    return (
      <textarea
        id={id}
        aria-label={label}
        className="field-input read-only-text"
        rows={linesOf(text)}
        readOnly
        value={text}
      />
    );
  }
  return <input id={id} aria-label={label} className="field-input read-only-text" readOnly value={text} />;
}

const LINE_LENGTH = 60;
const MOST_LINES = 8;

function linesOf(text: string): number {
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE_LENGTH)), 0);
  return Math.min(MOST_LINES, lines);
}
