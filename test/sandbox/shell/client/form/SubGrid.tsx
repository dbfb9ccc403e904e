import * as React from 'react';
import { guidOf } from '../../model/xml';
import { readViews, type View } from '../platform/components';
import { t } from '../platform/session';
import { tableNamed } from '../platform/tables';
import type { Table } from '../../model/table';
import { RowTable } from '../list/RowTable';
import { useRows } from '../list/use-rows';
import type { FormModel } from './form-model';

interface SubGridProps {
  readonly model: FormModel;
  readonly parameters: Readonly<Record<string, string>>;
  readonly label: string;
}

interface Source {
  readonly table: Table;
  readonly view: View;
  /** Column that points to the form's record. */
  readonly column: string | undefined;
}

const ROWS = 10;

/** Rows of another table that point to the form's record. */
export function SubGrid({ model, parameters, label }: SubGridProps): JSX.Element {
  const [source, setSource] = React.useState<Source>();
  const [failure, setFailure] = React.useState<string>();
  React.useEffect(() => {
    readSource(model, parameters).then(setSource, (error: unknown) =>
      setFailure(error instanceof Error ? error.message : String(error)),
    );
  }, [model]);
  if (model.record.isNew) return <p className="quiet">{t('saveFirst')}</p>;
  if (failure !== undefined) return <p className="field-error">{failure}</p>;
  if (!source) return <p className="quiet">{t('loading')}</p>;
  return <SubGridRows model={model} source={source} label={label} />;
}

function SubGridRows({ model, source, label }: { model: FormModel; source: Source; label: string }): JSX.Element {
  const where = source.column === undefined ? undefined : { column: source.column, value: model.record.id ?? '' };
  const rows = useRows(source.table, source.view, {
    size: ROWS,
    ...(where === undefined ? {} : { where }),
    stamp: model.generation,
  });
  return <RowTable table={source.table} view={source.view} rows={rows} label={label} />;
}

async function readSource(model: FormModel, parameters: SubGridProps['parameters']): Promise<Source> {
  const table = await tableNamed(parameters['TargetEntityType'] ?? '');
  const views = await readViews(table.name);
  const view = views.find((candidate) => candidate.id === guidOf(parameters['ViewId'])) ?? views[0];
  if (!view) throw new Error(`There is no view of ${table.collectionLabel}.`);
  const relationship = parameters['RelationshipName'] ?? '';
  const column = table.relationships.get(relationship);
  if (relationship !== '' && column === undefined) throw new Error(`The relationship ${relationship} is not known.`);
  return { table, view, column };
}
