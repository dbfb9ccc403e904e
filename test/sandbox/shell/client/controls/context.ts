import type { CodeComponent, FormControl } from '../../model/form';
import { formatMoney, formatNumber, formatWallTime, patternsOf, wallTime, type Locale } from '../../model/locale';
import type { Property } from '../../model/manifest';
import { guidOf } from '../../model/xml';
import { fieldText } from '../fields/field-text';
import type { FormModel } from '../form/form-model';
import { isReference, type Value } from '../form/record';
import { alertDialog, confirmDialog, errorDialog } from '../frame/dialogs';
import { currentApp } from '../pages/current';
import { openPage } from '../pages/open';
import { mayUse } from '../platform/privileges';
import { session } from '../platform/session';
import { scriptId } from '../scripts/form-context';
import { guarded } from '../scripts/guarded';
import { entityMetadata } from '../scripts/xrm';
import * as webApi from '../scripts/xrm-web-api';
import { dateFormattingInfo, numberFormattingInfo } from './formatting-info';
import type { LoadedComponent } from './registry';
import { zoneOffsetMinutes } from './zone';

export interface Surroundings {
  readonly model: FormModel;
  readonly control: FormControl;
  readonly component: CodeComponent;
  readonly loaded: LoadedComponent;
  readonly label: string;
  /** Width in pixels, or -1 while the control has not asked for it. */
  readonly width: number;
  readonly updated: readonly string[];
  trackResize(track: boolean): void;
  requestRender(): void;
}

/** What a code component is given at `init` and each `updateView`. Members that it does not have throw by name. */
export function contextOf(surroundings: Surroundings): object {
  const { model, loaded, control, label, width, updated } = surroundings;
  const { locale, userId, fullName } = session();
  const { record } = model;
  return guarded('context', {
    parameters: parametersOf(surroundings),
    updatedProperties: [...updated],
    accessibility: { assignedTabIndex: -1, assignedTooltip: label, className: '', _customControlProperties: {} },
    client: guarded('context.client', {
      disableScroll: false,
      getClient: () => 'Web',
      getFormFactor: () => 1,
      isOffline: () => false,
      isNetworkAvailable: () => navigator.onLine,
    }),
    device: guarded('context.device', {
      captureAudio: refuse('captureAudio'),
      captureImage: refuse('captureImage'),
      captureVideo: refuse('captureVideo'),
      getBarcodeValue: refuse('getBarcodeValue'),
      getCurrentPosition: refuse('getCurrentPosition'),
      pickFile: refuse('pickFile'),
    }),
    factory: guarded('context.factory', { requestRender: () => surroundings.requestRender() }),
    // Absent: the platform gives no design language to controls of Fluent 8. Present as a key, so that it may be looked at.
    fluentDesignLanguage: undefined,
    formatting: formatting(locale),
    mode: guarded('context.mode', {
      allocatedHeight: -1,
      allocatedWidth: width,
      isControlDisabled: model.isDisabled(control, record.table.columns.get(control.column ?? '')),
      isVisible: true,
      label,
      contextInfo: {
        entityId: record.id ?? '',
        entityTypeName: record.table.name,
        entityRecordName: record.name,
      },
      setControlState: () => true,
      setFullScreen: () => undefined,
      trackContainerResize: (track: boolean) => surroundings.trackResize(track),
    }),
    navigation: navigation(),
    page: {
      appId: currentApp()?.id ?? '',
      entityId: record.id ?? '',
      entityTypeName: record.table.name,
      isPageReadOnly: model.isReadOnly,
      getClientUrl: () => location.origin,
    },
    resources: guarded('context.resources', {
      getString: (key: string) => loaded.strings.get(key) ?? key,
      getResource: refuse('getResource'),
    }),
    userSettings: guarded('context.userSettings', {
      dateFormattingInfo: dateFormattingInfo(locale),
      numberFormattingInfo: numberFormattingInfo(locale),
      isRTL: false,
      languageId: locale.language,
      securityRoles: [],
      userId: scriptId(userId),
      userName: fullName,
      getTimeZoneOffsetMinutes: (date?: Date) => zoneOffsetMinutes(date ?? new Date(), locale.zone),
    }),
    utils: guarded('context.utils', {
      getEntityMetadata: entityMetadata,
      hasEntityPrivilege: (table: string, privilege: number, depth: number) =>
        mayUse(table, PRIVILEGES[privilege] ?? '', depth),
      lookupObjects: refuse('lookupObjects'),
    }),
    webAPI: guarded('context.webAPI', {
      createRecord: webApi.createRecord,
      updateRecord: webApi.updateRecord,
      deleteRecord: webApi.deleteRecord,
      retrieveRecord: webApi.retrieveRecord,
      retrieveMultipleRecords: webApi.retrieveMultipleRecords,
    }),
  });
}

/** `PrivilegeType` of the component framework. */
const PRIVILEGES: Readonly<Record<number, string>> = {
  1: 'Create',
  2: 'Read',
  3: 'Write',
  4: 'Delete',
  5: 'Assign',
  6: 'Share',
  7: 'Append',
  8: 'AppendTo',
};

function refuse(member: string): () => never {
  return () => {
    throw new Error(`${member} is not offered by the sandbox to code components.`);
  };
}

function parametersOf({ model, component, loaded }: Surroundings): object {
  const entries = loaded.manifest.properties
    .filter((property) => property.usage !== 'output')
    .map((property) => [property.name, parameterOf(model, component, property)]);
  return Object.fromEntries(entries) as object;
}

function parameterOf(model: FormModel, component: CodeComponent, property: Property): object {
  const given = component.parameters.find((parameter) => parameter.name === property.name);
  if (!given || given.isStatic) {
    const text = given?.value ?? property.defaultValue ?? null;
    return {
      raw: constant(text, property.type),
      formatted: text ?? '',
      type: property.type,
      error: false,
      errorMessage: '',
    };
  }
  const column = model.record.table.columns.get(given.value);
  if (!column) throw new Error(`${component.name}: ${property.name} is bound to ${given.value}, which is no column.`);
  const value = model.record.get(column.name);
  return {
    raw: rawValue(value, property.type),
    formatted: fieldText(value, column, session().locale, model.record.currency),
    type: given.type ?? property.type,
    error: model.fieldErrors.has(column.name),
    errorMessage: model.fieldErrors.get(column.name) ?? '',
    security: { editable: column.canUpdate && !model.isReadOnly, readable: true, secured: false },
    attributes: {
      LogicalName: column.name,
      DisplayName: column.label,
      Description: '',
      Type: column.type.toLowerCase(),
      RequiredLevel: column.required ? 2 : 0,
      IsSecured: false,
      MaxLength: column.maxLength,
      MinValue: column.min,
      MaxValue: column.max,
      Precision: column.precision,
      Format: column.format,
      Options: column.options?.map((option) => ({
        Value: option.value,
        Label: option.label,
        Color: option.color ?? '',
      })),
    },
  };
}

function constant(text: string | null, type: string): unknown {
  if (text === null) return null;
  if (/^(Whole|Decimal|FP|Currency)/.test(type)) return Number(text);
  if (type === 'TwoOptions') return text === 'true' || text === '1';
  return text;
}

function rawValue(value: Value, type: string): unknown {
  if (isReference(value)) {
    return type.startsWith('Lookup') ? [{ id: value.id, name: value.name, entityType: value.table }] : value.name;
  }
  if (value !== null && type.startsWith('DateAndTime')) return new Date(String(value));
  return type.startsWith('Lookup') ? [] : value;
}

function navigation(): object {
  return guarded('context.navigation', {
    openAlertDialog: async (texts: { text: string; title?: string; confirmButtonLabel?: string }) =>
      alertDialog(texts.title ?? '', texts.text, texts.confirmButtonLabel),
    openConfirmDialog: async (texts: { text: string; title?: string }) => ({
      confirmed: await confirmDialog(texts.title ?? '', texts.text),
    }),
    openErrorDialog: async (options: { message?: string; details?: string }) =>
      errorDialog(options.message ?? '', options.details),
    openForm: async (options: { entityName: string; entityId?: string; openInNewWindow?: boolean }) => {
      await openPage(
        {
          pageType: 'entityrecord',
          entityName: options.entityName,
          ...(options.entityId === undefined ? {} : { entityId: guidOf(options.entityId) }),
        },
        options.openInNewWindow ? { newWindow: true } : {},
      );
      return { savedEntityReference: [] };
    },
    openUrl: (url: string) => {
      window.open(url, '_blank', 'noopener');
    },
    openWebResource: (name: string) => {
      window.open(`/WebResources/${name}`, '_blank');
    },
    openFile: refuse('openFile'),
  });
}

function formatting(locale: Locale): object {
  const patterns = patternsOf(locale);
  const wall = (value: Date) => wallTime(value, locale.zone);
  const long = (value: Date): string =>
    new Intl.DateTimeFormat(locale.name, { dateStyle: 'long', timeZone: locale.zone }).format(value);
  return guarded('context.formatting', {
    formatCurrency: (value: number, precision?: number, symbol?: string) =>
      symbol === undefined
        ? formatMoney(value, locale, precision ?? 2)
        : `${symbol}${formatNumber(value, locale, precision ?? 2)}`,
    formatDateAsFilterStringInUTC: (value: Date, includeTime?: boolean) =>
      includeTime ? value.toISOString() : value.toISOString().slice(0, 10),
    formatDateLong: long,
    formatDateLongAbbreviated: (value: Date) =>
      new Intl.DateTimeFormat(locale.name, { dateStyle: 'medium', timeZone: locale.zone }).format(value),
    formatDateShort: (value: Date, includeTime?: boolean) => {
      const date = formatWallTime(wall(value), patterns.date);
      return includeTime ? `${date} ${formatWallTime(wall(value), patterns.time)}` : date;
    },
    formatDateYearMonth: (value: Date) =>
      new Intl.DateTimeFormat(locale.name, { year: 'numeric', month: 'long', timeZone: locale.zone }).format(value),
    formatDecimal: (value: number, precision?: number) => formatNumber(value, locale, precision ?? 2),
    formatInteger: (value: number) => formatNumber(value, locale, 0),
    formatLanguage: (value: number) => String(value),
    formatTime: (value: Date, behavior: number) =>
      formatWallTime(behavior === USER_LOCAL ? wall(value) : wallTime(value, 'Etc/UTC'), patterns.time),
    getWeekOfYear: (value: Date) => weekOfYear(value),
  });
}

const USER_LOCAL = 1;
const DAY_MS = 86_400_000;

/** ISO 8601 week. */
function weekOfYear(value: Date): number {
  const day = new Date(Date.UTC(value.getFullYear(), value.getMonth(), value.getDate()));
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
  const yearStart = Date.UTC(day.getUTCFullYear(), 0, 1);
  return Math.ceil(((day.getTime() - yearStart) / DAY_MS + 1) / 7);
}
